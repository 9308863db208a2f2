"""Expiry notices: what they say when they go out or change, and what their buttons do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.blocks.reminder_words import WAITING
from bot.blocks.reminders import (
    BOOK,
    MORE,
    OPEN_RENEWAL,
    RENEW,
    SNOOZE,
    SNOOZE_TO,
    notice_card,
    renewal_form,
    too_late_card,
)
from bot.cards import Card
from bot.conversation import Answer, Conversations, Press, Submission
from bot.listeners import digest, due, not_needed, settings
from bot.listeners.renewing import expiry_from, renew
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Invalid
from core.notifications import (
    UNDO_HOLD,
    NoticeKind,
    NoticeLine,
    NoticeRef,
    NoticeState,
    Outgoing,
    book_renewal,
    lines_of_notices,
    notice_lines,
    notice_ref,
    snooze_notices,
    undo_hold,
)
from core.people import Actor, PersonView
from core.qualifications import qualification
from core.words import Sentence, TimeOfDay, say


def register(conversations: Conversations) -> None:
    """Add the notices, their buttons, and the switches that mute them."""
    conversations.notice(NoticeKind.EXPIRY, expiry_notice)
    conversations.notice_together(NoticeKind.EXPIRY, expiry_notices)
    conversations.press(BOOK, _book)
    conversations.press(SNOOZE, _snooze)
    conversations.press(SNOOZE_TO, _snooze_to)
    conversations.press(OPEN_RENEWAL, _open_renewal)
    conversations.submission(RENEW, _renew)
    conversations.press(MORE, _more)
    conversations.undo(UNDO_HOLD, _undo)
    for module in (settings, not_needed, due, digest):
        module.register(conversations)


def expiry_notice(
    session: WorkspaceSession, _recipient: PersonView, _refs: Mapping[str, Any], message: Outgoing
) -> Card | None:
    """The notice as it stands now; what was settled before it ever went out is not told at all."""
    return expiry_notices(session, [message])[message.id]


def expiry_notices(session: WorkspaceSession, messages: Sequence[Outgoing]) -> dict[int, Card | None]:
    """The notices (up to 900) as they stand now, by message."""
    standing = lines_of_notices(session, [each.id for each in messages])
    return {each.id: _notice(session, each, standing[each.id]) for each in messages}


def _notice(session: WorkspaceSession, message: Outgoing, lines: Sequence[NoticeLine]) -> Card | None:
    said = lines if message.rewriting else [each for each in lines if each.state in WAITING]
    return notice_card(said, session.now, message_id=message.id) if said else None


def _book(press: Press) -> Answer:
    day = _day(press.chosen)
    with press.product.writing(press.asker.workspace_id) as session:
        ref = _ref(session, press)
        if _is_open(session, ref):
            book_renewal(session, press.asker.actor, ref.qualification_id, day)
        return _whole(session, ref)


def _snooze(press: Press) -> Answer:
    return _snoozed(press, _day(press.chosen))


def _snooze_to(press: Press) -> Answer:
    """The last possible day, offered after one that was too late; the notice itself is rewritten as well."""
    until = date.fromisoformat(str(press.payload["until"]))
    with press.product.writing(press.asker.workspace_id) as session:
        ref = _ref(session, press)
        if _is_open(session, ref):
            snooze_notices(session, press.asker.actor, ref.qualification_id, until)
        return _one(session, ref)


def _snoozed(press: Press, until: date) -> Answer:
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            ref = _ref(session, press)
            if _is_open(session, ref):
                snooze_notices(session, press.asker.actor, ref.qualification_id, until)
            return _whole(session, ref)
    except Invalid as refused:
        last = refused.details.get("last")
        if last is None:
            raise
        return Answer(card=too_late_card(last, int(press.payload["notice"])), private=True)


def _open_renewal(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        ref = _ref(session, press)
        line = _line(session, ref)
        if line is None or line.state in (NoticeState.RENEWED, NoticeState.CHANGED, NoticeState.GONE):
            return _whole(session, ref)
        held = qualification(session, press.asker.actor, ref.qualification_id)
        today = day_in(press.asker.person.time_zone, session.now)
    return Answer(form=renewal_form(line, today, expiry_from(held, today)))


def _renew(form: Submission) -> Answer:
    with form.product.writing(form.asker.workspace_id) as session:
        ref = notice_ref(session, int(form.payload["notice"]), form.asker.person_id)
        renew(session, form, ref.qualification_id, ref.expires_on)
        return _whole(session, ref)


def _more(press: Press) -> Answer:
    message_id, start = int(press.payload["message"]), int(press.payload["start"])
    with press.product.reading(press.asker.workspace_id) as session:
        lines = [each for each in notice_lines(session, message_id) if each.recipient_id == press.asker.person_id]
        return Answer(card=notice_card(lines, session.now, message_id=message_id, start=start))


def _undo(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_hold(session, actor, int(refs["hold"]))
    return say("Undone, {at}. Notices go on.", at=TimeOfDay(session.now))


def _day(chosen: object) -> date:
    if not isinstance(chosen, date):
        raise Invalid(say("Choose a day."))
    return chosen


def _ref(session: WorkspaceSession, press: Press) -> NoticeRef:
    return notice_ref(session, int(press.payload["notice"]), press.asker.person_id)


def _line(session: WorkspaceSession, ref: NoticeRef) -> NoticeLine | None:
    lines = notice_lines(session, ref.message_id) if ref.message_id is not None else []
    return next((each for each in lines if each.reminder_id == ref.reminder_id), None)


def _is_open(session: WorkspaceSession, ref: NoticeRef) -> bool:
    """Whether there is still something to do; an old copy only shows what was done since (reminders/buttons)."""
    line = _line(session, ref)
    return line is not None and line.state in WAITING


def _whole(session: WorkspaceSession, ref: NoticeRef) -> Answer:
    """The message that was pressed, as it stands now."""
    session.flush()
    message_id = ref.message_id or 0
    return Answer(card=notice_card(notice_lines(session, message_id), session.now, message_id=message_id))


def _one(session: WorkspaceSession, ref: NoticeRef) -> Answer:
    session.flush()
    line = _line(session, ref)
    return Answer(card=notice_card([line] if line else [], session.now, message_id=ref.message_id or 0))
