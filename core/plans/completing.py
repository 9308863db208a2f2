"""Completing plans, by hand or when their due date has passed; what is shown freezes (plans/complete, snapshot)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.clock import day_in
from core.db import WorkspaceSession, insert_returning, insert_rows
from core.errors import Conflict
from core.events import Change
from core.people import Actor, Capability, Person, allows, over
from core.plans.events import PlansChanged, PlansCompleted
from core.plans.following import end_targets, follow_plans
from core.plans.items import ItemStanding, standings_of, tallies_of
from core.plans.models import FrozenItem, Plan, PlanStanding, PlanTemplate
from core.plans.queries import PlanView, plan, plans
from core.plans.rights import manages_plans, require_managing, sees_plan
from core.plans.rules import Colour, PlanState, Tallied, is_over, outcome_of, tallied
from core.plans.standing import hold_plans, replace_standings, step_back
from core.plans.statements import KEEP_NAMES, TARGETS, due_of, look
from core.targets.models import Target
from core.targets.rules import DIRECT
from core.words import say

AT_ONCE = 500
"""Plans that one sweep completes in one transaction."""

EARLIEST = timedelta(hours=14)
"""So far ahead of UTC is the earliest calendar: nowhere is a due date past before."""


def complete_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> PlanView:
    """Complete an active plan by hand, also with items that are not met; it as it stands then.

    For those who manage the person's plans; its owner may once all items are met, for then they are offered to.
    Raises Refused, and Conflict for one that is not active.
    """
    hold_plans(session, [plan_id])
    view = plan(session, plan_id)
    if not sees_plan(session, actor, view.person_id):
        require_managing(session, actor, view.person_id)
    if not may_complete(session, actor, view):
        require_managing(session, actor, view.person_id)
    if not view.active:
        raise Conflict(say("Nothing changed: {name} is {state} already.", name=view.name, state=say(view.state)))
    return _complete(session, actor, [view], by_date=False)[plan_id]


def may_complete(session: WorkspaceSession, actor: Actor, view: PlanView, tally: Tallied | None = None) -> bool:
    """Whether the actor may complete the plan now: who manages it, and its owner once all items are met."""
    if manages_plans(session, actor, view.person_id):
        return True
    if actor.person_id != view.person_id or not view.active:
        return False
    if not allows(session, actor, Capability.PLAN_VIEW_OWN, over(view.person_id)):
        return False
    return (tally or tallies_of(session, [view.id])[view.id]).all_met


def undo_completion(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Let a plan one just completed be active again, with its targets (chat/undo).

    Raises Conflict where it is not completed any more, or its due date completed it.
    """
    hold_plans(session, [plan_id])
    view = plan(session, plan_id)
    if view.state != PlanState.COMPLETED or view.changed_by_id != actor.person_id:
        raise Conflict(say("Can't undo: {name} was changed since.", name=view.name))
    _take_back_left(session, view)
    step_back(session, view)
    if view.linked:
        session.get_one(Plan, plan_id).name = None
    session.flush()
    follow_plans(session, actor, [plan_id])
    change = Change("state", plan_id, str(PlanState.COMPLETED), str(PlanState.ACTIVE), view.person_id)
    record(session, actor, PlansChanged(plan_ids=(plan_id,), person_ids=(view.person_id,), changes=(change,)))


def overdue_is_due(session: WorkspaceSession) -> bool:
    """Whether a plan's due date has passed where its person is."""
    return bool(_overdue(session, 50))


def complete_overdue(session: WorkspaceSession) -> int:
    """Complete the active plans whose due date has passed in their person's time zone; how many. Repeatable."""
    ids = _overdue(session, AT_ONCE)
    hold_plans(session, ids)
    views = [each for each in plans(session, ids).values() if each.active]
    if views:
        _complete(session, Actor.engine(session.workspace_id), views, by_date=True)
    return len(views)


def _overdue(session: WorkspaceSession, limit: int) -> list[int]:
    """Ids of those plans; the people of each time zone by their own day."""
    latest = day_in("UTC", session.now + EARLIEST)
    due = due_of()
    query = (
        select(Plan.id, due, Person.time_zone)
        .join(PlanStanding, PlanStanding.plan_id == Plan.id)
        .outerjoin(PlanTemplate, PlanTemplate.id == Plan.template_id)
        .join(Person, Person.id == Plan.person_id)
        .where(
            Plan.withdrawn_at.is_(None),
            PlanStanding.in_force(session.now),
            PlanStanding.state == str(PlanState.ACTIVE),
            due < latest,
        )
        .order_by(due, Plan.id)
        .limit(limit * 2)
    )
    today: dict[str, date] = {}
    found = []
    for plan_id, due_on, zone in session.execute(query):
        if is_over(due_on, today.setdefault(zone, day_in(zone, session.now))):
            found.append(plan_id)
    return found[:limit]


