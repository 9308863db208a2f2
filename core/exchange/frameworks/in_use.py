"""How many activities carry a competency: one that any carries can't be disabled (skills/disable)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, SkillLink
from core.db import WorkspaceSession

CHUNK = 900


def activity_counts(session: WorkspaceSession, competency_ids: Collection[int]) -> dict[int, int]:
    """By competency how many activities in use carry it now; those on none are left out."""
    wanted, found = sorted(competency_ids), dict[int, int]()
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(SkillLink.competency_id, sa.func.count(sa.distinct(SkillLink.activity_id)))
            .join(Activity, Activity.id == SkillLink.activity_id)
            .where(
                SkillLink.competency_id.in_(wanted[start : start + CHUNK]),
                SkillLink.in_force(session.now),
                Activity.deleted_at.is_(None),
            )
            .group_by(SkillLink.competency_id)
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found
