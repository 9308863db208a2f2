"""What a sent notice says now: each of its lines with how the qualification stands since (reminders/buttons)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.notifications.models import Reminder
from core.notifications.questions import Question, questions_of
from core.notifications.rules import EXPIRED, MANAGER_FROM, Hold, Recipient, last_snooze, next_look
from core.notifications.standing import NoticeStanding, bare_standings, in_chunks, managers_of
from core.people import PersonView, people
from core.people.statements import NOW
from core.prepared import OURS, ids_of, run
from core.qualifications.models import Qualification, QualificationVersion
from core.words import say


class NoticeState(StrEnum):
    """What became of the expiry that a notice told of."""

    OPEN = "open"
    ASKED = "asked"
    STOPPED = "stopped"
    BOOKED = "booked"
    SNOOZED = "snoozed"
    RENEWED = "renewed"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class NoticeLine:
    """One line of a notice: of whose qualification, for which expiry date, and how it stands now.

    `days_left` counts in the recipient's calendar, negative after expiry. `next_on` is the day of the recipient's next
    notice. `changed_by` renewed or changed it; `now_expires_on` is the new date. `manager` is told of it, too.
    `question` is whether it is still needed, where that was asked; `asked` whom, none for the admins; `answered_by` and
    `asked_by` who answered and who asked.
    """

    reminder_id: int
    qualification_id: int
    name: str
    holder: PersonView
    recipient_id: int
    expires_on: date
    days_left: int
    state: NoticeState
    next_on: date | None = None
    hold: Hold | None = None
    held_by: PersonView | None = None
    now_expires_on: date | None = None
    changed_by: PersonView | None = None
    manager: PersonView | None = None
    question: Question | None = None
    asked: PersonView | None = None
    asked_by: PersonView | None = None
    answered_by: PersonView | None = None

    @property
    def is_own(self) -> bool:
        """Whether the recipient holds it."""
        return self.holder.id == self.recipient_id

    @property
    def has_expired(self) -> bool:
        """Whether it is past its expiry date."""
        return self.days_left <= EXPIRED

    @property
    def last_snooze(self) -> date | None:
        """The last day that it can be snoozed to; None when that is no longer ahead."""
        return last_snooze(self.expires_on) if self.days_left > 1 else None


def notice_lines(session: WorkspaceSession, message_id: int) -> list[NoticeLine]:
    """The lines of a notice message, what expires first on top; empty when it has none (any more)."""
    return lines_of_notices(session, [message_id])[message_id]


def lines_of_notices(session: WorkspaceSession, message_ids: Iterable[int]) -> dict[int, list[NoticeLine]]:
    """The lines of notice messages (up to 900) by message, each as `notice_lines` gives them."""
    found: dict[int, list[NoticeLine]] = {each: [] for each in message_ids}
    rows = run(session, _of_messages(), messages=list(found)).all()
    reminders, stands_in = [Told(*row[1:]) for row in rows], {row.id: row.outbox_id for row in rows}
    for chunk in in_chunks({each.qualification_id for each in reminders}):
        for line in _lines(session, [each for each in reminders if each.qualification_id in set(chunk)]):
            found[stands_in[line.reminder_id]].append(line)
    for lines in found.values():
        lines.sort(key=lambda each: (each.expires_on, each.holder.name, each.name, each.reminder_id))
    return found


@dataclass(frozen=True)
class Told:
    """An expiry as one person is told of it: by a notice (`id`, for that `day`), or by a digest, which has none."""

    recipient_id: int
    qualification_id: int
    expires_on: date
    id: int = 0
    day: int = MANAGER_FROM + 1


def lines_about(session: WorkspaceSession, told: Sequence[Told]) -> list[NoticeLine]:
    """How these expiries stand, in the order given; those no longer known are left out."""
    found: dict[tuple[int, date], NoticeLine] = {}
    for chunk in in_chunks({each.qualification_id for each in told}):
        for line in _lines(session, [each for each in told if each.qualification_id in set(chunk)]):
            found[line.qualification_id, line.expires_on] = line
    keys = [(each.qualification_id, each.expires_on) for each in told]
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class NoticeRef:
    """A line of a notice as its buttons name it: the message it stands in, and what it is of."""

    reminder_id: int
    message_id: int | None
    qualification_id: int
    expires_on: date


def notice_ref(session: WorkspaceSession, reminder_id: int, recipient_id: int) -> NoticeRef:
    """The notice behind a button, as it was sent to this person; raises NotFound for anybody else's."""
    row = session.scalar(
        select(Reminder).where(Reminder.id == reminder_id, Reminder.recipient_id == recipient_id)
    )
    if row is None:
        raise NotFound(say("That notice is no longer here. Nothing was changed."))
    return NoticeRef(row.id, row.outbox_id, row.qualification_id, row.expires_on)


@cache
def _of_messages() -> Any:
    own = Reminder.__table__.c
    columns = (own.outbox_id, own.recipient_id, own.qualification_id, own.expires_on, own.id, own.day)
    return select(*columns).where(own.workspace_id == OURS, own.outbox_id.in_(ids_of("messages")))


