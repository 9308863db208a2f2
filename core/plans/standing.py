"""Changing how plans stand: each change ends a version and begins the next, for any number of plans at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession, insert_rows
from core.ending import end_versions
from core.people import Actor
from core.plans.models import Plan, PlanStanding
from core.plans.queries import PlanView, in_chunks
from core.plans.statements import HOLD, look


def begin_standings(session: WorkspaceSession, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> None:
    """Record how plans stand from now on; each row names its `plan_id`, `state`, `linked` and `due_on`."""
    filled = [
        {
            "outcome": None,
            "met": None,
            "items": None,
            "changed_by_id": actor.person_id,
            "effective_from": session.now,
            "recorded_at": session.now,
            **row,
        }
        for row in rows
    ]
    insert_rows(session, PlanStanding, filled)


def replace_standings(
    session: WorkspaceSession, actor: Actor, views: Sequence[PlanView], changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Let plans stand otherwise from now on: by plan id what differs."""
    end_versions(session, PlanStanding, [each.standing_id for each in views])
    begin_standings(session, actor, [_row(each) | dict(changes[each.id]) for each in views])
    session.expire_all()


def _row(view: PlanView) -> dict[str, Any]:
    return {"plan_id": view.id, "state": str(view.state), "linked": view.linked, "due_on": view.due_on}


def hold_plans(session: WorkspaceSession, plan_ids: Collection[int]) -> None:
    """Wait until nobody else is changing these plans; of two who press at once the second sees what the first did."""
    if plan_ids:
        look(session, HOLD, plans=sorted(plan_ids))


def withdraw_plans(session: WorkspaceSession, plan_ids: Collection[int]) -> None:
    """Count plans as never made; what they were stays in the history."""
    for part in in_chunks(sorted(plan_ids)):
        session.execute(
            sa.update(Plan)
            .where(Plan.workspace_id == session.workspace_id, Plan.id.in_(part), Plan.withdrawn_at.is_(None))
            .values(withdrawn_at=session.now)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()


def step_back(session: WorkspaceSession, view: PlanView) -> None:
    """Let a plan stand as it did before its present version, which counts as never having been (chat/undo)."""
    now = session.get_one(PlanStanding, view.standing_id)
    query = (
        select(PlanStanding)
        .where(
            PlanStanding.plan_id == view.id,
            PlanStanding.superseded_at.is_(None),
            PlanStanding.effective_until == now.effective_from,
            PlanStanding.id < now.id,
        )
        .order_by(PlanStanding.id.desc())
    )
    before = session.scalars(query).first()
    now.superseded_at = session.now
    session.flush()
    if before is not None:
        before.superseded_at = session.now
        session.flush()
        session.add(before.copied(effective_until=None, recorded_at=session.now))
        session.flush()
