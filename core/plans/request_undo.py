"""Taking back a step of a request for approval one just made (chat/undo)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.people import Actor
from core.plans.drafting import deactivate
from core.plans.models import PlanRequest, PlanStep
from core.plans.queries import PlanView
from core.plans.request_steps import NO_REQUEST, held_request, note_step, standing_words
from core.plans.rules import PlanStepKind, RequestState
from core.words import say

_AFTER = {
    PlanStepKind.ASKED: RequestState.WAITING,
    PlanStepKind.HANDED_BACK: RequestState.WAITING,
    PlanStepKind.STARTED: RequestState.IN_REVIEW,
    PlanStepKind.ACCEPTED: RequestState.ACCEPTED,
    PlanStepKind.REJECTED: RequestState.REJECTED,
}


def undo_plan_step(session: WorkspaceSession, actor: Actor, step_id: int) -> None:
    """Take back a request, a comment or a decision one just made (chat/undo).

    Raises Conflict once somebody went on from there.
    """
    step = session.scalar(select(PlanStep).where(PlanStep.id == step_id, PlanStep.by_id == actor.person_id))
    if step is None or step.undone_at is not None:
        raise NotFound(NO_REQUEST)
    row, view = held_request(session, step.request_id)
    before = row.state
    if step.kind != PlanStepKind.COMMENT:
        _check_last(session, row, step)
        _step_back(session, actor, row, view, step)
    step.undone_at = session.now
    note_step(session, actor, view, row, step, before, undone=True)


def _check_last(session: WorkspaceSession, row: PlanRequest, step: PlanStep) -> None:
    moves = _moves(session, row)
    if not moves or moves[-1].id != step.id:
        raise Conflict(say("Can't undo. {standing}", standing=standing_words(session, row)))


def _moves(session: WorkspaceSession, row: PlanRequest) -> Sequence[PlanStep]:
    """The steps that moved a request and count, oldest first."""
    query = select(PlanStep).where(
        PlanStep.request_id == row.id,
        PlanStep.undone_at.is_(None),
        PlanStep.kind != str(PlanStepKind.COMMENT),
    )
    return session.scalars(query.order_by(PlanStep.id)).all()


def _step_back(
    session: WorkspaceSession, actor: Actor, row: PlanRequest, view: PlanView, step: PlanStep
) -> None:
    """Let the request stand as before the step; an accepted plan is a draft again."""
    if step.kind == PlanStepKind.ACCEPTED:
        deactivate(session, actor, view)
    earlier = [each for each in _moves(session, row) if each.id != step.id]
    last = earlier[-1] if earlier else None
    row.state = str(_AFTER[PlanStepKind(last.kind)] if last else RequestState.WITHDRAWN)
    row.since = last.at if last else session.now
    if row.state == RequestState.WAITING:
        row.approver_id = actor.person_id if step.kind != PlanStepKind.ASKED else None
    elif last is not None:
        row.approver_id = last.by_id
