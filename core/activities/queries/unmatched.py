"""Results that wait for their person or activity, as an admin reads them (activities/unmatched)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, Course
from core.activities.references import shown
from core.activities.result_models import UnmatchedResult
from core.activities.service.unmatched import named_in
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Actor, Capability, people, require
from core.words import say


@dataclass(frozen=True)
class Waiting:
    """A result that waits: whose and of what as far as known, else as the source calls them.

    `alike` is how many wait for the same person and activity, this one among them.
    """

    id: int
    source: str
    person: str
    person_known: bool
    activity: str
    activity_known: bool
    score: Decimal | None
    happened_at: datetime
    alike: int


@dataclass(frozen=True)
class WaitingPage:
    """Some of the results that wait, newest first, and how many there are: apart, and alike ones as one."""

    rows: Sequence[Waiting]
    results: int
    total: int


def unmatched_results(session: WorkspaceSession, actor: Actor, *, limit: int = 10, offset: int = 0) -> WaitingPage:
    """The results that wait, those of the same person and activity as one; only for admins."""
    require(session, actor, Capability.SETTINGS_MANAGE)
    alike = (
        UnmatchedResult.source, UnmatchedResult.person_id, UnmatchedResult.person_hash, UnmatchedResult.activity_id,
        UnmatchedResult.activity_key, UnmatchedResult.course_id,
    )
    grouped = select(sa.func.max(UnmatchedResult.id).label("id"), sa.func.count(UnmatchedResult.id).label("alike"))
    grouped = grouped.where(UnmatchedResult.workspace_id == session.workspace_id).group_by(*alike)
    every = grouped.subquery()
    sums = select(sa.func.count(), sa.func.coalesce(sa.func.sum(every.c.alike), 0)).select_from(every)
    total, results = session.execute(sums).one()
    chosen = session.execute(select(every.c.id, every.c.alike).order_by(every.c.id.desc()).limit(limit).offset(offset))
    counts = {row[0]: row[1] for row in chosen}
    return WaitingPage(_rows(session, counts), int(results), int(total))


def unmatched_result(session: WorkspaceSession, actor: Actor, unmatched_id: int) -> Waiting:
    """One result that waits; raises NotFound when it does no more. Only for admins."""
    require(session, actor, Capability.SETTINGS_MANAGE)
    found = _rows(session, {unmatched_id: 1})
    if not found:
        raise NotFound(say("That result doesn't wait any more: it was matched or dropped."))
    return found[0]


def _rows(session: WorkspaceSession, counts: dict[int, int]) -> list[Waiting]:
    rows = session.scalars(select(UnmatchedResult).where(UnmatchedResult.id.in_(list(counts)))).all()
    known = people(session, {row.person_id for row in rows if row.person_id is not None})
    titles = _named(session, Activity.id, Activity.title, [row.activity_id for row in rows])
    courses = _named(session, Course.id, Course.name, [row.course_id for row in rows])
    found = [
        Waiting(
            row.id,
            row.source,
            known[row.person_id].name if row.person_id is not None else shown(named_in(session, row) or ""),
            row.person_id is not None,
            titles.get(row.activity_id or 0) or courses.get(row.course_id or 0) or row.activity_key or "",
            row.activity_key is None,
            row.score,
            row.happened_at,
            counts[row.id],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: -each.id)


def _named(session: WorkspaceSession, key: Any, name: Any, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {each for each in ids if each is not None}
    return {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(wanted)))} if wanted else {}
