"""Holding the notices of a qualification: booked for a day, or snoozed to one; and taking that back."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from core.audit import note_undoable, record
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.notifications.events import NoticesHeld, NoticesResumed
from core.notifications.models import NoticeHold
from core.notifications.outbox import refresh
from core.notifications.reminders import ABOUT, untell_unsent
from core.notifications.rules import BOOKED, SNOOZE, check_booking, check_snooze
from core.notifications.schedule import reschedule
from core.notifications.standing import NoticeStanding, notice_standings
from core.people import Actor, Capability, allows, over, person, require
from core.qualifications.models import Qualification
from core.words import say

UNDO_HOLD = "notice_hold"
"""The kind of the Undo of a hold; its refs carry `hold`."""


def book_renewal(session: WorkspaceSession, actor: Actor, qualification_id: int, on: date) -> int:
    """Note that the renewal is booked for a day: notices pause until the day after; the hold's id.

    A day past expiry does not stop the last notice before it (reminders/booked). Raises Invalid for a day that has
    passed, NotFound without an expiry date on file, Refused without the right over the holder.
    """
    standing = _standing(session, actor, qualification_id)
    check_booking(on, _today(session, standing))
    return _hold(session, actor, standing, BOOKED, on + timedelta(days=1))


def snooze_notices(session: WorkspaceSession, actor: Actor, qualification_id: int, until: date) -> int:
    """Hold notices to a day before expiry, on which one is sent; the hold's id (reminders/snooze).

    Raises Invalid for a day that is not ahead, and for one too late, with the last possible as detail `last`.
    """
    standing = _standing(session, actor, qualification_id)
    check_snooze(until, standing.expiry.expires_on, _today(session, standing))
    return _hold(session, actor, standing, SNOOZE, until)


def undo_hold(session: WorkspaceSession, actor: Actor, hold_id: int) -> None:
    """Take a hold back: notices go on as if it had not been made (chat/undo).

    Raises Conflict when another hold, or another expiry date, came after it.
    """
    hold = session.scalar(select(NoticeHold).where(NoticeHold.id == hold_id, NoticeHold.undone_at.is_(None)))
    if hold is None:
        raise NotFound(say("There is nothing here to undo."))
    standing = _standing(session, actor, hold.qualification_id)
    if standing.expiry.hold is None or standing.expiry.hold.id != hold_id:
        raise Conflict(say("Can't undo: the notices were changed since."))
    hold.undone_at = session.now
    session.flush()
    change = Change("notices", hold.qualification_id, f"{hold.kind} {hold.until}", None, person_id=standing.person_id)
    record(session, actor, NoticesResumed(qualification_id=hold.qualification_id, changes=(change,)))
    _settle(session, hold.qualification_id)


def _standing(session: WorkspaceSession, actor: Actor, qualification_id: int) -> NoticeStanding:
    """How the notices stand, for one who may hold them: the holder, or who may write their qualifications."""
    holder = session.scalar(select(Qualification.person_id).where(Qualification.id == qualification_id))
    if holder is None:
        raise NotFound(say("That qualification is not on file."))
    if actor.person_id != holder or not allows(session, actor, Capability.QUALIFICATION_OWN_WRITE, over(holder)):
        require(session, actor, Capability.QUALIFICATION_WRITE, over(holder))
    standing = notice_standings(session, [qualification_id]).get(qualification_id)
    if standing is None:
        raise NotFound(say("That qualification has no expiry date on file. Nothing to do."))
    return standing


def _today(session: WorkspaceSession, standing: NoticeStanding) -> date:
    return day_in(person(session, standing.person_id).time_zone, session.now)


def _hold(session: WorkspaceSession, actor: Actor, standing: NoticeStanding, kind: str, until: date) -> int:
    row = NoticeHold(
        qualification_id=standing.qualification_id,
        expires_on=standing.expiry.expires_on,
        kind=kind,
        until=until,
        made_by_id=actor.person_id,
        made_at=session.now,
    )
    session.add(row)
    session.flush()
    if actor.person_id is not None:
        row.undo_id = note_undoable(session, actor.person_id, UNDO_HOLD, hold=row.id)
    change = Change("notices", standing.qualification_id, None, f"{kind} {until}", person_id=standing.person_id)
    record(
        session,
        actor,
        NoticesHeld(qualification_id=standing.qualification_id, how=kind, until=until, changes=(change,)),
    )
    untell_unsent(session, standing.qualification_id)
    _settle(session, standing.qualification_id)
    return row.id


def _settle(session: WorkspaceSession, qualification_id: int) -> None:
    session.flush()
    reschedule(session, [qualification_id])
    refresh(session, ABOUT, [qualification_id])
