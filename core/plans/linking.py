"""Unlinking a plan from its template, and following it again by undo (plans/unlink)."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.errors import Conflict
from core.events import Change
from core.history import end_all
from core.people import Actor
from core.plans.editing import held_plan, note_plan, put_into_plan
from core.plans.following import follow_plans
from core.plans.models import Plan, PlanCompetency
from core.plans.queries import competencies_of
from core.plans.rights import require_managing
from core.plans.standing import replace_standings
from core.words import say


def unlink_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Let a plan follow its template no longer: it keeps what it has and can be edited freely (plans/unlink).

    For those who manage the person's plans. Raises Conflict for one that follows none.
    """
    view = held_plan(session, actor, plan_id)
    require_managing(session, actor, view.person_id)
    if not view.linked or view.template_id is None:
        raise Conflict(say("Nothing changed: {name} follows no template.", name=view.name))
    put_into_plan(session, plan_id, competencies_of(session, [view.template_id])[view.template_id])
    session.get_one(Plan, plan_id).name = view.name
    replace_standings(session, actor, [view], {plan_id: {"linked": False, "due_on": view.due_on}})
    follow_plans(session, actor, [plan_id])
    note_plan(session, actor, view, [Change("linked", plan_id, True, False, view.person_id)])


def link_again(session: WorkspaceSession, actor: Actor, plan_id: int) -> None:
    """Let an unlinked plan follow its template again, as if it had never been unlinked (chat/undo).

    Raises Conflict once it was changed otherwise, or completed.
    """
    view = held_plan(session, actor, plan_id)
    require_managing(session, actor, view.person_id)
    if view.linked or view.template_id is None or not view.live:
        raise Conflict(say("Can't undo: {name} was changed since.", name=view.name))
    columns = PlanCompetency.__table__.c
    theirs = competencies_of(session, [view.template_id])[view.template_id]
    end_all(session, PlanCompetency, (columns.plan_id == plan_id) & columns.competency_id.in_(theirs))
    session.expire_all()
    session.get_one(Plan, plan_id).name = None
    replace_standings(session, actor, [view], {plan_id: {"linked": True, "due_on": None}})
    follow_plans(session, actor, [plan_id])
    note_plan(session, actor, view, [Change("linked", plan_id, False, True, view.person_id)])
