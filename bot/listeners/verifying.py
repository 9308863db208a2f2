"""Verifying in chat: asked with one press, told to the reviewer at once, verified, rejected, handed back, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks.qualification_opening import VERIFY, opened_card
from bot.blocks.qualifications import ASK_VERIFICATION
from bot.blocks.verifications import (
    HAND_BACK,
    OPEN_REQUEST,
    REJECT,
    REJECT_FORM,
    START,
    VerificationCard,
    asked_card,
    reject_form,
    request_card,
    told_card,
    waiting_card,
)
from bot.cards import Card, Words
from bot.conversation import Answer, Call, Conversations, Press, Shelf, Submission
from bot.listeners.qualification_opening import opened_view
from core.audit import note_undoable
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, ProwessError
from core.frameworks import competencies
from core.notifications import VERIFICATION_ASKED, VERIFICATION_SAID
from core.people import Actor, PersonView, people
from core.qualifications import (
    QualificationView,
    VerificationState,
    VerificationView,
    competency_of,
    hand_back_verification,
    qualification_to_verify,
    reject_verification,
    request_verification,
    start_verification,
    undo_rejection,
    undo_verification,
    verification,
    verifications_waiting,
    verifier_kind,
    verify_qualification,
    withdraw_verification,
)
from core.words import TimeOfDay, say

UNDO_ASKED, UNDO_VERIFIED, UNDO_REJECTED = "verification.asked", "verification.verified", "verification.rejected"

Refs = Mapping[str, Any]


def register(conversations: Conversations) -> None:
    """Add the buttons, the form for a reason, the messages' words, and how each step is undone."""
    conversations.press(ASK_VERIFICATION, _ask)
    conversations.press(VERIFY, _verify)
    conversations.press(START, lambda press: _done(press, start_verification))
    conversations.press(HAND_BACK, lambda press: _done(press, hand_back_verification))
    conversations.press(REJECT, _ask_reason)
    conversations.press(OPEN_REQUEST, _open)
    conversations.submission(REJECT_FORM, _reject)
    conversations.undo(UNDO_ASKED, _undo_asked)
    conversations.undo(UNDO_VERIFIED, _undo_verified)
    conversations.undo(UNDO_REJECTED, _undo_rejected)
    conversations.notice(VERIFICATION_ASKED, _asked)
    conversations.notice(VERIFICATION_SAID, _said)
    conversations.home_section(waiting_section, Shelf.DECIDE)


def card_view(
    session: WorkspaceSession, viewer: PersonView, verification_id: int, **more: Any
) -> VerificationCard:
    """A request as one viewer reads it; its fields only for who may verify it while it is open."""
    asked = verification(session, verification_id)
    named = people(session, [each for each in (asked.person_id, asked.reviewer_id, asked.asked_by_id) if each])
    return VerificationCard(
        asked,
        named[asked.person_id],
        competencies(session, [asked.competency_id])[asked.competency_id].name,
        viewer,
        _held(session, viewer, asked),
        {each.id: each.first_name for each in named.values()},
        verifier_kind(session, asked.person_id, asked.competency_id, viewer.id),
        **more,
    )


def waiting_section(call: Call) -> Card | None:
    """App Home: what waits to be verified by somebody; left out where nothing does."""
    with call.product.reading(call.asker.workspace_id) as session:
        requests = verifications_waiting(session, call.asker.actor)
        if not requests:
            return None
        holders = people(session, {each.person_id for each in requests})
        names = competencies(session, {each.competency_id for each in requests})
    lines = [(each, holders[each.person_id].first_name, names[each.competency_id].name) for each in requests]
    return waiting_card(lines)


def _held(session: WorkspaceSession, viewer: PersonView, asked: VerificationView) -> QualificationView | None:
    if not asked.is_open:
        return None
    try:
        return qualification_to_verify(session, Actor(session.workspace_id, viewer.id), asked.id)
    except ProwessError:
        return None


def _ask(press: Press) -> Answer:
    qualification_id = int(press.payload["qualification"])
    with press.product.writing(press.asker.workspace_id) as session:
        asked = request_verification(session, press.asker.actor, qualification_id)
        undo_id = note_undoable(session, press.asker.person_id, UNDO_ASKED, verification=asked.verification_id)
        competency_id = competency_of(session, qualification_id)
        name = competencies(session, [competency_id])[competency_id].name
        reviewer = people(session, [asked.reviewer_id])[asked.reviewer_id].first_name if asked.reviewer_id else None
    return Answer(card=asked_card(name, reviewer, undo_id, again=asked.again))


