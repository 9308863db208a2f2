"""Taking a step in a request for approval: people take turns, the row is read afresh, step and fact are kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Refused
from core.events import Change
from core.people import Actor, Capability, over, people, require
from core.plans.events import PlanRequestChanged
from core.plans.models import PlanRequest, PlanStep
from core.plans.queries import NO_PLAN, PlanView, plan
from core.plans.rights import sees_plan
from core.plans.rules import PlanStepKind, RequestState
from core.plans.standing import hold_plans
from core.words import Sentence, TimeOfDay, say

NO_REQUEST = say("That request is not on file.")


@dataclass(frozen=True)
class Decided:
    """A step that was taken: of which request, and the step to take it back by."""

    request_id: int
    step_id: int


def held_request(session: WorkspaceSession, request_id: int) -> tuple[PlanRequest, PlanView]:
    """A request, once nobody else is changing anything of its plan; raises NotFound."""
    plan_id = session.scalar(select(PlanRequest.plan_id).where(PlanRequest.id == request_id))
    if plan_id is None:
        raise NotFound(NO_REQUEST)
    hold_plans(session, [plan_id])
    row = row_of(session, plan_id)
    if row is None:
        raise NotFound(NO_REQUEST)
    return row, plan(session, plan_id)


def row_of(session: WorkspaceSession, plan_id: int) -> PlanRequest | None:
    query = select(PlanRequest).where(PlanRequest.plan_id == plan_id)
    return session.scalar(query.execution_options(populate_existing=True))


def require_approving(session: WorkspaceSession, actor: Actor, view: PlanView) -> int:
    """The approver's id: somebody who holds plan.approve over the person, and is not the person."""
    if actor.person_id is None:
        raise Refused(say("A plan is approved by somebody. Say who with --as."))
    if actor.person_id == view.person_id:
        raise Refused(
            say("You can't approve your own plan; those who supervise you, or an admin, can."),
            why=say("Rule: nobody decides about their own request."),
        )
    if not sees_plan(session, actor, view.person_id):
        raise NotFound(NO_PLAN)
    require(session, actor, Capability.PLAN_APPROVE, over(view.person_id))
    return actor.person_id


def turn(session: WorkspaceSession, row: PlanRequest, state: RequestState, approver_id: int | None) -> None:
    row.state, row.since, row.approver_id = str(state), session.now, approver_id


def taken(session: WorkspaceSession, row: PlanRequest) -> Conflict:
    return Conflict(standing_words(session, row))


def standing_words(session: WorkspaceSession, row: PlanRequest) -> Sentence:
    """'In review by Ben since 10:42. Nothing to do.'"""
    by = people(session, [row.approver_id])[row.approver_id].first_name if row.approver_id else say("an admin")
    match row.state:
        case RequestState.IN_REVIEW:
            return say("In review by {name} since {at}. Nothing to do.", name=by, at=TimeOfDay(row.since))
        case RequestState.ACCEPTED:
            return say("Accepted by {name}, {at}. Nothing to do.", name=by, at=row.since)
        case RequestState.REJECTED:
            return say("Rejected by {name}, {at}. Nothing to do.", name=by, at=row.since)
        case RequestState.WITHDRAWN:
            return say("Withdrawn, {at}. Nothing to do.", at=TimeOfDay(row.since))
    return say("It waits for {name}; nobody has started it.", name=by)


def stepped(
    session: WorkspaceSession,
    actor: Actor,
    view: PlanView,
    row: PlanRequest,
    kind: PlanStepKind,
    before: str,
    *,
    words: str = "",
) -> Decided:
    step = PlanStep(
        request_id=row.id, round=row.round, kind=str(kind), by_id=actor.person_id, words=words, at=session.now
    )
    session.add(step)
    session.flush()
    note_step(session, actor, view, row, step, before)
    return Decided(row.id, step.id)


def note_step(
    session: WorkspaceSession,
    actor: Actor,
    view: PlanView,
    row: PlanRequest,
    step: PlanStep,
    before: str,
    *,
    undone: bool = False,
) -> None:
    change = Change("request", view.id, before, row.state, view.person_id)
    fact = PlanRequestChanged(
        request_id=row.id,
        round=row.round,
        plan_id=view.id,
        person_id=view.person_id,
        step=step.kind,
        step_id=step.id,
        approver_id=row.approver_id,
        undone=undone,
        changes=(change,),
    )
    record(session, actor, fact)
