"""What plans ask for and how their items stand, as statements built once: a plan's page and a cohort of a thousand ask
the same few."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from core.activities.course_models import CourseCompletion
from core.activities.models import Course, CourseCompetency, Enrolment
from core.activities.rules import LinkOutcome
from core.db import WorkspaceSession
from core.evidence.models import Evidence
from core.frameworks.models import CompetencyState
from core.people.models import PersonState
from core.people.statements import NOW
from core.plans.models import Plan, PlanCompetency, PlanStanding, PlanTemplate, TemplateCompetency
from core.plans.rules import LIVE, PlanState
from core.prepared import OURS, Rows, ids_of, run
from core.targets.models import Exemption, Target
from core.targets.rules import PLAN


def look(session: WorkspaceSession, statement: Any, **values: Any) -> Rows:
    """Run one of these statements as of the day that the session looks at."""
    return run(session, statement, now=session.now, **values)


NO_REASON = ("correction", "assignment")
"""Being assigned a competency is no evidence that somebody is on the way to it: every item of a plan is assigned."""

STATES = [str(each) for each in LIVE]


def _mine(table: Any) -> sa.ColumnElement[bool]:
    """Versions in force, in this workspace."""
    return sa.and_(table.workspace_id == OURS, table.in_force(NOW))


def follows() -> sa.ColumnElement[bool]:
    """Whether a plan follows its template: linked and not completed."""
    return sa.and_(PlanStanding.linked, PlanStanding.state != str(PlanState.COMPLETED))


def due_of() -> sa.ColumnElement[Any]:
    """The due date that counts: the template's while a plan follows it, else its own."""
    return sa.case((follows(), PlanTemplate.due_on), else_=PlanStanding.due_on)


PLAN_COLUMNS: tuple[Any, ...] = (
    Plan.id,
    Plan.person_id,
    Plan.template_id,
    sa.func.coalesce(Plan.name, PlanTemplate.name).label("name"),
    PlanStanding.state,
    PlanStanding.linked,
    due_of().label("due_on"),
    PlanStanding.outcome,
    PlanStanding.met,
    PlanStanding.items,
    PlanStanding.effective_from,
    PlanStanding.changed_by_id,
    Plan.made_by_id,
    PlanStanding.id.label("standing_id"),
)
"""What is read of a plan, in the order of `PlanView`, but for its frozen figures, which are two."""

_PLANS = (
    sa.select(*PLAN_COLUMNS)
    .join(PlanStanding, sa.and_(PlanStanding.plan_id == Plan.id, _mine(PlanStanding)))
    .outerjoin(PlanTemplate, sa.and_(PlanTemplate.id == Plan.template_id, PlanTemplate.workspace_id == OURS))
    .where(Plan.workspace_id == OURS, Plan.withdrawn_at.is_(None))
    .order_by(Plan.id)
)
PLANS = _PLANS.where(Plan.id.in_(ids_of("plans")))
PLANS_OF = _PLANS.where(Plan.person_id.in_(ids_of("people")))


def _items(model: Any, joined: sa.ColumnElement[bool], own: int, *conditions: Any) -> sa.Select[Any]:
    """The competencies that plans have from a table, those above their person's access tier left out (targets/who)."""
    tier = sa.or_(
        CompetencyState.access_tier.is_(None),
        CompetencyState.access_tier <= sa.func.coalesce(PersonState.access_tier, 0),
    )
    of_skill = sa.and_(CompetencyState.competency_id == model.competency_id, _mine(CompetencyState))
    of_person = sa.and_(PersonState.person_id == Plan.person_id, _mine(PersonState))
    return (
        sa.select(
            Plan.id.label("plan_id"),
            Plan.person_id,
            model.competency_id,
            sa.literal_column(str(own)).label("own"),
            model.id.label("place"),
        )
        .select_from(Plan)
        .join(PlanStanding, sa.and_(PlanStanding.plan_id == Plan.id, _mine(PlanStanding)))
        .join(model, sa.and_(joined, _mine(model)))
        .join(CompetencyState, of_skill)
        .join(PersonState, of_person)
        .where(
            Plan.workspace_id == OURS,
            Plan.withdrawn_at.is_(None),
            Plan.id.in_(ids_of("plans")),
            _live(),
            tier,
            *conditions,
        )
    )


