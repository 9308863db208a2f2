"""The reviewer's presses: start, hand back, accept, reject, ask for more; whoever comes late reads who has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.blocks import review_words as words
from bot.blocks.reviews import accept_form, reject_form, write_form
from bot.cards import Attachment, Card, Form, Text
from bot.conversation import Answer, Conversations, Press, Submission
from bot.listeners.evidence import document_store
from bot.listeners.review_asking import sent
from bot.listeners.review_views import card_for, require_seeing, review_card
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.evidence import open_evidence
from core.people import Actor
from core.reviews import (
    accept_review,
    comment,
    hand_back,
    keep_undo,
    reject_review,
    start_review,
    undo_comment,
    undo_decision,
)
from core.words import Sentence, TimeOfDay, say

UNDO_DECISION, UNDO_COMMENT = "review.decision", "review.comment"

Deed = Callable[[WorkspaceSession, int], None]


def register(conversations: Conversations) -> None:
    """Add the buttons and forms of the reviewer's card, and how what they did is undone."""
    conversations.press(words.OPEN_REVIEW, _open)
    conversations.press(words.OPEN_FILE, _open_file)
    conversations.press(words.START, _start)
    conversations.press(words.HAND_BACK, _hand_back)
    conversations.press(words.ACCEPT, _accept)
    conversations.press(words.ACCEPT_ASK, lambda press: _form(press, accept_form))
    conversations.press(words.REJECT, lambda press: _form(press, reject_form))
    conversations.press(words.ASK_MORE, lambda press: _form(press, write_form))
    conversations.press(words.WRITE, lambda press: _form(press, write_form))
    conversations.submission(words.ACCEPT_FORM, _accepted)
    conversations.submission(words.REJECT_FORM, _rejected)
    conversations.submission(words.WRITE_FORM, _written)
    conversations.undo(UNDO_DECISION, _undo_decision)
    conversations.undo(UNDO_COMMENT, _undo_comment)


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        found = require_seeing(session, press.asker, int(press.payload["review"]))
        return Answer(card=card_for(session, press.asker.person, found.id), replace=False)


def _open_file(press: Press) -> Answer:
    """Hand out a file that is evidence; it goes to the private chat only (privacy/documents)."""
    with press.product.reading(press.asker.workspace_id) as session:
        evidence_id = int(press.payload["evidence"])
        opened = open_evidence(session, press.asker.actor, evidence_id, document_store(press.product))
    said = say("{name}, opened for a review.", name=opened.name)
    return Answer(card=Card(said, (Text(said), Attachment(opened.name, opened.content))), where="chat", replace=False)


def _start(press: Press) -> Answer:
    return _done(press, lambda session, review_id: start_review(session, press.asker.actor, review_id))


def _hand_back(press: Press) -> Answer:
    return _done(press, lambda session, review_id: hand_back(session, press.asker.actor, review_id))


def _accept(press: Press) -> Answer:
    """One press, where the scale leaves no other value to choose."""
    value_id = int(press.payload["value"])

    def accept(session: WorkspaceSession, review_id: int) -> None:
        decided = accept_review(session, press.asker.actor, review_id, value_id)
        _note(session, press, decided.step_id)

    return _done(press, accept)


def _accepted(form: Submission) -> Answer:
    chosen = str(form.values.get("value") or "")
    if not chosen.isdecimal():
        raise Invalid(say("Pick a value."), field="value")
    said = str(form.values.get("comment") or "")

    def accept(session: WorkspaceSession, review_id: int) -> None:
        decided = accept_review(session, form.asker.actor, review_id, int(chosen), said)
        _note(session, form, decided.step_id)

    return _done(form, accept)


def _rejected(form: Submission) -> Answer:
    def reject(session: WorkspaceSession, review_id: int) -> None:
        decided = reject_review(session, form.asker.actor, review_id, str(form.values.get("reason") or ""))
        _note(session, form, decided.step_id)

    return _done(form, reject)


def _done(request: Press | Submission, deed: Deed) -> Answer:
    """Do it, or leave it where somebody else came first; either way the card shows what stands now (review/race)."""
    review_id = int(request.payload["review"])
    try:
        with request.product.writing(request.asker.workspace_id) as session:
            deed(session, review_id)
    except Conflict:
        pass
    with request.product.reading(request.asker.workspace_id) as session:
        return Answer(card=card_for(session, request.asker.person, review_id))


def _note(session: WorkspaceSession, request: Press | Submission, step_id: int) -> None:
    keep_undo(session, step_id, note_undoable(session, request.asker.person_id, UNDO_DECISION, step=step_id))


def _form(press: Press, made: Callable[[words.ReviewCard], Form]) -> Answer:
    """The form, unless the review was settled meanwhile."""
    review_id = int(press.payload["review"])
    with press.product.reading(press.asker.workspace_id) as session:
        found = require_seeing(session, press.asker, review_id)
        own = found.person_id == press.asker.person_id
        taken = found.reviewer_id != press.asker.person_id and found.state == "in_review" and not own
        if not found.is_open or (taken and made is not write_form):
            return Answer(card=card_for(session, press.asker.person, review_id), replace=not own)
        return Answer(form=made(review_card(session, press.asker.person, review_id)))


def _written(form: Submission) -> Answer:
    """What was said, on its way; the card stays as it is."""
    review_id = int(form.payload["review"])
    with form.product.writing(form.asker.workspace_id) as session:
        step_id = comment(session, form.asker.actor, review_id, str(form.values.get("words") or ""))
        undo_id = note_undoable(session, form.asker.person_id, UNDO_COMMENT, step=step_id)
        card = sent(session, form.asker, review_id, undo_id)
    return Answer(card=card, replace=False)


def _undo_decision(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_decision(session, actor, int(refs["step"]))
    return say("Undone, {at}. The review is open again. /prowess reviews", at=TimeOfDay(session.now))


def _undo_comment(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    undo_comment(session, actor, int(refs["step"]))
    return say("Undone, {at}. It counts as not said.", at=TimeOfDay(session.now))
