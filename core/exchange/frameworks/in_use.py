"""Competencies that activities carry can't be disabled by a file either (skills/disable)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from core.catalogue import activity_counts
from core.db import WorkspaceSession
from core.exchange.frameworks.draft import ReadCompetency
from core.frameworks import DISABLED, hold_unlinked
from core.frameworks.models import Competency


def carried(session: WorkspaceSession, competency_ids: Collection[int]) -> dict[int, int]:
    """By competency how many activities in use carry it now; those on none are left out."""
    counts = activity_counts(session, sorted(competency_ids))
    return {each: count for each, count in counts.items() if count}


def hold_disabled(session: WorkspaceSession, framework_id: int, rows: Iterable[ReadCompetency]) -> None:
    """Keep the competencies that these rows disable from being linked before they are judged and filed."""
    named = [row.idnumber for row in rows if row.status == DISABLED]
    if named:
        hold_unlinked(session, sa.and_(Competency.framework_id == framework_id, Competency.idnumber.in_(named)))
