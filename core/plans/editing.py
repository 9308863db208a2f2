"""What is in a plan: its own competencies put in and taken off, its name and due date (plans/locked)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.audit import record
from core.clock import day_in
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict
from core.events import Change
from core.frameworks import competencies
from core.history import end_all
from core.people import Actor, people, person
from core.plans.events import PlansChanged
from core.plans.following import follow_plans
from core.plans.items import wanted_items
from core.plans.models import Plan, PlanCompetency
from core.plans.queries import PlanView, plan
from core.plans.ready import manager_of
from core.plans.rights import manages_plans, require_edit, sees_plan
from core.plans.rules import checked_due, checked_name
from core.plans.standing import hold_plans, replace_standings
from core.plans.templates import check_competencies, check_number
from core.words import say

EXAMPLE = "My first year"


@dataclass(frozen=True)
class PlanDetails:
    """What a plan of its own is made with."""

    name: str
    due_on: date | None = None


def add_to_plan(
    session: WorkspaceSession, actor: Actor, plan_id: int, competency_ids: Iterable[int]
) -> tuple[int, ...]:
    """Put further competencies into a draft or an active plan, also a linked one; those really added. Repeatable."""
    view = held_plan(session, actor, plan_id)
    there = {each.competency_id for each in wanted_items(session, [plan_id])[plan_id]}
    wanted = [each for each in dict.fromkeys(competency_ids) if each not in there]
    check_competencies(session, actor, wanted)
    check_number(len(there) + len(wanted))
    put_into_plan(session, plan_id, wanted)
    _changed(session, actor, view, [(each, None, plan_id) for each in wanted])
    return tuple(wanted)


def take_off_plan(
    session: WorkspaceSession, actor: Actor, plan_id: int, competency_ids: Collection[int]
) -> tuple[int, ...]:
    """Take competencies of its own off a plan; those really taken. Repeatable.

    Raises Conflict for one that comes from the template: the owner's manager can exempt from it or unlink the plan
    (plans/locked).
    """
    hold_plans(session, [plan_id])
    view = plan(session, plan_id)
    items = {each.competency_id: each for each in wanted_items(session, [plan_id])[plan_id]}
    for each in competency_ids:
        if each in items and not items[each].own and sees_plan(session, actor, view.person_id):
            raise locked(session, actor, view, each)
    require_edit(session, actor, view)
    gone = [each for each in dict.fromkeys(competency_ids) if each in items]
    columns = PlanCompetency.__table__.c
    end_all(session, PlanCompetency, (columns.plan_id == plan_id) & columns.competency_id.in_(gone))
    session.expire_all()
    _changed(session, actor, view, [(each, plan_id, None) for each in gone])
    return tuple(gone)


def locked(session: WorkspaceSession, actor: Actor, view: PlanView, competency_id: int) -> Conflict:
    """Why an item of the template can't be taken off a plan that follows it, and who can help (plans/locked)."""
    name = competencies(session, [competency_id])[competency_id].name
    if manages_plans(session, actor, view.person_id):
        return Conflict(
            say("{skill} comes from the template. Exempt {name} from it, or unlink the plan.", skill=name,
                name=people(session, [view.person_id])[view.person_id].first_name),
            field="skills",
        )
    manager_id = manager_of(session, view)
    who = people(session, [manager_id])[manager_id].first_name if manager_id is not None else say("an admin")
    return Conflict(
        say("{skill} comes from the template; {name} can exempt it or unlink the plan.", skill=name, name=who),
        field="skills",
    )


def edit_plan(session: WorkspaceSession, actor: Actor, plan_id: int, details: PlanDetails) -> None:
    """Rename a plan that follows no template, or date it anew. Raises Conflict for one that follows, Invalid for a past
    due date (by the owner's day)."""
    view = held_plan(session, actor, plan_id)
    if view.linked:
        raise Conflict(say("{name} has its name and due date from the template. Unlink it first.", name=view.name))
    name = checked_name(details.name, EXAMPLE)
    changes = [Change("name", plan_id, view.name, name, view.person_id)] if name != view.name else []
    if details.due_on != view.due_on:
        checked_due(details.due_on, day_in(person(session, view.person_id).time_zone, session.now))
        changes.append(Change("due", plan_id, _iso(view.due_on), _iso(details.due_on), view.person_id))
        replace_standings(session, actor, [view], {plan_id: {"due_on": details.due_on}})
    if changes:
        session.get_one(Plan, plan_id).name = name
        follow_plans(session, actor, [plan_id])
        note_plan(session, actor, view, changes)


def held_plan(session: WorkspaceSession, actor: Actor, plan_id: int) -> PlanView:
    """The plan, in our hands, for those who may change it."""
    hold_plans(session, [plan_id])
    view = plan(session, plan_id)
    require_edit(session, actor, view)
    return view


def put_into_plan(session: WorkspaceSession, plan_id: int, competency_ids: Sequence[int]) -> None:
    rows: list[Mapping[str, Any]] = [
        {"plan_id": plan_id, "competency_id": each, "effective_from": session.now, "recorded_at": session.now}
        for each in competency_ids
    ]
    insert_rows(session, PlanCompetency, rows, skip_existing=True)


def _changed(
    session: WorkspaceSession, actor: Actor, view: PlanView, moved: Sequence[tuple[int, int | None, int | None]]
) -> None:
    if moved:
        follow_plans(session, actor, [view.id])
        note_plan(session, actor, view, [Change("competency", *each, view.person_id) for each in moved])


def note_plan(session: WorkspaceSession, actor: Actor, view: PlanView, changes: Sequence[Change]) -> None:
    fact = PlansChanged(plan_ids=(view.id,), person_ids=(view.person_id,), changes=tuple(changes))
    record(session, actor, fact)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
