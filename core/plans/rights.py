"""Who may do what with a plan or a template (Permissions, plans/own, privacy/details)."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Refused
from core.people import Actor, Capability, allows, over, people, require
from core.plans.queries import NO_PLAN, PlanView, TemplateView
from core.plans.rules import PlanState
from core.visibility import sees_details
from core.words import say


def sees_plan(session: WorkspaceSession, actor: Actor, person_id: int) -> bool:
    """Whether a person's plans are open to the actor: their own, those they approve, and with all details."""
    if actor.person_id == person_id:
        return allows(session, actor, Capability.PLAN_VIEW_OWN, over(person_id))
    return allows(session, actor, Capability.PLAN_APPROVE, over(person_id)) or sees_details(session, actor, person_id)


def require_sight(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Raise Refused unless the person's plans are open to the actor."""
    if sees_plan(session, actor, person_id):
        return
    if actor.person_id == person_id:
        require(session, actor, Capability.PLAN_VIEW_OWN, over(person_id))
    refusal = say("Plans are shown to their owner, those who supervise them, and admins. An admin can help.")
    require(session, actor, Capability.DETAILS_VIEW, over(person_id), refusal=refusal)


def manages_plans(session: WorkspaceSession, actor: Actor, person_id: int) -> bool:
    """Whether the actor makes, edits and completes the person's plans."""
    if allows(session, actor, Capability.PLAN_MANAGE, over(person_id)):
        return True
    return actor.person_id == person_id and allows(session, actor, Capability.PLAN_MANAGE_OWN, over(person_id))


def may_edit(session: WorkspaceSession, actor: Actor, view: PlanView) -> bool:
    """Whether the actor may change what is in a plan: one's own draft, or a plan one manages (plans/own)."""
    if not view.live:
        return False
    if manages_plans(session, actor, view.person_id):
        return True
    own_draft = actor.person_id == view.person_id and view.state == PlanState.DRAFT
    return own_draft and allows(session, actor, Capability.PLAN_CREATE_OWN, over(view.person_id))


def require_edit(session: WorkspaceSession, actor: Actor, view: PlanView) -> None:
    """Raise Refused unless the actor may change the plan; Conflict for a completed one; NotFound where it is hidden."""
    if not sees_plan(session, actor, view.person_id):
        raise NotFound(NO_PLAN)
    if may_edit(session, actor, view):
        return
    if not view.live and manages_plans(session, actor, view.person_id):
        raise Conflict(say("Nothing changed: {name} is completed.", name=view.name))
    if actor.person_id == view.person_id and view.state == PlanState.ACTIVE:
        raise Refused(
            say("Nothing changed: an active plan is changed by those who supervise you, or an admin."),
            why=say("Rule: one's own drafts can be changed; an active plan by who manages it."),
            capability=str(Capability.PLAN_MANAGE),
        )
    require_managing(session, actor, view.person_id)


def require_managing(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Raise Refused unless the actor makes, edits and completes the person's plans."""
    if manages_plans(session, actor, person_id):
        return
    if actor.person_id == person_id:
        refusal = say("Nothing changed: this is for those who supervise you, or an admin.")
    else:
        name = people(session, [person_id])[person_id].first_name
        refusal = say("Nothing changed: you don't supervise {name}. Those who do, or an admin, can.", name=name)
    require(session, actor, Capability.PLAN_MANAGE, over(person_id), refusal=refusal)


def require_template(session: WorkspaceSession, actor: Actor, view: TemplateView) -> None:
    """Raise Refused unless the actor edits templates where this one stands."""
    require(session, actor, Capability.TEMPLATE_MANAGE, view.place)
