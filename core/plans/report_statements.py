"""What a template's statistics ask, as statements built once: aggregates over its plans."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.achievements.models import Rating
from core.db import BigId
from core.frameworks.models import CompetencyState, ScaleValue
from core.people.statements import NOW
from core.plans.models import Plan, PlanCompetency, PlanStanding, TemplateCompetency
from core.plans.rules import PlanState
from core.prepared import OURS, ids_of
from core.qualifications.models import Qualification
from core.targets.models import Exemption

TEMPLATE: sa.BindParameter[int] = sa.bindparam("template", type_=BigId)


def _mine(table: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.workspace_id == OURS, table.in_force(NOW))


def _linked(*conditions: Any) -> tuple[Any, ...]:
    """Plans that follow the template, with their standing."""
    return (
        Plan.workspace_id == OURS,
        Plan.template_id == TEMPLATE,
        Plan.withdrawn_at.is_(None),
        PlanStanding.linked,
        *conditions,
    )


_STANDING = sa.and_(PlanStanding.plan_id == Plan.id, _mine(PlanStanding))
_ACTIVE = PlanStanding.state == str(PlanState.ACTIVE)

STANDINGS = (
    sa.select(PlanStanding.state, PlanStanding.met, PlanStanding.items, sa.func.count())
    .select_from(Plan)
    .join(PlanStanding, _STANDING)
    .where(*_linked())
    .group_by(PlanStanding.state, PlanStanding.met, PlanStanding.items)
)
"""How many plans of a template stand how, and what was met of those completed."""

_ON_IT = sa.select(TemplateCompetency.competency_id).where(
    _mine(TemplateCompetency), TemplateCompetency.template_id == TEMPLATE
)
_TIERED = sa.select(CompetencyState.id).where(
    _mine(CompetencyState),
    CompetencyState.competency_id.in_(_ON_IT),
    CompetencyState.access_tier.is_not(None),
)

PECULIAR = (
    sa.select(Plan.id, Plan.person_id)
    .join(PlanStanding, _STANDING)
    .where(
        *_linked(_ACTIVE),
        sa.or_(
            _TIERED.exists(),
            Plan.id.in_(
                sa.select(PlanCompetency.plan_id)
                .join(Plan, sa.and_(Plan.id == PlanCompetency.plan_id, Plan.workspace_id == OURS))
                .where(_mine(PlanCompetency), Plan.template_id == TEMPLATE)
                .correlate(None)
            ),
            Plan.person_id.in_(
                sa.select(Exemption.person_id).where(_mine(Exemption), Exemption.competency_id.in_(_ON_IT))
            ),
            Plan.person_id.in_(
                sa.select(Qualification.person_id).where(
                    Qualification.workspace_id == OURS, Qualification.competency_id.in_(_ON_IT)
                )
            ),
        ),
    )
)
"""Active plans for which counting ratings is not enough: with items of their own, exemptions, qualifications whose
validity counts; all where a tier hides something."""

_LOWEST = (
    sa.select(ScaleValue.scale_id, sa.func.min(ScaleValue.position).label("position"))
    .where(ScaleValue.workspace_id == OURS, ScaleValue.proficient)
    .group_by(ScaleValue.scale_id)
    .subquery()
)

PROFICIENT = (
    sa.select(sa.func.count())
    .select_from(Plan)
    .join(PlanStanding, _STANDING)
    .join(Rating, sa.and_(Rating.person_id == Plan.person_id, _mine(Rating)))
    .join(ScaleValue, sa.and_(ScaleValue.id == Rating.scale_value_id, ScaleValue.workspace_id == OURS))
    .join(_LOWEST, _LOWEST.c.scale_id == ScaleValue.scale_id)
    .where(
        *_linked(_ACTIVE),
        Rating.competency_id.in_(_ON_IT),
        ScaleValue.position >= _LOWEST.c.position,
        Plan.person_id.not_in(ids_of("people")),
    )
)
"""How many items are met in the other active plans."""
