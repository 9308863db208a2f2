"""Reading requests for approval: one with its steps, and those that wait for somebody (review/inbox)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Actor, Capability, allowed_people
from core.plans.models import Plan, PlanRequest, PlanStanding, PlanStep
from core.plans.request_steps import NO_REQUEST
from core.plans.rules import OPEN_REQUESTS, PlanState, RequestState


@dataclass(frozen=True)
class RequestView:
    """A request as it stands; `approver_id` is the one asked while it waits, then the one who started."""

    id: int
    plan_id: int
    person_id: int
    state: RequestState
    since: datetime
    round: int
    asked_at: datetime
    approver_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or is in review."""
        return self.state in OPEN_REQUESTS


@dataclass(frozen=True)
class PlanStepView:
    """A step of a request; `undone_at` where it counts as never having been."""

    id: int
    request_id: int
    round: int
    kind: str
    by_id: int | None
    words: str
    at: datetime
    undo_id: int | None
    undone_at: datetime | None


def request(session: WorkspaceSession, request_id: int) -> RequestView:
    """A request by its id; raises NotFound."""
    found = _views(session, PlanRequest.id == request_id)
    if not found:
        raise NotFound(NO_REQUEST)
    return found[0]


def requests_for(session: WorkspaceSession, plan_ids: Iterable[int]) -> dict[int, RequestView]:
    """The request of each of these plans that was ever asked."""
    return {each.plan_id: each for each in _views(session, PlanRequest.plan_id.in_(sorted(set(plan_ids))))}


def waiting_requests(
    session: WorkspaceSession, actor: Actor, *, limit: int, start: int = 0
) -> tuple[list[RequestView], int]:
    """Requests that wait for the actor's decision, longest waiting first, and how many: 'Plans to approve'.

    Those that wait for anybody, and those the actor started; never their own, nor a plan that is no draft any more.
    """
    allowed = allowed_people(session, actor, Capability.PLAN_APPROVE)
    mine = sa.and_(PlanRequest.state == str(RequestState.IN_REVIEW), PlanRequest.approver_id == actor.person_id)
    wanted = sa.and_(
        sa.or_(PlanRequest.state == str(RequestState.WAITING), mine),
        Plan.person_id.in_(allowed),
        Plan.person_id != (actor.person_id or 0),
        PlanStanding.state == str(PlanState.DRAFT),
    )
    count = session.scalar(_query(session, wanted).with_only_columns(sa.func.count(PlanRequest.id)).order_by(None))
    rows = session.execute(_query(session, wanted).limit(limit).offset(start))
    return [_view(row) for row in rows], int(count or 0)


def request_steps(session: WorkspaceSession, request_id: int) -> list[PlanStepView]:
    """All that happened in a request, oldest first, what was undone included."""
    query = select(PlanStep).where(PlanStep.request_id == request_id).order_by(PlanStep.id)
    return [
        PlanStepView(
            row.id, row.request_id, row.round, row.kind, row.by_id, row.words, row.at, row.undo_id, row.undone_at
        )
        for row in session.scalars(query)
    ]


def note_undo(session: WorkspaceSession, step_id: int, undo_id: int) -> None:
    """Remember the Undo of a step, so that every copy that shows the step can offer it."""
    session.get_one(PlanStep, step_id).undo_id = undo_id


def _views(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> list[RequestView]:
    return [_view(row) for row in session.execute(_query(session, condition))]


def _query(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> sa.Select[PlanRequest, int]:
    return (
        select(PlanRequest, Plan.person_id)
        .join(Plan, Plan.id == PlanRequest.plan_id)
        .join(PlanStanding, PlanStanding.plan_id == Plan.id)
        .where(PlanStanding.in_force(session.now), Plan.withdrawn_at.is_(None), condition)
        .order_by(PlanRequest.asked_at, PlanRequest.id)
    )


def _view(row: sa.Row[PlanRequest, int]) -> RequestView:
    found, person_id = row
    return RequestView(
        found.id,
        found.plan_id,
        person_id,
        RequestState(found.state),
        found.since,
        found.round,
        found.asked_at,
        found.approver_id,
    )
