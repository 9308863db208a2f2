"""Not needed: the holder says so with a reason, their manager or an admin stops or keeps the notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.not_needed import (
    KEEP,
    REASON_FORM,
    STOP,
    QuestionView,
    answered_card,
    question_card,
    reason_form,
    settled_words,
)
from bot.blocks.reminders import NOT_NEEDED, notice_card
from bot.cards import Card
from bot.conversation import Answer, Conversations, Press, Submission
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.notifications import (
    NOT_NEEDED as ASKED,
)
from core.notifications import (
    NOT_NEEDED_ANSWERED,
    UNDO_ANSWER,
    UNDO_QUESTION,
    NoticeLine,
    NoticeRef,
    NoticeState,
    Told,
    answer_not_needed,
    lines_about,
    notice_lines,
    notice_ref,
    question,
    say_not_needed,
    undo_answer,
    undo_question,
)
from core.people import Actor, PersonView, supervises
from core.words import Sentence, TimeOfDay, say


def register(conversations: Conversations) -> None:
    """Add the button, its form, the question and its answer."""
    conversations.press(NOT_NEEDED, _open_reason)
    conversations.submission(REASON_FORM, _say_so)
    conversations.press(STOP, lambda press: _answer(press, stops=True))
    conversations.press(KEEP, lambda press: _answer(press, stops=False))
    conversations.notice(ASKED, _asked)
    conversations.notice(NOT_NEEDED_ANSWERED, _answered)
    conversations.undo(UNDO_QUESTION, _undo_question)
    conversations.undo(UNDO_ANSWER, _undo_answer)


def question_view(session: WorkspaceSession, reader: PersonView, question_id: int) -> QuestionView:
    """A question as somebody reads it; raises NotFound where it is gone."""
    found = question(session, question_id)
    lines = lines_about(session, [Told(reader.id, found.qualification_id, found.expires_on)])
    if not lines:
        raise NotFound(say("That qualification is not on file."))
    manages = supervises(session, reader.id, lines[0].holder.id)
    return QuestionView(found, lines[0], reader, session.now, manages)


def _open_reason(press: Press) -> Answer:
    """The form, unless it was settled meanwhile."""
    with press.product.reading(press.asker.workspace_id) as session:
        ref = notice_ref(session, int(press.payload["notice"]), press.asker.person_id)
        line = _line(session, ref)
        if line is None or line.state != NoticeState.OPEN:
            return _whole(session, ref)
        return Answer(form=reason_form(line, stops_at_once=not line.is_own))


def _say_so(form: Submission) -> Answer:
    with form.product.writing(form.asker.workspace_id) as session:
        ref = notice_ref(session, int(form.payload["notice"]), form.asker.person_id)
        line = _line(session, ref)
        if line is not None and line.state == NoticeState.OPEN:
            say_not_needed(session, form.asker.actor, ref.qualification_id, str(form.values.get("reason") or ""))
        return _whole(session, ref)


def _answer(press: Press, *, stops: bool) -> Answer:
    """Stop or keep, or leave it where somebody else came first; the card shows what stands now."""
    question_id = int(press.payload["question"])
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            answer_not_needed(session, press.asker.actor, question_id, stops=stops)
    except Conflict:
        with press.product.reading(press.asker.workspace_id) as session:
            if settled_words(question_view(session, press.asker.person, question_id)) is None:
                raise
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=question_card(question_view(session, press.asker.person, question_id)))


def _asked(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """The question as it stands; one that was settled before it went out is not asked."""
    view = question_view(session, recipient, int(refs["question"]))
    was_sent = message is None or message.rewriting or message.in_doubt
    if not was_sent and (not view.question.is_open or view.line.state != NoticeState.ASKED):
        return None
    return question_card(view)


def _answered(session: WorkspaceSession, recipient: PersonView, refs: Mapping[str, Any], message: Any) -> Card | None:
    """The answer; one that was taken back before it went out, or given anew, is not told by this message."""
    view = question_view(session, recipient, int(refs["question"]))
    was_sent = message is None or message.rewriting or message.in_doubt
    return answered_card(view) if was_sent or view.question.stops == refs.get("stops") else None


def _undo_question(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_question(session, actor, int(refs["question"]))
    return say("Undone, {at}. Notices go on.", at=TimeOfDay(session.now))


def _undo_answer(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_answer(session, actor, int(refs["question"]))
    return say("Undone, {at}. Notices go on until there is an answer.", at=TimeOfDay(session.now))


def _line(session: WorkspaceSession, ref: NoticeRef) -> NoticeLine | None:
    lines = notice_lines(session, ref.message_id) if ref.message_id is not None else []
    return next((each for each in lines if each.reminder_id == ref.reminder_id), None)


def _whole(session: WorkspaceSession, ref: NoticeRef) -> Answer:
    session.flush()
    message_id = ref.message_id or 0
    return Answer(card=notice_card(notice_lines(session, message_id), session.now, message_id=message_id))
