"""Reminders of expiries: the sweep asks the data what is due, and what follows when the data change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import select

from core.clock import day_in
from core.db import WorkspaceSession, insert_rows
from core.notifications.digest_round import follow_zone
from core.notifications.models import OutboxMessage, Reminder
from core.notifications.outbox import Telling, add_subjects, refresh, tell_many, unread
from core.notifications.rules import due_notice, told_by_saving
from core.notifications.schedule import due_qualifications, reschedule
from core.notifications.settings import Medium, NoticeKind, store_switch
from core.notifications.standing import (
    NoticeStanding,
    in_chunks,
    notice_standings,
    qualifications_noticed_to,
    qualifications_of_type,
)
from core.people import Actor, PersonChanged
from core.qualifications.events import QualificationFact, QualificationTypeChanged

BATCH = 5_000
"""Qualifications looked at in one transaction, so that a sweep after a large import does not hold up others."""

ABOUT = "qualification"
"""The kind of subject under which messages about qualifications are found again."""


@dataclass(frozen=True)
class DueReminder:
    """One notice that is due: of which qualification and expiry date, for which day, to whom."""

    recipient_id: int
    qualification_id: int
    expires_on: date
    day: int


def due_reminders(session: WorkspaceSession, *, limit: int = BATCH) -> list[DueReminder]:
    """What a sweep would send at the session's instant; nothing changes."""
    return _due(session, due_qualifications(session, limit=limit, lock=False))


def queue_due_reminders(session: WorkspaceSession) -> int:
    """One sweep at the session's instant: put what is due into the outbox; how many notices.

    It asks the data, never the ticks: repeated at once it adds nothing, after a pause it misses nothing. At most
    5,000 qualifications are looked at; call again while `sweep_is_due`. Whatever is due to one person is one message
    (reminders/who).
    """
    ids = due_qualifications(session, limit=BATCH, lock=True)
    if not ids:
        return 0
    due = _due(session, ids)
    _remember(session, due, _messages(session, due))
    reschedule(session, ids)
    return len(due)


def sweep_is_due(session: WorkspaceSession) -> bool:
    """Whether there is any qualification to look at now."""
    return bool(due_qualifications(session, limit=1, lock=False))


def follow_qualifications(session: WorkspaceSession, actor: Actor, fact: QualificationFact) -> None:
    """Reaction: dates changed, so the next looks do, and sent notices are rewritten (qualifications/renew).

    Whoever saves is told by the answer to saving what they would have been reminded of (reminders/once).
    """
    _note_told_by_saving(session, actor, fact.qualification_ids)
    reschedule(session, fact.qualification_ids)
    refresh(session, ABOUT, fact.qualification_ids)


def follow_person(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Reaction: a person's time zone, state or manager changed, so notices come at other times or to others."""
    if {change.what for change in fact.changes} & {"time_zone", "state", "manager"}:
        reschedule(session, qualifications_noticed_to(session, fact.person_id))
    for change in fact.changes:
        if change.what == "time_zone" and change.before and change.after:
            follow_zone(session, fact.person_id, str(change.before), str(change.after))


def follow_type(session: WorkspaceSession, _actor: Actor, fact: QualificationTypeChanged) -> None:
    """Reaction: a type's notice days changed (reminders/days)."""
    reschedule(session, qualifications_of_type(session, fact.competency_id))


def switch_notice(
    session: WorkspaceSession, actor: Actor, person_id: int, kind: str, *, on: bool, medium: Medium = Medium.CHAT
) -> None:
    """Switch a kind of notice on or off for oneself; it counts at once (reminders/settings).

    Raises NotFound for anybody else's switches and for an unknown kind.
    """
    store_switch(session, actor, person_id, kind, on=on, medium=medium)
    if kind == NoticeKind.EXPIRY:
        reschedule(session, qualifications_noticed_to(session, person_id))


def _due(session: WorkspaceSession, ids: Sequence[int]) -> list[DueReminder]:
    found: list[DueReminder] = []
    for chunk in in_chunks(ids):
        for standing in notice_standings(session, chunk).values():
            found += _due_of(session, standing)
    return found


def _due_of(session: WorkspaceSession, standing: NoticeStanding) -> Iterable[DueReminder]:
    for recipient in standing.recipients:
        told = standing.told_to(recipient.person_id)
        day = due_notice(standing.expiry, recipient, told, session.now)
        if day is not None:
            expires_on = standing.expiry.expires_on
            yield DueReminder(recipient.person_id, standing.qualification_id, expires_on, day)


def _messages(session: WorkspaceSession, due: Sequence[DueReminder]) -> dict[int, int]:
    """By recipient: the message that carries their notices, one still waiting to go or a new one."""
    recipients = sorted({each.recipient_id for each in due})
    found = _waiting_messages(session, recipients)
    fresh = [each for each in recipients if each not in found]
    made = tell_many(session, [Telling(each, NoticeKind.EXPIRY) for each in fresh])
    return found | dict(zip(fresh, made, strict=True))


def _waiting_messages(session: WorkspaceSession, recipients: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in in_chunks(recipients):
        query = select(OutboxMessage.recipient_id, OutboxMessage.id).where(
            OutboxMessage.recipient_id.in_(chunk),
            OutboxMessage.kind == NoticeKind.EXPIRY,
            OutboxMessage.medium == Medium.CHAT,
            unread(),
        )
        rows = session.execute(query.order_by(OutboxMessage.id).with_for_update())
        found |= dict(rows.all())
    return found


def _remember(session: WorkspaceSession, due: Sequence[DueReminder], messages: dict[int, int]) -> None:
    rows = [_row(session, each, messages[each.recipient_id]) for each in due]
    insert_rows(session, Reminder, rows, skip_existing=True)
    add_subjects(session, [(messages[each.recipient_id], (ABOUT, each.qualification_id)) for each in due])


def _row(session: WorkspaceSession, due: DueReminder, message: int | None) -> dict[str, object]:
    return {
        "qualification_id": due.qualification_id,
        "expires_on": due.expires_on,
        "day": due.day,
        "recipient_id": due.recipient_id,
        "outbox_id": message,
        "made_at": session.now,
    }


def _note_told_by_saving(session: WorkspaceSession, actor: Actor, ids: Sequence[int]) -> None:
    """Only for an expiry date that is new by this very saving: its answer names it."""
    if actor.person_id is None:
        return
    rows = []
    for chunk in in_chunks(ids):
        for standing in notice_standings(session, chunk).values():
            if standing.expiry.known_since == session.now:
                rows += [_row(session, each, None) for each in _told_now(session, actor.person_id, standing)]
    insert_rows(session, Reminder, rows, skip_existing=True)


def _told_now(session: WorkspaceSession, person_id: int, standing: NoticeStanding) -> Iterable[DueReminder]:
    for recipient in standing.recipients:
        if recipient.person_id == person_id:
            today = day_in(recipient.time_zone, session.now)
            day = told_by_saving(standing.expiry, recipient, today)
            if day is not None:
                expires_on = standing.expiry.expires_on
                yield DueReminder(person_id, standing.qualification_id, expires_on, day)


def untell_unsent(session: WorkspaceSession, qualification_id: int) -> None:
    """Take back notices of a qualification that are still waiting to go: nobody has read them."""
    waiting = select(OutboxMessage.id).where(OutboxMessage.workspace_id == session.workspace_id, unread())
    session.execute(
        sa.delete(Reminder)
        .where(Reminder.qualification_id == qualification_id, Reminder.outbox_id.in_(waiting))
        .execution_options(synchronize_session=False)
    )
