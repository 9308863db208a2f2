"""A qualification that is no longer needed: its holder says so, their manager, else an admin, answers whether its
notices stop (reminders/not-needed). It is of one expiry date, so that a renewed one is announced anew."""

from __future__ import annotations

from sqlalchemy import Select, select

from core.audit import note_undoable, record
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.notifications.events import NotNeededAnswered, NotNeededAsked
from core.notifications.models import NotNeeded
from core.notifications.outbox import Telling, refresh, tell, tell_many
from core.notifications.questions import NOT_HERE, Question, questions_of, still_stands, view_of
from core.notifications.reminders import ABOUT, untell_unsent
from core.notifications.schedule import reschedule
from core.notifications.standing import NoticeStanding, managers_of, notice_standings
from core.people import (
    Actor,
    Capability,
    Role,
    allows,
    holders_of_role,
    over,
    people,
    require,
)
from core.qualifications.models import Qualification
from core.words import say

NOT_NEEDED, NOT_NEEDED_ANSWERED = "not_needed", "not_needed_answered"
UNDO_QUESTION, UNDO_ANSWER = "not_needed.question", "not_needed.answer"
"""The kinds of the Undos; their refs carry `question`."""

LONGEST_REASON = 300


def say_not_needed(session: WorkspaceSession, actor: Actor, qualification_id: int, reason: str) -> Question:
    """Ask whether the notices of a qualification may stop; who may answer that themself has them stopped at once.

    Raises Invalid without a reason, Conflict where it was asked before or nobody can answer, NotFound without an expiry
    date on file, Refused without a right over the holder.
    """
    standing = _standing(session, actor, qualification_id)
    said = _checked(reason)
    if (before := questions_of(session, [qualification_id]).get((qualification_id, standing.expiry.expires_on))) and (
        before.is_open or before.stops
    ):
        raise Conflict(say("Nothing was changed: that was said before."))
    own = actor.person_id == standing.person_id
    manager, asked = _who_answers(session, standing.person_id) if own else (None, ())
    row = NotNeeded(
        qualification_id=qualification_id,
        expires_on=standing.expiry.expires_on,
        reason=said,
        asked_by_id=actor.person_id,
        asked_id=manager,
        asked_at=session.now,
        stops=None if own else True,
        answered_by_id=None if own else actor.person_id,
        answered_at=None if own else session.now,
    )
    session.add(row)
    session.flush()
    if actor.person_id is not None:
        kind = UNDO_QUESTION if own else UNDO_ANSWER
        row.undo_id = note_undoable(session, actor.person_id, kind, question=row.id)
    _note_asked(session, actor, row, standing.person_id)
    tell_many(session, [_asking(each, row) for each in asked])
    _settle(session, row)
    return view_of(row)


def answer_not_needed(session: WorkspaceSession, actor: Actor, question_id: int, *, stops: bool) -> Question:
    """Stop the notices of that qualification, or let them go on; whoever asked is told.

    Raises Conflict where it is settled already, Refused without the right over the holder, or by who asked it.
    """
    row = _open_row(session, question_id)
    holder = _holder(session, row.qualification_id)
    require(session, actor, Capability.QUALIFICATION_WRITE, over(holder))
    if actor.person_id is not None and actor.person_id == row.asked_by_id:
        raise Conflict(say("You asked this yourself. Your manager or another admin answers it."))
    row.stops, row.answered_by_id, row.answered_at = stops, actor.person_id, session.now
    if actor.person_id is not None:
        row.undo_id = note_undoable(session, actor.person_id, UNDO_ANSWER, question=row.id)
    session.flush()
    _note_answered(session, actor, row, holder, None, stops)
    if row.asked_by_id is not None:
        key = f"{NOT_NEEDED_ANSWERED}:{row.id}:{row.undo_id or 0}"
        about = [(ABOUT, row.qualification_id)]
        refs = {"question": row.id, "stops": stops}
        tell(session, row.asked_by_id, NOT_NEEDED_ANSWERED, refs, key=key, subjects=about)
    _settle(session, row)
    return view_of(row)


def undo_question(session: WorkspaceSession, actor: Actor, question_id: int) -> None:
    """Take the question back; raises Conflict, naming who, once it is answered (chat/undo)."""
    row = session.scalar(_row(question_id).where(NotNeeded.asked_by_id == actor.person_id))
    if row is None or row.undone_at is not None:
        raise NotFound(NOT_HERE)
    if row.answered_by_id is not None:
        name = people(session, [row.answered_by_id])[row.answered_by_id].first_name
        raise Conflict(say("Can't undo: {name} answered it, {at}.", name=name, at=row.answered_at))
    row.undone_at = session.now
    _settle(session, row)


