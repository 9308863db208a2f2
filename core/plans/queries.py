"""Reading plans and templates. Rights are the caller's matter: plans are seen as details (privacy/details)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import Where
from core.people.models import Category, Group, Person, PersonState
from core.plans.models import Plan, PlanStanding, PlanTemplate, TemplateCompetency, TemplateGroup
from core.plans.rules import LIVE, PlanOutcome, PlanState, Tallied
from core.plans.statements import PLAN_COLUMNS, PLANS, PLANS_OF, due_of, look
from core.words import say

CHUNK = 900
WITHOUT, OF_PLANS = "plans.without", "plan."
"""A cascade asks for the plans of the same people again and again; most have none."""

Each = TypeVar("Each")


@dataclass(frozen=True)
class TemplateView:
    """A plan template as others name it; `removed` where it makes no plans any more."""

    id: int
    idnumber: str
    name: str
    category_id: int | None
    category: str | None
    due_on: date | None
    removed: bool

    @property
    def place(self) -> Where:
        """Where its rights are asked: its category, or the site."""
        return Where(category_id=self.category_id)


@dataclass(frozen=True)
class PlanView:
    """A plan as it stands: `linked` while it follows its template; `since` when it came into its state (UTC).

    A completed one has its `outcome` and how many items were met then; nobody is `changed_by_id` where its due date
    completed it.
    """

    id: int
    person_id: int
    template_id: int | None
    name: str | None
    state: PlanState
    linked: bool
    due_on: date | None
    outcome: PlanOutcome | None
    frozen: Tallied | None
    since: datetime
    changed_by_id: int | None
    made_by_id: int | None
    standing_id: int

    @property
    def live(self) -> bool:
        """Whether it is a draft or active."""
        return self.state in LIVE

    @property
    def active(self) -> bool:
        """Whether it is active."""
        return self.state == PlanState.ACTIVE


def template(session: WorkspaceSession, template_id: int) -> TemplateView:
    """A template by its id; raises NotFound."""
    found = _templates(session, PlanTemplate.id == template_id)
    if not found:
        raise NotFound(say("I don't find that template. See: /prowess template"))
    return found[0]


def templates(session: WorkspaceSession, *, ids: Iterable[int] | None = None) -> list[TemplateView]:
    """The templates in use by name; with `ids` these, also those removed."""
    if ids is not None:
        return _templates(session, PlanTemplate.id.in_(sorted(set(ids))))
    return _templates(session, PlanTemplate.removed_at.is_(None))


def templates_named(session: WorkspaceSession, words: str) -> list[TemplateView]:
    """The templates in use of exactly this name or id number, whatever the case."""
    wanted = " ".join(words.split()).casefold()
    return [each for each in templates(session) if wanted in (each.name.casefold(), each.idnumber.casefold())]


def competencies_of(session: WorkspaceSession, template_ids: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the competencies on each template, in the order they were added; every one asked for is answered."""
    found: dict[int, list[int]] = {each: [] for each in template_ids}
    query = (
        select(TemplateCompetency.template_id, TemplateCompetency.competency_id)
        .where(TemplateCompetency.template_id.in_(sorted(found)), TemplateCompetency.in_force(session.now))
        .order_by(TemplateCompetency.id)
    )
    for template_id, competency_id in session.execute(query):
        found[template_id].append(competency_id)
    return found


