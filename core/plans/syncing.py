"""Templates kept in step with a cohort, or another group: each member without a plan gets one (plans/sync)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.clock import day_in
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Refused
from core.events import Change
from core.history import begin, end
from core.people import (
    SITE,
    Actor,
    Capability,
    MembershipsChanged,
    PersonChanged,
    allows,
    members_of,
    reason_for,
)
from core.people.models import Group, Membership, PersonState
from core.plans.events import TemplateChanged
from core.plans.giving import Given, GivingPlan, givable, make_plans, managed_among
from core.plans.models import Plan, TemplateGroup
from core.plans.queries import TemplateView, competencies_of, in_chunks, people_with, template, templates
from core.plans.rights import require_template
from core.plans.rules import PlanState, is_over
from core.words import say


def plan_sync(session: WorkspaceSession, actor: Actor, template_id: int, group_id: int) -> GivingPlan:
    """What keeping a template in step with a group would do now; nothing changes.

    Raises Refused without the right to edit the template or to manage the plans of all its members, Conflict for a
    template whose due date has passed.
    """
    view = givable(session, template_id)
    require_template(session, actor, view)
    _group(session, group_id)
    members = members_of(session, group_id)
    _require_all(session, actor, members)
    having = people_with(session, template_id)
    new = tuple(each for each in members if each not in having)
    return GivingPlan(view, new, tuple(each for each in members if each in having))


def sync_group(session: WorkspaceSession, actor: Actor, template_id: int, group_id: int) -> Given:
    """Keep a template in step with a group from now on; each member without a plan gets one at once. Repeatable.

    One whose plan was unlinked, completed or taken back keeps to that: none is made again while it is on file.
    """
    giving = plan_sync(session, actor, template_id, group_id)
    if _row(session, template_id, group_id) is None:
        begin(session, TemplateGroup(template_id=template_id, group_id=group_id))
        session.flush()
        _note(session, actor, template_id, Change("group", group_id, None, template_id))
    return Given(giving, make_plans(session, actor, giving.template, giving.new, PlanState.ACTIVE))


def stop_sync(session: WorkspaceSession, actor: Actor, template_id: int, group_id: int) -> None:
    """Follow a group no longer; the plans its members have stay. Repeatable."""
    require_template(session, actor, template(session, template_id))
    row = _row(session, template_id, group_id)
    if row is None:
        raise Conflict(say("Nothing changed: the template isn't kept in step with that group."))
    end(session, row)
    _note(session, actor, template_id, Change("group", group_id, template_id, None))


def sync_members(session: WorkspaceSession, _actor: Actor, fact: MembershipsChanged) -> None:
    """Reaction: those who joined a group get the plans it is kept in step with. Repeatable; leaving ends no plan."""
    _catch_up(session, TemplateGroup.group_id == fact.group_id, set(fact.person_ids))


def sync_person(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Reaction: somebody who is active again gets the plans of the groups they are in. Repeatable."""
    if any(each.what == "state" for each in fact.changes):
        _catch_up(session, sa.true(), {fact.person_id})


def sync_template(session: WorkspaceSession, _actor: Actor, fact: TemplateChanged) -> None:
    """Reaction: a template that has a new due date, or its first competencies, gives those who waited their plan.
    Repeatable."""
    _catch_up(session, TemplateGroup.template_id == fact.template_id, None)


def _catch_up(session: WorkspaceSession, condition: sa.ColumnElement[bool], among: Collection[int] | None) -> None:
    lacking = _lacking(session, condition, among)
    if not lacking:
        return
    today, engine = day_in("UTC", session.now), Actor.engine(session.workspace_id)
    filled = competencies_of(session, lacking)
    for view in templates(session, ids=lacking):
        if _makes_plans(view, today) and filled[view.id]:
            make_plans(session, engine, view, lacking[view.id], PlanState.ACTIVE)


def _makes_plans(view: TemplateView, today: date) -> bool:
    return not view.removed and not is_over(view.due_on, today)


def _lacking(
    session: WorkspaceSession, condition: sa.ColumnElement[bool], among: Collection[int] | None
) -> dict[int, list[int]]:
    """By template: the active members of its groups who have no plan from it."""
    having = select(Plan.id).where(
        Plan.workspace_id == session.workspace_id,
        Plan.template_id == TemplateGroup.template_id,
        Plan.person_id == Membership.person_id,
        Plan.withdrawn_at.is_(None),
    )
    query = (
        select(TemplateGroup.template_id, Membership.person_id)
        .join(Membership, Membership.group_id == TemplateGroup.group_id)
        .join(PersonState, PersonState.person_id == Membership.person_id)
        .where(
            condition,
            TemplateGroup.in_force(session.now),
            Membership.not_over(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
            ~having.correlate(TemplateGroup, Membership).exists(),
        )
        .distinct()
        .order_by(TemplateGroup.template_id, Membership.person_id)
    )
    parts = [None] if among is None else list(in_chunks(sorted(among)))
    found: dict[int, list[int]] = {}
    for part in parts:
        narrowed = query if part is None else query.where(Membership.person_id.in_(part))
        for template_id, person_id in session.execute(narrowed):
            found.setdefault(template_id, []).append(person_id)
    return found


def _require_all(session: WorkspaceSession, actor: Actor, members: list[int]) -> None:
    if actor.trusted or allows(session, actor, Capability.PLAN_MANAGE, SITE):
        return
    if not members or len(managed_among(session, actor, members)) < len(members):
        raise Refused(
            say("Nothing changed: you don't manage the plans of all in that group. An admin can keep it in step."),
            why=reason_for(Capability.PLAN_MANAGE),
            capability=str(Capability.PLAN_MANAGE),
        )


def _group(session: WorkspaceSession, group_id: int) -> None:
    row = session.get(Group, group_id)
    if row is None or row.archived_at is not None:
        raise NotFound(say("I don't find that group. Nothing changed."), field="group")


def _row(session: WorkspaceSession, template_id: int, group_id: int) -> TemplateGroup | None:
    query = select(TemplateGroup).where(
        TemplateGroup.template_id == template_id,
        TemplateGroup.group_id == group_id,
        TemplateGroup.superseded_at.is_(None),
        TemplateGroup.effective_until.is_(None),
    )
    return session.scalar(query)


def _note(session: WorkspaceSession, actor: Actor, template_id: int, change: Change) -> None:
    record(session, actor, TemplateChanged(template_id=template_id, changes=(change,)))