def _live() -> sa.ColumnElement[bool]:
    return sa.or_(*(PlanStanding.state == each for each in STATES))


ITEMS = sa.union_all(
    _items(TemplateCompetency, TemplateCompetency.template_id == Plan.template_id, 0, PlanStanding.linked),
    _items(PlanCompetency, PlanCompetency.plan_id == Plan.id, 1),
)
"""Plan, person, competency, whether it is the plan's own, and its place there."""

_correction = aliased(Evidence)

EVIDENT = (
    sa.select(Evidence.person_id, Evidence.competency_id)
    .where(
        Evidence.workspace_id == OURS,
        Evidence.person_id.in_(ids_of("people")),
        Evidence.competency_id.in_(ids_of("skills")),
        *(Evidence.kind != each for each in NO_REASON),
        ~sa.select(_correction.id)
        .where(
            _correction.workspace_id == OURS,
            _correction.person_id == Evidence.person_id,
            _correction.competency_id == Evidence.competency_id,
            _correction.kind == "correction",
            _correction.source_id == Evidence.id,
        )
        .correlate(Evidence)
        .exists(),
    )
    .distinct()
)

RUNNING = (
    sa.select(Enrolment.person_id, CourseCompetency.competency_id, Course.id, Course.name, Course.open)
    .join(
        CourseCompetency,
        sa.and_(CourseCompetency.course_id == Enrolment.course_id, _mine(CourseCompetency)),
    )
    .join(Course, sa.and_(Course.id == Enrolment.course_id, Course.workspace_id == OURS))
    .where(
        _mine(Enrolment),
        Enrolment.person_id.in_(ids_of("people")),
        CourseCompetency.competency_id.in_(ids_of("skills")),
        CourseCompetency.outcome != str(LinkOutcome.NONE),
        ~sa.select(CourseCompletion.id)
        .where(
            CourseCompletion.workspace_id == OURS,
            CourseCompletion.course_id == Enrolment.course_id,
            CourseCompletion.person_id == Enrolment.person_id,
            CourseCompletion.voided_at.is_(None),
        )
        .correlate(Enrolment)
        .exists(),
    )
    .order_by(sa.func.lower(Course.name), Course.id)
)

EXEMPT = sa.select(Exemption.person_id, Exemption.competency_id).where(
    _mine(Exemption), Exemption.person_id.in_(ids_of("people"))
)

TARGETS = sa.select(
    Target.source_key,
    Target.person_id,
    Target.competency_id,
    Target.scale_value_id,
    Target.due_on,
    Target.set_by_id,
    Target.set_at,
).where(
    Target.workspace_id == OURS,
    Target.source == PLAN,
    Target.source_key.in_(ids_of("plans")),
    Target.person_id.in_(ids_of("people")),
    Target.superseded_at.is_(None),
    Target.effective_until.is_(None),
)
"""The targets of plans: of which plan, and what is kept of one that completing leaves."""

_HELD = sa.and_(Plan.workspace_id == OURS, Plan.id.in_(ids_of("plans")))

HOLD = sa.select(Plan.id).where(_HELD).order_by(Plan.id).with_for_update()
"""Waits for whoever else is changing these plans."""

_PLAN, _TEMPLATE = cast(sa.Table, Plan.__table__), cast(sa.Table, PlanTemplate.__table__)

KEEP_NAMES = (
    sa.update(_PLAN)
    .where(_PLAN.c.workspace_id == OURS, _PLAN.c.id.in_(ids_of("plans")))
    .values(
        name=sa.select(_TEMPLATE.c.name)
        .where(_TEMPLATE.c.workspace_id == OURS, _TEMPLATE.c.id == _PLAN.c.template_id)
        .scalar_subquery()
    )
)