def _complete(
    session: WorkspaceSession, actor: Actor, views: Sequence[PlanView], *, by_date: bool
) -> dict[int, PlanView]:
    """Freeze what is shown, end the plan's targets and leave those not met as targets of their own (plans/snapshot).

    The plans as they stand then.
    """
    items = standings_of(session, [each.id for each in views])
    counted = {each.id: tallied(item.colour for item in items[each.id]) for each in views}
    replace_standings(session, actor, views, {each.id: _completed(each, counted[each.id]) for each in views})
    _keep_names(session, views)
    fresh = plans(session, [each.id for each in views])
    _freeze(session, fresh, items, _leave_unmet(session, items))
    end_targets(session, actor, views)
    changes = tuple(
        Change("state", each.id, str(each.state), _said(counted[each.id]), each.person_id) for each in views
    )
    fact = PlansCompleted(
        plan_ids=tuple(each.id for each in views),
        person_ids=tuple(each.person_id for each in views),
        by_date=by_date,
        changes=changes,
    )
    record(session, actor, fact)
    return fresh


def _completed(view: PlanView, counted: Tallied) -> dict[str, Any]:
    return {
        "state": str(PlanState.COMPLETED),
        "due_on": view.due_on,
        "outcome": str(outcome_of(counted.met, counted.items)),
        "met": counted.met,
        "items": counted.items,
    }


def _said(counted: Tallied) -> str:
    return f"{PlanState.COMPLETED}, {outcome_of(counted.met, counted.items)}"


def _keep_names(session: WorkspaceSession, views: Sequence[PlanView]) -> None:
    """A plan that followed its template keeps the name it had: later changes don't reach it (plans/follow)."""
    if linked := [each.id for each in views if each.linked]:
        look(session, KEEP_NAMES, plans=linked)


def _freeze(
    session: WorkspaceSession,
    fresh: Mapping[int, PlanView],
    items: Mapping[int, Sequence[ItemStanding]],
    left: Mapping[tuple[int, int], int],
) -> None:
    rows = [
        {
            "plan_id": plan_id,
            "standing_id": view.standing_id,
            "competency_id": each.wanted.competency_id,
            "scale_value_id": each.value.id if each.value else None,
            "colour": str(each.colour),
            "own": each.wanted.own,
            "left_target_id": left.get((view.person_id, each.wanted.competency_id)),
        }
        for plan_id, view in fresh.items()
        for each in items[plan_id]
    ]
    insert_rows(session, FrozenItem, rows)


_LEFT = ("person_id", "competency_id", "scale_value_id", "due_on", "set_by_id", "set_at")


def _leave_unmet(
    session: WorkspaceSession, items: Mapping[int, Sequence[ItemStanding]]
) -> dict[tuple[int, int], int]:
    """Targets that are not met stay gaps outside the plan: their ids by person and competency.

    Where the person has that target by itself already, it stays as it is.
    """
    unmet = {
        (plan_id, each.wanted.competency_id)
        for plan_id, found in items.items()
        for each in found
        if each.colour in (Colour.OPEN, Colour.COVERED)
    }
    owners = sorted({each.wanted.person_id for found in items.values() for each in found})
    plan_ids = sorted({plan_id for plan_id, _ in unmet})
    there = look(session, TARGETS, plans=plan_ids, people=owners) if unmet else ()
    own = {"source": DIRECT, "source_key": 0, "effective_from": session.now, "recorded_at": session.now}
    kept = [
        dict(zip(_LEFT, row[1:], strict=True)) | own for row in there if (row.source_key, row.competency_id) in unmet
    ]
    names = ("person_id", "competency_id", "id")
    return {
        (person, skill): target
        for person, skill, target in insert_returning(session, Target, kept, *names, skip_existing=True)
    }


def _take_back_left(session: WorkspaceSession, view: PlanView) -> None:
    """Withdraw the targets that completing left, so that they are the plan's again."""
    left = select(FrozenItem.left_target_id).where(
        FrozenItem.workspace_id == session.workspace_id,
        FrozenItem.standing_id == view.standing_id,
        FrozenItem.left_target_id.is_not(None),
    )
    session.execute(
        sa.update(Target)
        .where(Target.workspace_id == session.workspace_id, Target.id.in_(left), Target.superseded_at.is_(None))
        .values(superseded_at=session.now)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