def groups_synced(session: WorkspaceSession, template_id: int) -> list[tuple[int, str, str]]:
    """Id, kind and name of the groups a template is kept in step with, by name."""
    query = (
        select(Group.id, Group.kind, Group.name)
        .join(TemplateGroup, TemplateGroup.group_id == Group.id)
        .where(TemplateGroup.template_id == template_id, TemplateGroup.in_force(session.now))
        .order_by(Group.name, Group.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def plan(session: WorkspaceSession, plan_id: int) -> PlanView:
    """A plan by its id; raises NotFound, also for one that was taken back."""
    found = plans(session, [plan_id]).get(plan_id)
    if found is None:
        raise NotFound(NO_PLAN)
    return found


NO_PLAN = say("That plan is not on file.")


def plans(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, PlanView]:
    """Plans by id; those taken back are left out."""
    wanted = sorted(set(ids))
    rows = look(session, PLANS, plans=wanted) if wanted else ()
    return {row[0]: _view(*row) for row in rows}


def plans_of(session: WorkspaceSession, person_ids: Iterable[int], *states: PlanState) -> list[PlanView]:
    """The plans of these people in these states (all where none is named): active first, earliest due date first."""
    without = _known_without(session)
    wanted = sorted(set(person_ids) - without)
    found = [_view(*row) for row in look(session, PLANS_OF, people=wanted)] if wanted else []
    without.update(set(wanted) - {each.person_id for each in found})
    return sorted((each for each in found if not states or each.state in states), key=_by_urgency)


def _known_without(session: WorkspaceSession) -> set[int]:
    """The people of whom this session was told that they have no plan, as long as it records nothing of plans."""
    known: tuple[int, set[int]] = session.info.get(WITHOUT, (0, set()))
    looked_at, without = known
    if any(fact.kind.startswith(OF_PLANS) for _, fact in session.facts[looked_at:]):
        without = set()
    session.info[WITHOUT] = len(session.facts), without
    return without


def plans_from(session: WorkspaceSession, template_id: int, *states: PlanState, linked: bool = True) -> list[PlanView]:
    """The plans made from a template that follow it, in these states (all where none is named)."""
    conditions = [Plan.template_id == template_id, *_in(states)]
    return _plans(session, *conditions, *([PlanStanding.linked.is_(True)] if linked else []))


def linked_ids(session: WorkspaceSession, template_id: int) -> list[int]:
    """Ids of the drafts and active plans that follow a template (plans/follow)."""
    query = (
        select(Plan.id)
        .join(PlanStanding, PlanStanding.plan_id == Plan.id)
        .where(
            Plan.template_id == template_id,
            Plan.withdrawn_at.is_(None),
            PlanStanding.in_force(session.now),
            PlanStanding.linked,
            PlanStanding.state.in_([str(each) for each in LIVE]),
        )
        .order_by(Plan.id)
    )
    return list(session.scalars(query))


def plans_due(session: WorkspaceSession, time_zone: str, first: date, last: date) -> list[PlanView]:
    """The active plans of the active people of a time zone that are due from the first day to the last."""
    people = (
        select(PersonState.person_id)
        .join(Person, Person.id == PersonState.person_id)
        .where(
            PersonState.workspace_id == session.workspace_id,
            Person.workspace_id == session.workspace_id,
            PersonState.in_force(session.now),
            PersonState.active,
            Person.time_zone == time_zone,
        )
    )
    conditions = (PlanStanding.state == str(PlanState.ACTIVE), due_of().between(first, last))
    return _plans(session, Plan.person_id.in_(people), *conditions)


def people_with(session: WorkspaceSession, template_id: int) -> dict[int, int]:
    """By person the id of their plan made from a template, in whatever state, unlinked ones too."""
    query = select(Plan.person_id, Plan.id).where(Plan.template_id == template_id, Plan.withdrawn_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def in_chunks(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """The values in parts that fit into one statement."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _in(states: Sequence[PlanState]) -> list[sa.ColumnElement[bool]]:
    return [PlanStanding.state.in_([str(each) for each in states])] if states else []


def _plans(session: WorkspaceSession, *conditions: sa.ColumnElement[bool]) -> list[PlanView]:
    query = (
        select(*PLAN_COLUMNS)
        .join(PlanStanding, PlanStanding.plan_id == Plan.id)
        .outerjoin(PlanTemplate, PlanTemplate.id == Plan.template_id)
        .where(Plan.withdrawn_at.is_(None), PlanStanding.in_force(session.now), *conditions)
        .order_by(Plan.id)
    )
    return [_view(*row) for row in session.execute(query)]


def _view(*row: Any) -> PlanView:
    plan_id, person_id, template_id, name, state, linked, due_on, outcome, met, items, *rest = row
    return PlanView(
        plan_id,
        person_id,
        template_id,
        name,
        PlanState(state),
        linked,
        due_on,
        PlanOutcome(outcome) if outcome else None,
        Tallied(met, items) if met is not None and items is not None else None,
        *rest,
    )


_ORDER = {PlanState.ACTIVE: 0, PlanState.DRAFT: 1, PlanState.COMPLETED: 2}


def _by_urgency(view: PlanView) -> tuple[int, date, int]:
    return _ORDER[view.state], view.due_on or date.max, view.id


def _templates(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> list[TemplateView]:
    query = (
        select(
            PlanTemplate.id,
            PlanTemplate.idnumber,
            PlanTemplate.name,
            PlanTemplate.category_id,
            Category.name,
            PlanTemplate.due_on,
            PlanTemplate.removed_at.is_not(None),
        )
        .outerjoin(Category, Category.id == PlanTemplate.category_id)
        .where(condition)
        .order_by(sa.func.lower(PlanTemplate.name), PlanTemplate.id)
    )
    return [TemplateView(*row) for row in session.execute(query)]