def _verify(press: Press) -> Answer:
    """Verify what was looked at, from a request or from the opened qualification."""
    qualification_id, asker = int(press.payload["qualification"]), press.asker
    request = press.payload.get("verification")
    version = press.payload.get("version")
    try:
        with press.product.writing(asker.workspace_id) as session:
            made = verify_qualification(session, asker.actor, qualification_id, int(version) if version else None)
            refs = {"qualification": qualification_id, "version": made}
            undo_id = note_undoable(session, asker.person_id, UNDO_VERIFIED, **refs)
            if request is not None:
                card = request_card(card_view(session, asker.person, int(request), undo_id=undo_id))
            else:
                notice = say("✓ Verified by you, {at}.", at=TimeOfDay(session.now))
                shown = opened_view(session, asker, qualification_id, notice=notice, undo_id=undo_id)
                card = opened_card(shown)
    except Conflict as late:
        if request is None:
            raise
        return _as_it_stands(press, int(request), late.sentence)
    return Answer(card=card)


def _done(press: Press, deed: Callable[[WorkspaceSession, Actor, int], None]) -> Answer:
    request = int(press.payload["verification"])
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            deed(session, press.asker.actor, request)
            session.flush()
            card = request_card(card_view(session, press.asker.person, request))
    except Conflict as late:
        return _as_it_stands(press, request, late.sentence)
    return Answer(card=card)


def _as_it_stands(press: Press | Submission, request: int, why: Words) -> Answer:
    """Somebody was first, or it changed: the card as it is now, with what happened where that says more."""
    with press.product.reading(press.asker.workspace_id) as session:
        view = card_view(session, press.asker.person, request)
    return Answer(card=request_card(replace(view, notice=why) if view.asked.is_open and view.mine else view))


def _ask_reason(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = card_view(session, press.asker.person, int(press.payload["verification"]))
    if view.held is None:
        return Answer(card=request_card(view))
    return Answer(form=reject_form(view))


def _reject(form: Submission) -> Answer:
    request, asker = int(form.payload["verification"]), form.asker
    try:
        with form.product.writing(asker.workspace_id) as session:
            reject_verification(session, asker.actor, request, str(form.values.get("reason") or ""))
            undo_id = note_undoable(session, asker.person_id, UNDO_REJECTED, verification=request)
            card = request_card(card_view(session, asker.person, request, undo_id=undo_id))
    except Conflict as late:
        return _as_it_stands(form, request, late.sentence)
    return Answer(card=card)


def _open(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        view = card_view(session, press.asker.person, int(press.payload["verification"]))
        if view.asked_as is None:
            raise NotFound(say("That request is not on file."))
    return Answer(card=request_card(view), replace=False, where="chat")


def _asked(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What is asked of a reviewer; not sent where it was settled before."""
    try:
        view = card_view(session, recipient, int(refs["verification"]))
    except NotFound:
        return None
    was_sent = message is None or message.rewriting or message.in_doubt
    return request_card(view) if was_sent or view.asked.is_open else None


def _said(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """A decision; once taken back the message says so, or is not sent."""
    view = card_view(session, recipient, int(refs["verification"]))
    was_sent = message is None or message.rewriting or message.in_doubt
    decided = {"verified": VerificationState.VERIFIED, "rejected": VerificationState.REJECTED}
    if not was_sent and view.asked.state is not decided[str(refs["step"])]:
        return None
    return told_card(view, str(refs["step"]), view.asked.words, datetime.fromisoformat(str(refs["at"])))


def _undo_asked(session: WorkspaceSession, actor: Actor, refs: Refs) -> Words:
    withdraw_verification(session, actor, int(refs["verification"]))
    return say("Undone, {at}. Nobody is asked.", at=TimeOfDay(session.now))


def _undo_verified(session: WorkspaceSession, actor: Actor, refs: Refs) -> Words:
    undo_verification(session, actor, int(refs["qualification"]), int(refs["version"]))
    return say("Undone, {at}. It is not verified.", at=TimeOfDay(session.now))


def _undo_rejected(session: WorkspaceSession, actor: Actor, refs: Refs) -> Words:
    undo_rejection(session, actor, int(refs["verification"]))
    return say("Undone, {at}. It is in review by you. Open it in App Home.", at=TimeOfDay(session.now))
