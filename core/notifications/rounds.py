"""Rounds through the people of a time zone on working days: due dates every day, digests on Mondays.

When each is next is a stored helper, so that a sweep with nothing to do reads one row. Downtime loses nothing: a round
that was missed is made on the next working day. Time zones new to the workspace are looked for every hour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.notifications.digest_round import digests_for, tell_digests
from core.notifications.due import DueItem, due_now, tell_due
from core.notifications.hours import Hours, next_opening, next_working_day
from core.notifications.limits import hours_of
from core.notifications.models import NoticeRound
from core.people import Person

DUE, DIGEST, ZONES = "due", "digest", "zones"
EVERYWHERE = "UTC"
LOOK_FOR_ZONES = timedelta(hours=1)

ROUNDS: dict[str, Callable[[WorkspaceSession, str], int]] = {DUE: tell_due, DIGEST: tell_digests}


def round_is_due(session: WorkspaceSession) -> bool:
    """Whether a round is to be made, or new time zones to be looked for."""
    rows = select(NoticeRound.next_at).where(NoticeRound.workspace_id == session.workspace_id)
    earliest = session.scalar(rows.order_by(NoticeRound.next_at).limit(1))
    return earliest is None or earliest <= session.now


@dataclass(frozen=True)
class RoundsAhead:
    """What the rounds of an instant would tell: due dates with their notice days, and whose digests."""

    due: tuple[tuple[DueItem, int], ...] = ()
    digests: tuple[int, ...] = ()


def rounds_ahead(session: WorkspaceSession) -> RoundsAhead:
    """What the rounds that are due at the session's instant would tell; nothing changes."""
    rows = select(NoticeRound.kind, NoticeRound.time_zone).where(
        NoticeRound.workspace_id == session.workspace_id, NoticeRound.next_at <= session.now
    )
    due: list[tuple[DueItem, int]] = []
    digests: list[int] = []
    for kind, zone in session.execute(rows.order_by(NoticeRound.kind, NoticeRound.time_zone)).all():
        if kind == ZONES or next_opening(zone, session.now, hours_of(session), working_days=True) > session.now:
            continue
        if kind == DUE:
            due += due_now(session, zone)
        else:
            digests += digests_for(session, zone)
    return RoundsAhead(tuple(due), tuple(digests))


def make_rounds(session: WorkspaceSession) -> int:
    """Make every round that is due; how many messages or notices. Repeatable: what was told is not told again."""
    told = 0
    for kind, time_zone in _taken(session):
        if kind == ZONES:
            continue
        if next_opening(time_zone, session.now, hours_of(session), working_days=True) <= session.now:
            told += ROUNDS[kind](session, time_zone)
        _set_next(session, kind, time_zone, next_round(kind, time_zone, session.now, hours_of(session)))
    _look_for_zones(session)
    return told


def next_round(kind: str, time_zone: str, now: datetime, hours: Hours) -> datetime:
    """When a round is made next after one at `now`: the next working day's opening, for digests on a Monday.

    Outside the hours of a working day none is made; then it is the next opening.
    """
    opening = next_opening(time_zone, now, hours, working_days=True)
    if opening > now:
        return opening
    today = now.astimezone(ZoneInfo(time_zone)).date()
    on = next_monday(today) if kind == DIGEST else next_working_day(today + timedelta(days=1))
    return hours.opening(on, ZoneInfo(time_zone))


def first_round(kind: str, time_zone: str, now: datetime, hours: Hours) -> datetime:
    """When the first round of a time zone is made: at the next opening, for digests on a Monday."""
    opening = next_opening(time_zone, now, hours, working_days=True)
    on = opening.astimezone(ZoneInfo(time_zone)).date()
    if kind != DIGEST or on.weekday() == 0:
        return opening
    return hours.opening(next_monday(on), ZoneInfo(time_zone))


def next_monday(on: date) -> date:
    """The Monday after a day."""
    return on + timedelta(days=7 - on.weekday())


def rebuild_rounds(session: WorkspaceSession) -> None:
    """Forget when the next rounds are: the next sweep looks for the time zones anew. Nothing is told twice."""
    session.execute(sa.delete(NoticeRound).where(NoticeRound.workspace_id == session.workspace_id))


def _taken(session: WorkspaceSession) -> Sequence[tuple[str, str]]:
    """The rounds that are due, locked; those in another sweep's hands are left to it."""
    query = select(NoticeRound.kind, NoticeRound.time_zone).where(
        NoticeRound.workspace_id == session.workspace_id, NoticeRound.next_at <= session.now
    )
    rows = session.execute(query.order_by(NoticeRound.kind, NoticeRound.time_zone).with_for_update(skip_locked=True))
    return [(kind, time_zone) for kind, time_zone in rows]


def _set_next(session: WorkspaceSession, kind: str, time_zone: str, at: datetime) -> None:
    session.execute(
        sa.update(NoticeRound)
        .where(
            NoticeRound.workspace_id == session.workspace_id,
            NoticeRound.kind == kind,
            NoticeRound.time_zone == time_zone,
        )
        .values(next_at=at)
        .execution_options(synchronize_session=False)
    )


def _look_for_zones(session: WorkspaceSession) -> None:
    rows = select(NoticeRound.time_zone, NoticeRound.next_at).where(
        NoticeRound.workspace_id == session.workspace_id, NoticeRound.kind == ZONES
    )
    looked = session.execute(rows).first()
    if looked is not None and looked.next_at > session.now:
        return
    hours, zones = hours_of(session), session.scalars(select(Person.time_zone).distinct()).all()
    found = [
        {"kind": kind, "time_zone": zone, "next_at": first_round(kind, zone, session.now, hours)}
        for kind in ROUNDS
        for zone in zones
    ]
    again = {"kind": ZONES, "time_zone": EVERYWHERE, "next_at": session.now + LOOK_FOR_ZONES}
    insert_rows(session, NoticeRound, [*found, again], skip_existing=True)
    _set_next(session, ZONES, EVERYWHERE, session.now + LOOK_FOR_ZONES)