@dataclass(frozen=True)
class _Held:
    """A qualification with what the version says that counts now, if there is one."""

    person_id: int
    competency_id: int
    version_id: int | None
    expires_on: date | None
    recorded_by_id: int | None


def _lines(session: WorkspaceSession, reminders: Sequence[Told]) -> Iterable[NoticeLine]:
    ids = sorted({each.qualification_id for each in reminders})
    held = _held(session, ids)
    standings = bare_standings(session, ids)
    names = competencies(session, {each.competency_id for each in held.values()})
    questions = questions_of(session, ids)
    managers = managers_of(session, {each.person_id for each in held.values()})
    who = _people(session, reminders, held, standings, list(questions.values()), managers)
    for reminder in reminders:
        of = held[reminder.qualification_id]
        standing = standings.get(reminder.qualification_id)
        recipient = who[reminder.recipient_id]
        question = questions.get((reminder.qualification_id, reminder.expires_on))
        state = _state(session, reminder, of, standing, recipient, question)
        hold = standing.expiry.hold if standing and state in (NoticeState.BOOKED, NoticeState.SNOOZED) else None
        manager = who.get(managers.get(of.person_id, 0))
        yield NoticeLine(
            reminder_id=reminder.id,
            qualification_id=reminder.qualification_id,
            name=names[of.competency_id].name,
            holder=who[of.person_id],
            recipient_id=recipient.id,
            expires_on=reminder.expires_on,
            days_left=(reminder.expires_on - day_in(recipient.time_zone, session.now)).days,
            state=state,
            next_on=_next_on(session, reminder, standing, recipient),
            hold=hold,
            held_by=who.get(hold.made_by_id or 0) if hold else None,
            now_expires_on=of.expires_on,
            changed_by=who.get(of.recorded_by_id or 0),
            manager=manager if manager and manager.active and 0 <= reminder.day <= MANAGER_FROM else None,
            question=question,
            asked=who.get((question.asked_id if question else None) or 0),
            asked_by=who.get((question.asked_by_id if question else None) or 0),
            answered_by=who.get((question.answered_by_id if question else None) or 0),
        )


def _held(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, _Held]:
    return {each: _Held(*rest) for each, *rest in run(session, _in_hand(), ids=list(ids), now=session.now)}


@cache
def _in_hand() -> Any:
    held: Any = Qualification
    version: Any = QualificationVersion
    now_said = sa.and_(
        version.qualification_id == held.id,
        version.workspace_id == OURS,
        version.in_force(NOW),
        version.state == "current",
    )
    return (
        select(
            held.id, held.person_id, held.competency_id, version.id, version.expires_on, version.recorded_by_id
        )
        .outerjoin(version, now_said)
        .where(held.workspace_id == OURS, held.id.in_(ids_of("ids")))
    )


def _people(
    session: WorkspaceSession,
    reminders: Sequence[Told],
    held: dict[int, _Held],
    standings: dict[int, NoticeStanding],
    questions: Sequence[Question],
    managers: dict[int, int],
) -> dict[int, PersonView]:
    wanted: set[int | None] = {*(each.recipient_id for each in reminders), *managers.values()}
    for each in held.values():
        wanted |= {each.person_id, each.recorded_by_id}
    for asked in questions:
        wanted |= {asked.asked_id, asked.asked_by_id, asked.answered_by_id}
    wanted |= {standing.expiry.hold.made_by_id for standing in standings.values() if standing.expiry.hold}
    found: dict[int, PersonView] = {}
    for chunk in in_chunks({each for each in wanted if each is not None}):
        found |= people(session, chunk)
    return found


def _state(
    session: WorkspaceSession,
    reminder: Told,
    of: _Held,
    standing: NoticeStanding | None,
    recipient: PersonView,
    question: Question | None,
) -> NoticeState:
    if of.version_id is None:
        return NoticeState.GONE
    now_on = of.expires_on
    if now_on != reminder.expires_on or standing is None:
        return NoticeState.RENEWED if now_on is not None and now_on > reminder.expires_on else NoticeState.CHANGED
    if question is not None and question.stops:
        return NoticeState.STOPPED
    hold = standing.expiry.hold
    if hold is None or day_in(recipient.time_zone, session.now) >= hold.until:
        return NoticeState.ASKED if question is not None and question.is_open else NoticeState.OPEN
    return NoticeState.BOOKED if hold.kind == "booked" else NoticeState.SNOOZED


def _next_on(
    session: WorkspaceSession, reminder: Told, standing: NoticeStanding | None, recipient: PersonView
) -> date | None:
    """The recipient's next notice of the same expiry date, as far as one is still to come."""
    if standing is None or standing.expiry.expires_on != reminder.expires_on:
        return None
    one = Recipient(recipient.id, recipient.time_zone, standing.person_id == recipient.id)
    told = standing.told_to(recipient.id) | {reminder.day}
    look = next_look(standing.expiry, one, told, session.now)
    return look.astimezone(ZoneInfo(recipient.time_zone)).date() if look else None
