"""Targets follow plans: each item of an active plan is a target of source plan (plans/follow, targets/target)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks import CompetencyChanged
from core.people import Actor, PersonChanged
from core.plans.items import wanted_items
from core.plans.models import Plan, PlanCompetency, PlanStanding, TemplateCompetency
from core.plans.queries import PlanView, plans, plans_of
from core.plans.rules import PlanState
from core.targets import PLAN, SourceTarget, end_sources, follow_sources


def follow_plans(session: WorkspaceSession, actor: Actor, plan_ids: Collection[int]) -> None:
    """Bring the targets of these plans in step with what they ask for now, set-based; repeating it changes nothing.

    Nobody is told of a target by this: they are told of the plan.
    """
    if plan_ids:
        known = plans(session, plan_ids)
        active = {each.id: each for each in known.values() if each.active}
        owners = {each.person_id for each in known.values()}
        follow_sources(session, actor, PLAN, plan_ids, _wishes(session, active), among=owners, told=False)


def end_targets(session: WorkspaceSession, actor: Actor, views: Collection[PlanView]) -> None:
    """End the targets of plans that ask for nothing any more; ratings stay."""
    if views:
        owners = {each.person_id for each in views}
        end_sources(session, actor, PLAN, [each.id for each in views], among=owners)


def follow_competency(session: WorkspaceSession, actor: Actor, fact: CompetencyChanged) -> None:
    """Reaction: a competency that can be targeted again, or has another tier, is so in all plans. Repeatable."""
    follow_plans(session, actor, _asking_for(session, fact.competency_id))


def follow_owner(session: WorkspaceSession, actor: Actor, fact: PersonChanged) -> None:
    """Reaction: the plans of somebody who is active again, or has another access tier. Repeatable."""
    if any(each.what == "state" for each in fact.changes):
        active = plans_of(session, [fact.person_id], PlanState.ACTIVE)
        follow_plans(session, actor, [each.id for each in active])


def _asking_for(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Ids of the active plans that ask for a competency, by their template or by themselves."""
    by_template = select(TemplateCompetency.template_id).where(
        TemplateCompetency.workspace_id == session.workspace_id,
        TemplateCompetency.competency_id == competency_id,
        TemplateCompetency.in_force(session.now),
    )
    own = select(PlanCompetency.plan_id).where(
        PlanCompetency.workspace_id == session.workspace_id,
        PlanCompetency.competency_id == competency_id,
        PlanCompetency.in_force(session.now),
    )
    query = (
        select(Plan.id)
        .join(PlanStanding, PlanStanding.plan_id == Plan.id)
        .where(
            Plan.withdrawn_at.is_(None),
            PlanStanding.in_force(session.now),
            PlanStanding.state == str(PlanState.ACTIVE),
            sa.or_(sa.and_(PlanStanding.linked, Plan.template_id.in_(by_template)), Plan.id.in_(own)),
        )
    )
    return list(session.scalars(query))


def _wishes(session: WorkspaceSession, views: dict[int, PlanView]) -> Iterator[SourceTarget]:
    for plan_id, items in wanted_items(session, list(views)).items():
        view = views[plan_id]
        for each in items:
            yield SourceTarget(
                plan_id, view.person_id, each.competency_id, due_on=view.due_on, set_by_id=view.made_by_id
            )
