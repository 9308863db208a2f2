"""When a message may go out: quiet hours, the weekly budget, and what is merged into the next (reminders/budget).

One that finds no place in its recipient's week waits for the next; what comes after it is merged into it, and all go
out as one message, most urgent first. Expiry notices, reviews and answers to own actions take no place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.notifications.hours import Hours, next_opening
from core.notifications.limits import budget_of, hours_of
from core.notifications.models import OutboxMessage, OutboxSubject
from core.notifications.outbox import add_subjects
from core.notifications.sending import Outgoing
from core.notifications.settings import Medium, NoticeKind, wants
from core.people import Person

WEEK = timedelta(days=7)
COUNTED = frozenset(NoticeKind) - {NoticeKind.EXPIRY}
"""Kinds that come unasked: each is a switch, and each takes a place in the week."""

ON_WORKING_DAYS = frozenset({NoticeKind.DUE, NoticeKind.DIGEST})
URGENCY = (
    NoticeKind.DUE,
    NoticeKind.NO_LONGER_MEETS,
    NoticeKind.COVERAGE,
    NoticeKind.DIGEST,
    NoticeKind.COMPETENCY_PROPOSED,
    NoticeKind.TARGETS_SET,
    NoticeKind.QUALIFICATION_SAID,
    NoticeKind.QUALIFICATION_MISSING,
    NoticeKind.RATING_GIVEN,
    NoticeKind.PLANS,
    NoticeKind.COURSES,
    NoticeKind.STREAK_UNREACHABLE,
    NoticeKind.QUALIFICATION_REGISTERED,
    NoticeKind.SKILL_ACQUIRED,
    NoticeKind.STREAK_PROGRESS,
    NoticeKind.SUGGESTIONS,
    NoticeKind.REFITTED,
    NoticeKind.FEEDBACK,
)
"""What asks for something by a date first, what only tells last."""


class Departure(StrEnum):
    """What becomes of a message that is to go out: it goes, waits for the next week's place, or joins one that waits.

    `gone`: somebody else took it over.
    """

    GOES = "goes"
    WAITS = "waits"
    JOINS = "joins"
    GONE = "gone"


@dataclass(frozen=True)
class MessagePart:
    """One of the messages that go out as one: its own id, kind and refs, and of what it is the copy by mail."""

    id: int
    kind: str
    refs: Mapping[str, Any]
    copy_of: int | None = None


def is_counted(kind: str) -> bool:
    """Whether a message of this kind takes a place in the recipient's week."""
    return kind in COUNTED


def quiet_until(message: Outgoing, time_zone: str, now: datetime, hours: Hours) -> datetime | None:
    """Until when a message has to wait for its recipient's day, None to go now (reminders/quiet-hours).

    Expiry notices keep to the hours of any day; digests, notices of due dates and what was held back to those of
    working days. Everything else goes at once.
    """
    on_working_days = message.kind in ON_WORKING_DAYS or message.held
    if message.kind != NoticeKind.EXPIRY and not on_working_days:
        return None
    opens = next_opening(time_zone, now, hours, working_days=on_working_days)
    return opens if opens > now else None


def admit(session: WorkspaceSession, message: Outgoing, time_zone: str) -> Departure:
    """Give a message in a deliverer's hands its place in the recipient's week, else have it wait or join another."""
    session.scalar(select(Person.id).where(Person.id == message.recipient_id).with_for_update(key_share=True))
    row = _in_hand(session, message)
    if row is None:
        return Departure.GONE
    if (waiting := _waiting(session, row)) is not None:
        _join(session, row, waiting)
        return Departure.JOINS
    most = budget_of(session)
    taken = _taken(session, row, most)
    if len(taken) < most:
        row.counted_at = session.now
        return Departure.GOES
    _put_off(session, row, next_opening(time_zone, taken[-1] + WEEK, hours_of(session), working_days=True))
    return Departure.WAITS


def parts_of(session: WorkspaceSession, message_id: int) -> list[MessagePart]:
    """What goes out with a message: itself and what was merged into it, most urgent first, then oldest."""
    query = select(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.refs, OutboxMessage.copy_of_id).where(
        (OutboxMessage.id == message_id) | (OutboxMessage.carrier_id == message_id)
    )
    found = [MessagePart(*row) for row in session.execute(query)]
    return sorted(found, key=lambda each: (_urgency(each.kind), each.id))


def keep_refs(session: WorkspaceSession, part: MessagePart, refs: Mapping[str, Any]) -> None:
    """Keep what was gathered for a message when it first goes out, for when it is worded again."""
    row = session.get(OutboxMessage, part.id)
    if row is not None:
        row.refs = dict(refs)


def copy_for_mail(session: WorkspaceSession, message: Outgoing) -> None:
    """Put the copy by mail of a message into the outbox, for who switched that on; once, however often asked."""
    if not wants(session, message.recipient_id, message.kind, Medium.MAIL):
        return
    row = {
        "key": f"{message.key}:{Medium.MAIL}",
        "kind": message.kind,
        "recipient_id": message.recipient_id,
        "refs": dict(message.refs),
        "medium": str(Medium.MAIL),
        "state": "pending",
        "stale": False,
        "attempts": 0,
        "due_at": session.now,
        "made_at": message.made_at,
        "copy_of_id": message.id,
    }
    insert_rows(session, OutboxMessage, [row], skip_existing=True)


def _in_hand(session: WorkspaceSession, message: Outgoing) -> OutboxMessage | None:
    """The message's row while it is still in this deliverer's hands."""
    query = select(OutboxMessage).where(
        OutboxMessage.id == message.id,
        OutboxMessage.owner == message.owner,
        OutboxMessage.state == "sending",
        OutboxMessage.attempts == message.attempt,
    )
    return session.scalar(query.with_for_update())


def _waiting(session: WorkspaceSession, row: OutboxMessage) -> int | None:
    """The message that waits for a place already, the same way, if any."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.recipient_id == row.recipient_id,
        OutboxMessage.medium == row.medium,
        OutboxMessage.state == "pending",
        OutboxMessage.held,
        OutboxMessage.id != row.id,
    )
    return session.scalar(query.order_by(OutboxMessage.id).limit(1))


def _taken(session: WorkspaceSession, row: OutboxMessage, most: int) -> list[datetime]:
    """When the latest messages of the past seven days took their places, latest first; at most so many."""
    query = select(OutboxMessage.counted_at).where(
        OutboxMessage.recipient_id == row.recipient_id,
        OutboxMessage.medium == row.medium,
        OutboxMessage.counted_at > session.now - WEEK,
        OutboxMessage.id != row.id,
    )
    found = session.scalars(query.order_by(OutboxMessage.counted_at.desc()).limit(most))
    return [each for each in found if each is not None]


def _put_off(session: WorkspaceSession, row: OutboxMessage, until: datetime) -> None:
    row.state, row.owner, row.due_at = "pending", None, until
    row.held, row.counted_at, row.attempts = True, None, max(row.attempts - 1, 0)


def _join(session: WorkspaceSession, row: OutboxMessage, carrier_id: int) -> None:
    """Merge a message into one that waits: what it is about, that one is about as well."""
    row.state, row.owner, row.due_at = "merged", None, None
    row.counted_at, row.carrier_id = None, carrier_id
    query = select(OutboxSubject.kind, OutboxSubject.subject_id).where(OutboxSubject.message_id == row.id)
    add_subjects(session, [(carrier_id, (kind, each)) for kind, each in session.execute(query)])


def _urgency(kind: str) -> int:
    return URGENCY.index(NoticeKind(kind)) if kind in COUNTED else len(URGENCY)