def undo_answer(session: WorkspaceSession, actor: Actor, question_id: int) -> None:
    """Take the answer back: the question waits again, and one that was never asked is gone (chat/undo)."""
    row = session.scalar(_row(question_id).where(NotNeeded.answered_by_id == actor.person_id))
    if row is None or row.undone_at is not None:
        raise NotFound(NOT_HERE)
    holder = _holder(session, row.qualification_id)
    before, row.stops, row.answered_at = row.stops, None, None
    if row.asked_by_id == row.answered_by_id:
        row.undone_at = session.now
    row.answered_by_id = row.undo_id = None
    _note_answered(session, actor, row, holder, before, None)
    _settle(session, row)


def _standing(session: WorkspaceSession, actor: Actor, qualification_id: int) -> NoticeStanding:
    holder = _holder(session, qualification_id)
    if actor.person_id != holder or not allows(session, actor, Capability.QUALIFICATION_OWN_WRITE, over(holder)):
        require(session, actor, Capability.QUALIFICATION_WRITE, over(holder))
    standing = notice_standings(session, [qualification_id]).get(qualification_id)
    if standing is None:
        raise NotFound(say("That qualification has no expiry date on file. Nothing to do."))
    return standing


def _checked(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Invalid(say("Why is it not needed? Example: moved to the office."), field="reason")
    if len(said) > LONGEST_REASON:
        raise Invalid(say("That is longer than {n} characters. Shorten it.", n=LONGEST_REASON), field="reason")
    return said


_ADMINS = (Role.ADMIN, Role.COMPETENCY_ADMIN)


def _who_answers(session: WorkspaceSession, holder: int) -> tuple[int | None, tuple[int, ...]]:
    """The holder's manager, if any, and whom to tell: them, else all admins but the holder; raises Conflict."""
    manager = managers_of(session, [holder]).get(holder)
    if manager is not None and people(session, [manager])[manager].active:
        return manager, (manager,)
    found = tuple(dict.fromkeys(each for role in _ADMINS for each in holders_of_role(session, role) if each != holder))
    if not found:
        raise Conflict(say("There is nobody to ask: you have no manager, and there is no other admin. Notices go on."))
    return None, found


def _asking(recipient_id: int, row: NotNeeded) -> Telling:
    key = f"{NOT_NEEDED}:{row.id}:{recipient_id}"
    return Telling(recipient_id, NOT_NEEDED, {"question": row.id}, key, [(ABOUT, row.qualification_id)])


def _note_asked(session: WorkspaceSession, actor: Actor, row: NotNeeded, holder: int) -> None:
    change = Change("not needed", row.qualification_id, None, row.reason, person_id=holder)
    record(session, actor, NotNeededAsked(qualification_id=row.qualification_id, asked_id=row.asked_id,
                                          changes=(change,)))
    if row.stops:
        _note_answered(session, actor, row, holder, None, stops=True)


def _note_answered(
    session: WorkspaceSession, actor: Actor, row: NotNeeded, holder: int, before: bool | None, stops: bool | None
) -> None:
    change = Change("notices stop", row.qualification_id, before, stops, person_id=holder)
    fact = NotNeededAnswered(qualification_id=row.qualification_id, stops=stops, changes=(change,))
    record(session, actor, fact)


def _open_row(session: WorkspaceSession, question_id: int) -> NotNeeded:
    row = session.scalar(_row(question_id))
    if row is None:
        raise NotFound(NOT_HERE)
    standing = notice_standings(session, [row.qualification_id]).get(row.qualification_id)
    if not view_of(row).is_open or not still_stands(standing, view_of(row)):
        raise Conflict(say("That is settled. Nothing was changed."))
    return row


def _row(question_id: int) -> Select[NotNeeded]:
    return select(NotNeeded).where(NotNeeded.id == question_id).with_for_update()


def _holder(session: WorkspaceSession, qualification_id: int) -> int:
    holder = session.scalar(select(Qualification.person_id).where(Qualification.id == qualification_id))
    if holder is None:
        raise NotFound(say("That qualification is not on file."))
    return holder


def _settle(session: WorkspaceSession, row: NotNeeded) -> None:
    """What follows an answer: unread notices go, the next look is worked out anew, and all copies say so."""
    session.flush()
    if row.stops:
        untell_unsent(session, row.qualification_id)
    reschedule(session, [row.qualification_id])
    refresh(session, ABOUT, [row.qualification_id])
