"""What a sent notice says now: each of its lines with how the qualification stands since (reminders/buttons)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies
from core.notifications.models import Reminder
from core.notifications.rules import EXPIRED, MANAGER_FROM, Hold, Recipient, last_snooze, next_look
from core.notifications.standing import NoticeStanding, in_chunks, managers_of, notice_standings
from core.people import PersonView, people
from core.qualifications.models import Qualification, QualificationVersion
from core.words import say


class NoticeState(StrEnum):
    """What became of the expiry that a notice told of."""

    OPEN = "open"
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
    reminders = session.scalars(select(Reminder).where(Reminder.outbox_id == message_id)).all()
    found: list[NoticeLine] = []
    for chunk in in_chunks({each.qualification_id for each in reminders}):
        found += _lines(session, [each for each in reminders if each.qualification_id in set(chunk)])
    return sorted(found, key=lambda each: (each.expires_on, each.holder.name, each.name, each.reminder_id))


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


@dataclass(frozen=True)
class _Held:
    """A qualification with the version that counts now, if any."""

    person_id: int
    competency_id: int
    version: QualificationVersion | None


def _lines(session: WorkspaceSession, reminders: Sequence[Reminder]) -> Iterable[NoticeLine]:
    ids = sorted({each.qualification_id for each in reminders})
    held = _held(session, ids)
    standings = notice_standings(session, ids)
    names = competencies(session, {each.competency_id for each in held.values()})
    who = _people(session, reminders, held, standings)
    managers = managers_of(session, {each.person_id for each in held.values()})
    for reminder in reminders:
        of = held[reminder.qualification_id]
        standing = standings.get(reminder.qualification_id)
        recipient = who[reminder.recipient_id]
        state = _state(session, reminder, of, standing, recipient)
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
            now_expires_on=of.version.expires_on if of.version else None,
            changed_by=who.get((of.version.recorded_by_id if of.version else None) or 0),
            manager=manager if manager and manager.active and 0 <= reminder.day <= MANAGER_FROM else None,
        )


def _held(session: WorkspaceSession, ids: Sequence[int]) -> dict[int, _Held]:
    query = (
        select(Qualification.id, Qualification.person_id, Qualification.competency_id, QualificationVersion)
        .outerjoin(
            QualificationVersion,
            (QualificationVersion.qualification_id == Qualification.id)
            & QualificationVersion.in_force(session.now)
            & (QualificationVersion.state == "current"),
        )
        .where(Qualification.id.in_(ids))
    )
    return {each: _Held(person_id, of, version) for each, person_id, of, version in session.execute(query)}


def _people(
    session: WorkspaceSession,
    reminders: Sequence[Reminder],
    held: dict[int, _Held],
    standings: dict[int, NoticeStanding],
) -> dict[int, PersonView]:
    wanted: set[int | None] = {each.recipient_id for each in reminders}
    wanted |= {each.person_id for each in held.values()}
    wanted |= {each.version.recorded_by_id for each in held.values() if each.version}
    wanted |= {each.expiry.hold.made_by_id for each in standings.values() if each.expiry.hold}
    wanted |= set(managers_of(session, {each.person_id for each in held.values()}).values())
    found: dict[int, PersonView] = {}
    for chunk in in_chunks({each for each in wanted if each is not None}):
        found |= people(session, chunk)
    return found


def _state(
    session: WorkspaceSession,
    reminder: Reminder,
    of: _Held,
    standing: NoticeStanding | None,
    recipient: PersonView,
) -> NoticeState:
    if of.version is None:
        return NoticeState.GONE
    now_on = of.version.expires_on
    if now_on != reminder.expires_on or standing is None:
        return NoticeState.RENEWED if now_on is not None and now_on > reminder.expires_on else NoticeState.CHANGED
    hold = standing.expiry.hold
    if hold is None or day_in(recipient.time_zone, session.now) >= hold.until:
        return NoticeState.OPEN
    return NoticeState.BOOKED if hold.kind == "booked" else NoticeState.SNOOZED


def _next_on(
    session: WorkspaceSession, reminder: Reminder, standing: NoticeStanding | None, recipient: PersonView
) -> date | None:
    """The recipient's next notice of the same expiry date, as far as one is still to come."""
    if standing is None or standing.expiry.expires_on != reminder.expires_on:
        return None
    one = Recipient(recipient.id, recipient.time_zone, standing.person_id == recipient.id)
    told = standing.told_to(recipient.id) | {reminder.day}
    look = next_look(standing.expiry, one, told, session.now)
    return look.astimezone(ZoneInfo(recipient.time_zone)).date() if look else None
