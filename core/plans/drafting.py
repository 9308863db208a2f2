"""Plans of one's own and of people one manages: made, activated, thrown away (plans/own)."""

from __future__ import annotations

from collections.abc import Iterable

from core.audit import record
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.events import Change
from core.people import Actor, Capability, over, person, require
from core.plans.editing import EXAMPLE, PlanDetails, held_plan, note_plan, put_into_plan
from core.plans.events import PlansMade, PlansWithdrawn
from core.plans.following import end_targets, follow_plans
from core.plans.giving import givable, make_plans
from core.plans.items import wanted_items
from core.plans.models import Plan
from core.plans.queries import PlanView, people_with, plan
from core.plans.rights import require_edit, require_managing
from core.plans.rules import PlanState, checked_due, checked_name
from core.plans.standing import begin_standings, replace_standings, withdraw_plans
from core.plans.templates import check_competencies, check_number
from core.words import say


def draft_plan(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    details: PlanDetails,
    competency_ids: Iterable[int] = (),
) -> int:
    """Make a plan for one person; its id. One's own is a draft, one for somebody one manages is active (plans/own).

    Raises Refused without the right, Invalid for a past due date (by the person's day) or a disabled competency.
    """
    own = actor.person_id == person_id
    if own:
        require(session, actor, Capability.PLAN_CREATE_OWN, over(person_id))
    else:
        require_managing(session, actor, person_id)
    wanted = list(dict.fromkeys(competency_ids))
    check_competencies(session, actor, wanted)
    check_number(len(wanted))
    due_on = checked_due(details.due_on, day_in(person(session, person_id).time_zone, session.now))
    row = Plan(
        person_id=person_id,
        template_id=None,
        name=checked_name(details.name, EXAMPLE),
        made_by_id=actor.person_id,
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    state = PlanState.DRAFT if own else PlanState.ACTIVE
    begin_standings(session, actor, [{"plan_id": row.id, "state": str(state), "linked": False, "due_on": due_on}])
    change = Change("plan", row.id, None, str(state), person_id)
    made = PlansMade(
        plan_ids=(row.id,), person_ids=(person_id,), template_id=None, state=str(state), changes=(change,)
    )
    record(session, actor, made)
    put_into_plan(session, row.id, wanted)
    follow_plans(session, actor, [row.id])
    return row.id


def draft_from_template(session: WorkspaceSession, actor: Actor, template_id: int) -> int:
    """Make oneself a draft from a template; it follows the template, and waits for approval. Its id.

    Raises Conflict where one has a plan from it already.
    """
    if actor.person_id is None:
        raise Invalid(say("A draft is somebody's own. Say whose with --as."))
    require(session, actor, Capability.PLAN_CREATE_OWN, over(actor.person_id))
    view = givable(session, template_id)
    if actor.person_id in people_with(session, template_id):
        raise Conflict(say("You have a plan from {name} already. See: /prowess plan", name=view.name))
    return make_plans(session, actor, view, [actor.person_id], PlanState.DRAFT)[0]


def activate_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Make a draft active without a request: for those who manage the person's plans, or their own (plans/own)."""
    view = held_plan(session, actor, plan_id)
    require_managing(session, actor, view.person_id)
    activate(session, actor, view)


def activate(session: WorkspaceSession, actor: Actor, view: PlanView) -> None:
    """Make a draft active and its items targets; asks no right. Raises Conflict for one that is no draft or empty."""
    if view.state != PlanState.DRAFT:
        raise Conflict(say("Nothing changed: {name} is {state} already.", name=view.name, state=say(view.state)))
    if not wanted_items(session, [view.id])[view.id]:
        raise Invalid(say("{name} has no competencies yet. Add one first.", name=view.name))
    today = day_in(person(session, view.person_id).time_zone, session.now)
    checked_due(view.due_on, today)
    replace_standings(session, actor, [view], {view.id: {"state": str(PlanState.ACTIVE)}})
    follow_plans(session, actor, [view.id])
    note_plan(session, actor, view, [Change("state", view.id, str(view.state), str(PlanState.ACTIVE), view.person_id)])


def deactivate(session: WorkspaceSession, actor: Actor, view: PlanView) -> None:
    """Make an active plan a draft again, without its targets; asks no right (chat/undo)."""
    if view.state != PlanState.ACTIVE:
        raise Conflict(say("Can't undo: {name} is {state} now.", name=view.name, state=say(view.state)))
    replace_standings(session, actor, [view], {view.id: {"state": str(PlanState.DRAFT)}})
    end_targets(session, actor, [view])
    note_plan(session, actor, view, [Change("state", view.id, str(view.state), str(PlanState.DRAFT), view.person_id)])


def discard_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Throw a draft away, or an active plan that follows no template; its targets end, ratings stay."""
    view = held_plan(session, actor, plan_id)
    if view.linked and view.state == PlanState.ACTIVE:
        raise Conflict(say("{name} comes from the template. Complete it, or unlink it first.", name=view.name))
    end_targets(session, actor, [view])
    withdraw_plans(session, [plan_id])
    change = Change("plan", plan_id, view.name, None, view.person_id)
    record(session, actor, PlansWithdrawn(plan_ids=(plan_id,), person_ids=(view.person_id,), changes=(change,)))


def restore_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Bring back a plan thrown away (chat/undo). Raises Conflict where another took its place."""
    row: Plan | None = session.get(Plan, plan_id)
    if row is None or row.withdrawn_at is None:
        raise Conflict(say("Can't undo: that plan is not thrown away."))
    if row.template_id is not None and row.person_id in people_with(session, row.template_id):
        raise Conflict(say("Can't undo: another plan was made from the template since."))
    row.withdrawn_at = None
    session.flush()
    view = plan(session, plan_id)
    require_edit(session, actor, view)
    follow_plans(session, actor, [plan_id])
    note_plan(session, actor, view, [Change("plan", plan_id, None, view.name, view.person_id)])


def undo_activation(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Make a plan one just activated a draft again (chat/undo). Raises Conflict where it was changed since."""
    view = held_plan(session, actor, plan_id)
    require_managing(session, actor, view.person_id)
    deactivate(session, actor, view)
