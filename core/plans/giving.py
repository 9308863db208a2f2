"""Giving people a plan from a template: one, several, or a group; who has it gets no second (plans/from-template)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.audit import record
from core.clock import day_in
from core.db import WorkspaceSession, insert_returning
from core.errors import Conflict, Invalid
from core.events import Change
from core.frameworks import competencies, may_see_tier
from core.people import Actor, Capability, Person, PersonView, allowed_people, people
from core.plans.events import PlansMade, PlansWithdrawn
from core.plans.following import end_targets, follow_plans
from core.plans.models import Plan
from core.plans.queries import TemplateView, competencies_of, in_chunks, people_with, plans, template
from core.plans.rights import require_managing
from core.plans.rules import PlanState, is_over
from core.plans.standing import begin_standings, hold_plans, withdraw_plans
from core.words import say


@dataclass(frozen=True)
class GivingPlan:
    """What giving a template's plan to people would do, by their ids, in the order they were named.

    `already` have it, completed and unlinked ones among them. `above_tier` names the competencies left out of the plan
    of people whose access tier lies below theirs.
    """

    template: TemplateView
    new: tuple[int, ...]
    already: tuple[int, ...] = ()
    not_managed: tuple[int, ...] = ()
    inactive: tuple[int, ...] = ()
    above_tier: tuple[tuple[int, tuple[int, ...]], ...] = ()

    @property
    def count(self) -> int:
        """How many people were named."""
        return sum(map(len, (self.new, self.already, self.not_managed, self.inactive)))


@dataclass(frozen=True)
class Given:
    """What was given: the plan as it was carried out, and the ids of the plans made."""

    giving: GivingPlan
    plan_ids: tuple[int, ...]


def plan_giving(
    session: WorkspaceSession, actor: Actor, template_id: int, person_ids: Iterable[int]
) -> GivingPlan:
    """What giving the plan would do; nothing changes (targets/dry-run).

    Refused when the actor manages the plans of none of these people; raises Conflict once the template's due date has
    passed, or for one that was removed, Invalid for one without competencies.
    """
    view = givable(session, template_id)
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise Invalid(say("Nothing changed: nobody was named, or nobody is in that group now."))
    allowed = managed_among(session, actor, wanted)
    if not allowed:
        require_managing(session, actor, wanted[0])
    return _worked_out(session, view, wanted, allowed)


def give_plans(
    session: WorkspaceSession, actor: Actor, template_id: int, person_ids: Iterable[int], *, told: bool = True
) -> Given:
    """Make an active plan for each of those whom `plan_giving` finds new; repeating it adds nothing."""
    giving = plan_giving(session, actor, template_id, person_ids)
    return Given(giving, make_plans(session, actor, giving.template, giving.new, PlanState.ACTIVE, told=told))


def make_plans(
    session: WorkspaceSession,
    actor: Actor,
    view: TemplateView,
    person_ids: Sequence[int],
    state: PlanState,
    *,
    told: bool = True,
) -> tuple[int, ...]:
    """Make plans from a template in a fixed number of statements; who got one meanwhile keeps it. Asks no right."""
    rows = [
        {
            "person_id": each,
            "template_id": view.id,
            "name": None,
            "made_by_id": actor.person_id,
            "created_at": session.now,
        }
        for each in person_ids
    ]
    inserted = insert_returning(session, Plan, rows, "id", "person_id", skip_existing=True)
    made = {person: plan_id for plan_id, person in inserted}
    people_made = [each for each in person_ids if each in made]
    ids = tuple(made[each] for each in people_made)
    standings = [{"plan_id": each, "state": str(state), "linked": True, "due_on": None} for each in ids]
    begin_standings(session, actor, standings)
    if ids:
        _note_made(session, actor, view, state, ids, people_made, told=told)
        if state == PlanState.ACTIVE:
            follow_plans(session, actor, ids)
    return ids


def take_back_plans(session: WorkspaceSession, actor: Actor, plan_ids: Sequence[int]) -> int:
    """Count plans as never made, with their targets; how many (chat/undo).

    Raises Conflict when one was changed since: completed, unlinked, or given competencies of its own.
    """
    hold_plans(session, plan_ids)
    views = plans(session, plan_ids)
    for each in views.values():
        require_managing(session, actor, each.person_id)
    if any(not each.live or not each.linked for each in views.values()):
        raise Conflict(say("Can't undo: some of these plans were changed since."))
    end_targets(session, actor, list(views.values()))
    withdraw_plans(session, list(views))
    persons = tuple(each.person_id for each in views.values())
    if views:
        changes = tuple(Change("plan", each.id, each.name, None, each.person_id) for each in views.values())
        record(session, actor, PlansWithdrawn(plan_ids=tuple(views), person_ids=persons, changes=changes))
    return len(views)


def givable(session: WorkspaceSession, template_id: int) -> TemplateView:
    """The template, where plans can be made from it now; raises Conflict or Invalid where they can't."""
    view = template(session, template_id)
    if view.removed:
        raise Conflict(say("Nothing changed: the template {name} was removed.", name=view.name))
    if is_over(view.due_on, day_in("UTC", session.now)):
        raise Conflict(
            say("Nothing changed: {name} was due on {day}. Give the template a new due date first.", name=view.name,
                day=view.due_on)
        )
    if not competencies_of(session, [template_id])[template_id]:
        raise Invalid(say("Nothing changed: the template {name} has no competencies yet.", name=view.name))
    return view


def managed_among(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> frozenset[int]:
    """Those of these people whose plans the actor manages, by their own right over themself too (plans/own)."""
    allowed = allowed_people(session, actor, Capability.PLAN_MANAGE)
    found: set[int] = set()
    for part in in_chunks(person_ids):
        found |= set(session.scalars(sa.select(Person.id).where(Person.id.in_(part), Person.id.in_(allowed))))
    return frozenset(found)


def _worked_out(
    session: WorkspaceSession, view: TemplateView, wanted: Sequence[int], allowed: frozenset[int]
) -> GivingPlan:
    persons = people(session, wanted)
    having = people_with(session, view.id)
    mine = [each for each in wanted if each in allowed and each in persons]
    new = [each for each in mine if each not in having and persons[each].active]
    return GivingPlan(
        view,
        tuple(new),
        tuple(each for each in mine if each in having),
        tuple(each for each in wanted if each not in allowed),
        tuple(each for each in mine if each not in having and not persons[each].active),
        _above_tier(session, view, [persons[each] for each in new]),
    )


def _above_tier(
    session: WorkspaceSession, view: TemplateView, persons: Sequence[PersonView]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    skills = competencies(session, competencies_of(session, [view.id])[view.id])
    found = []
    for each in skills.values():
        hidden = [one.id for one in persons if not may_see_tier(each.access_tier, one.access_tier)]
        if hidden:
            found.append((each.id, tuple(hidden)))
    return tuple(found)


def _note_made(
    session: WorkspaceSession,
    actor: Actor,
    view: TemplateView,
    state: PlanState,
    plan_ids: tuple[int, ...],
    person_ids: Sequence[int],
    *,
    told: bool,
) -> None:
    changes = tuple(
        Change("plan", plan_id, None, str(state), person_id)
        for plan_id, person_id in zip(plan_ids, person_ids, strict=True)
    )
    fact = PlansMade(
        plan_ids=plan_ids,
        person_ids=tuple(person_ids),
        template_id=view.id,
        state=str(state),
        told=told,
        changes=changes,
    )
    record(session, actor, fact)
