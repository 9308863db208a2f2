"""When to look at a qualification's notices next: a stored helper, so that a sweep with nothing new reads nothing.

It follows the data: every change of what notices depend on recomputes the rows concerned, and `rebuild_schedule`
all of them. It is never asked what is due, only where to look.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.notifications.models import NoticeSchedule
from core.notifications.standing import ids_with_expiry, in_chunks, locked_qualifications, notice_standings


@dataclass(frozen=True)
class ScheduleDifference:
    """A qualification whose stored next look was not what its data say."""

    qualification_id: int
    stored: datetime | None
    computed: datetime | None


def reschedule(session: WorkspaceSession, ids: Collection[int]) -> None:
    """Bring the next looks of these qualifications in line with the data. Repeatable."""
    for chunk in in_chunks(ids):
        locked_qualifications(session, chunk)
        _store(session, chunk, next_looks(session, chunk))


def next_looks(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, datetime]:
    """The plain computation (up to 900): when to look next, by qualification; those with nothing left are absent."""
    standings = notice_standings(session, ids)
    looks = {each: standing.next_at(session.now) for each, standing in standings.items()}
    return {each: look for each, look in looks.items() if look is not None}


def rebuild_schedule(session: WorkspaceSession) -> list[ScheduleDifference]:
    """Recompute every next look and say which were wrong. One that lies in the past is due a look, not wrong."""
    found: list[ScheduleDifference] = []
    last = 0
    while ids := ids_with_expiry(session, last):
        last = ids[-1]
        locked_qualifications(session, ids)
        stored, computed = _stored(session, ids), next_looks(session, ids)
        found += _differences(ids, stored, computed, session.now)
        if stored != computed:
            _store(session, ids, computed)
    return found


def due_qualifications(session: WorkspaceSession, *, limit: int, lock: bool) -> list[int]:
    """Ids of the qualifications due a look, earliest first.

    With `lock` those that another sweep, or a change, has in hand just now are left to it and to the next look.
    """
    query = (
        select(NoticeSchedule.qualification_id)
        .where(NoticeSchedule.workspace_id == session.workspace_id, NoticeSchedule.next_at <= session.now)
        .order_by(NoticeSchedule.next_at, NoticeSchedule.qualification_id)
        .limit(limit)
    )
    ids = list(session.scalars(query))
    if not lock:
        return ids
    return [each for chunk in in_chunks(ids) for each in locked_qualifications(session, chunk, skip=True)]


def _differences(
    ids: Sequence[int], stored: Mapping[int, datetime], computed: Mapping[int, datetime], now: datetime
) -> list[ScheduleDifference]:
    wrong = [
        each
        for each in ids
        if stored.get(each) != computed.get(each) and not (each in stored and stored[each] <= now)
    ]
    return [ScheduleDifference(each, stored.get(each), computed.get(each)) for each in wrong]


def _stored(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, datetime]:
    query = select(NoticeSchedule.qualification_id, NoticeSchedule.next_at).where(
        NoticeSchedule.workspace_id == session.workspace_id, NoticeSchedule.qualification_id.in_(ids)
    )
    return dict(session.execute(query).all())


def _store(session: WorkspaceSession, ids: Sequence[int], looks: Mapping[int, datetime]) -> None:
    session.execute(
        sa.delete(NoticeSchedule)
        .where(NoticeSchedule.workspace_id == session.workspace_id, NoticeSchedule.qualification_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    rows = [{"qualification_id": each, "next_at": look} for each, look in looks.items()]
    insert_rows(session, NoticeSchedule, rows)
