"""Figures of the skills dashboard: activities of each skill, and how many skills there are (skills/dashboard)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, SkillLink
from core.db import WorkspaceSession
from core.frameworks import ACTIVE, CompetencyCategory
from core.frameworks.models import Competency, CompetencyState
from core.frameworks.queries import visible
from core.people import Actor

CHUNK = 900


@dataclass(frozen=True)
class SkillTotals:
    """How many skills somebody sees, in use and disabled."""

    active: int
    disabled: int


def activity_counts(session: WorkspaceSession, competency_ids: Sequence[int]) -> dict[int, int]:
    """How many activities in use carry each competency now; one query for 900."""
    found = dict.fromkeys(competency_ids, 0)
    for start in range(0, len(competency_ids), CHUNK):
        query = (
            select(SkillLink.competency_id, sa.func.count(sa.distinct(SkillLink.activity_id)))
            .join(Activity, Activity.id == SkillLink.activity_id)
            .where(
                SkillLink.competency_id.in_(competency_ids[start : start + CHUNK]),
                SkillLink.not_over(session.now),
                Activity.deleted_at.is_(None),
            )
            .group_by(SkillLink.competency_id)
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def skill_totals(session: WorkspaceSession, actor: Actor) -> SkillTotals:
    """How many skills the actor sees, by status."""
    query = (
        select(CompetencyState.status, sa.func.count())
        .join(Competency, Competency.id == CompetencyState.competency_id)
        .where(
            Competency.category == CompetencyCategory.SKILL,
            CompetencyState.in_force(session.now),
            visible(session, actor),
        )
        .group_by(CompetencyState.status)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    active = counts.pop(ACTIVE, 0)
    return SkillTotals(active, sum(counts.values()))
