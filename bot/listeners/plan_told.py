"""Messages about plans, worded from the data when they are sent or rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks import plan_notices as cards
from bot.blocks.plan_approval import request_card, told_card
from bot.cards import Card
from bot.conversation import Asker, Conversations
from bot.listeners.plan_approval import request_view
from bot.listeners.plan_views import seen_plan
from core.db import WorkspaceSession
from core.errors import NotFound
from core.notifications import PLAN_ASKED, PLAN_SAID, PLANS
from core.people import Actor, PersonView, people
from core.plans import PlanState, RequestState, plan
from core.words import Reader

Refs = Mapping[str, Any]


def register(conversations: Conversations) -> None:
    """Add the messages' words."""
    conversations.notice(PLANS, _told)
    conversations.notice(PLAN_ASKED, _asked)
    conversations.notice(PLAN_SAID, _said)


def _told(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What somebody is told of a plan; one that is gone, or settled before it was told, is not sent."""
    sent = _was_sent(message)
    asker = Asker(Actor(session.workspace_id, recipient.id), recipient, Reader(recipient.locale, recipient.time_zone))
    by = people(session, [int(refs["by"])]).get(int(refs["by"])) if refs.get("by") else None
    try:
        seen = seen_plan(session, asker, int(refs["plan"]))
    except NotFound:
        return cards.gone(by, session.now) if sent else None
    if refs["what"] == "given":
        return cards.given(seen, by)
    if refs["what"] == "completed":
        done = seen.plan.state == PlanState.COMPLETED
        return cards.completed(seen, by) if done else (cards.active_again(seen) if sent else None)
    if seen.plan.state == PlanState.COMPLETED:
        return cards.settled(seen, _completer(session, seen.plan.changed_by_id)) if sent else None
    ready = seen.plan.active and seen.tally is not None and seen.tally.all_met
    return cards.ready(seen) if ready else (cards.not_ready(seen) if sent else None)


def _asked(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """What is asked of an approver; not sent where it was withdrawn, asked anew or settled before."""
    try:
        view = request_view(session, recipient, int(refs["request"]))
    except NotFound:
        return None
    settled = not view.request.is_open or view.request.round != int(refs["round"]) or plan_moved(session, view.plan.id)
    if not _was_sent(message) and settled:
        return None
    return request_card(view)


def plan_moved(session: WorkspaceSession, plan_id: int) -> bool:
    """Whether a plan is no draft any more."""
    return plan(session, plan_id).state != PlanState.DRAFT


def _said(session: WorkspaceSession, recipient: PersonView, refs: Refs, message: Any) -> Card | None:
    """A decision or a word; once taken back the message says so, or is not sent."""
    try:
        view = request_view(session, recipient, int(refs["request"]))
    except NotFound:
        return None
    step = next((each for each in view.steps if each.id == int(refs["step"])), None)
    if step is None or (step.undone_at is not None and not _was_sent(message)):
        return None
    if view.request.state == RequestState.WITHDRAWN and not _was_sent(message):
        return None
    return told_card(view, step)


def _completer(session: WorkspaceSession, person_id: int | None) -> PersonView | None:
    return people(session, [person_id]).get(person_id) if person_id is not None else None


def _was_sent(message: Any) -> bool:
    return message is not None and bool(message.rewriting or message.in_doubt)
