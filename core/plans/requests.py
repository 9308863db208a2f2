"""Asking approval for a draft, and deciding: start, accept, reject, with comments (plans/own, plans/approve)."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, Refused
from core.people import Actor, Capability, allows, graders_of, over, require
from core.plans.drafting import activate
from core.plans.items import wanted_items
from core.plans.models import PlanRequest
from core.plans.queries import PlanView, plan
from core.plans.request_steps import (
    Decided,
    held_request,
    require_approving,
    row_of,
    standing_words,
    stepped,
    taken,
    turn,
)
from core.plans.rules import OPEN_REQUESTS, PlanState, PlanStepKind, RequestState, checked_words, moved
from core.plans.standing import hold_plans
from core.words import say


def request_approval(session: WorkspaceSession, actor: Actor, plan_id: int, words: str = "") -> Decided:
    """Ask approval for one's own draft; who may approve it is asked, the nearest first (plans/own).

    Raises Conflict for one that is no draft or waits already, Invalid for one without competencies.
    """
    hold_plans(session, [plan_id])
    view = plan(session, plan_id)
    if actor.person_id != view.person_id:
        raise Refused(say("Nothing was asked: approval is asked by whose plan it is."))
    require(session, actor, Capability.PLAN_CREATE_OWN, over(view.person_id))
    said = checked_words(words)
    if view.state != PlanState.DRAFT:
        raise Conflict(say("Nothing was asked: {name} is {state} already.", name=view.name, state=say(view.state)))
    if not wanted_items(session, [plan_id])[plan_id]:
        raise Invalid(say("{name} has no competencies yet. Add one first.", name=view.name))
    row = row_of(session, plan_id)
    if row is not None and row.state in OPEN_REQUESTS:
        raise Conflict(say("Nothing changed. {standing}", standing=standing_words(session, row)))
    approvers = approvers_of(session, view.person_id)
    row = _opened(session, row, plan_id, approvers[0] if approvers else None)
    return stepped(session, actor, view, row, PlanStepKind.ASKED, "draft", words=said)


def start_approval(session: WorkspaceSession, actor: Actor, request_id: int) -> None:
    """Take a waiting request in hand; it shows so to all others. Repeating changes nothing (plans/approve)."""
    row, view = held_request(session, request_id)
    approver = require_approving(session, actor, view)
    if row.state == RequestState.IN_REVIEW and row.approver_id == approver:
        return
    if moved(RequestState(row.state), PlanStepKind.STARTED) is None:
        raise taken(session, row)
    before = row.state
    turn(session, row, RequestState.IN_REVIEW, approver)
    stepped(session, actor, view, row, PlanStepKind.STARTED, before)


def hand_back_approval(session: WorkspaceSession, actor: Actor, request_id: int) -> None:
    """Let a request one started wait again."""
    row, view = held_request(session, request_id)
    approver = require_approving(session, actor, view)
    if moved(RequestState(row.state), PlanStepKind.HANDED_BACK) is None or row.approver_id != approver:
        raise taken(session, row)
    before = row.state
    others = [each for each in approvers_of(session, view.person_id) if each != approver]
    turn(session, row, RequestState.WAITING, others[0] if others else None)
    stepped(session, actor, view, row, PlanStepKind.HANDED_BACK, before)


def free_request(session: WorkspaceSession, request_id: int) -> None:
    """Let an open request wait for the next who may approve it, as its approver can't any more. Asks no right."""
    row, view = held_request(session, request_id)
    others = [each for each in approvers_of(session, view.person_id) if each != row.approver_id]
    before = row.state
    turn(session, row, RequestState.WAITING, others[0] if others else None)
    stepped(session, Actor.engine(session.workspace_id), view, row, PlanStepKind.HANDED_BACK, before)


def accept_plan(session: WorkspaceSession, actor: Actor, request_id: int, comment: str = "") -> Decided:
    """Accept: the plan is active at once, its items are targets (plans/approve).

    Raises Conflict where somebody else has it or decided it, or its due date has passed; Refused for one's own.
    """
    said = checked_words(comment, field="comment")
    row, view, before = _to_decide(session, actor, request_id, PlanStepKind.ACCEPTED)
    activate(session, actor, view)
    return stepped(session, actor, view, row, PlanStepKind.ACCEPTED, before, words=said)


def reject_plan(session: WorkspaceSession, actor: Actor, request_id: int, reason: str) -> Decided:
    """Reject with a reason: the plan stays a draft, and can be asked for again (plans/approve). Raises as accepting."""
    ask = say("Why? The person reads it. Example: Add first aid.")
    said = checked_words(reason, ask=ask, field="reason")
    row, view, before = _to_decide(session, actor, request_id, PlanStepKind.REJECTED)
    return stepped(session, actor, view, row, PlanStepKind.REJECTED, before, words=said)


def comment_on_plan(session: WorkspaceSession, actor: Actor, request_id: int, words: str) -> Decided:
    """Say something to an open request: its person to who approves it, or the other way; the state stays."""
    said = checked_words(words, ask=say("Write a sentence. Example: By when?"))
    row, view = held_request(session, request_id)
    if actor.person_id != view.person_id:
        require_approving(session, actor, view)
    if row.state not in OPEN_REQUESTS:
        raise taken(session, row)
    return stepped(session, actor, view, row, PlanStepKind.COMMENT, row.state, words=said)


def approvers_of(session: WorkspaceSession, person_id: int) -> list[int]:
    """Ids of the active people who may approve somebody's plans, first asked first: given ones, managers from the
    nearest upward, then admins; never the person."""
    found = graders_of(session, [(person_id, 0)], Capability.PLAN_APPROVE)[person_id, 0]
    return list(dict.fromkeys(each.person_id for each in found))


def may_approve(session: WorkspaceSession, actor: Actor, person_id: int) -> bool:
    """Whether the actor may decide about somebody's drafts; nobody about their own."""
    return actor.person_id != person_id and allows(session, actor, Capability.PLAN_APPROVE, over(person_id))


def _opened(session: WorkspaceSession, row: PlanRequest | None, plan_id: int, approver_id: int | None) -> PlanRequest:
    """The one request of a plan, waiting (again)."""
    row = row or PlanRequest(plan_id=plan_id, round=0)
    row.state, row.since, row.asked_at = str(RequestState.WAITING), session.now, session.now
    row.round, row.approver_id = row.round + 1, approver_id
    session.add(row)
    session.flush()
    return row


def _to_decide(
    session: WorkspaceSession, actor: Actor, request_id: int, decision: PlanStepKind
) -> tuple[PlanRequest, PlanView, str]:
    """The request in the actor's hands, decided, and the state it had; a waiting one is started by deciding it."""
    row, view = held_request(session, request_id)
    approver, before = require_approving(session, actor, view), row.state
    after = moved(RequestState(before), decision)
    if after is None or (before == RequestState.IN_REVIEW and row.approver_id != approver):
        raise taken(session, row)
    turn(session, row, after, approver)
    return row, view, before
