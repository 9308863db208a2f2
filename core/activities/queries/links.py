"""Skill links: which competencies are on which activities, now and at the time of a result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, ActivityModule, Module, Question, Result, SkillLink
from core.activities.rules import LinkOutcome
from core.db import WorkspaceSession


@dataclass(frozen=True)
class LinkView:
    """A competency on an activity: what a result does for it, how it came there, by whom and since when."""

    id: int
    activity_id: int
    competency_id: int
    outcome: str
    source: str
    suggestion_id: int | None
    linked_by_id: int | None
    since: datetime


def links_of(session: WorkspaceSession, activity_ids: Iterable[int]) -> dict[int, list[LinkView]]:
    """The links in force of each activity, oldest first."""
    found: dict[int, list[LinkView]] = {each: [] for each in activity_ids}
    query = (
        select(SkillLink)
        .where(SkillLink.activity_id.in_(list(found)), SkillLink.in_force(session.now))
        .order_by(SkillLink.effective_from, SkillLink.id)
    )
    for row in session.scalars(query):
        found[row.activity_id].append(_view(row))
    return found


def link(session: WorkspaceSession, link_id: int) -> LinkView | None:
    """One link by id, also when it is no longer in force."""
    row = session.scalar(select(SkillLink).where(SkillLink.id == link_id))
    return None if row is None else _view(row)


def activities_of(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Ids of the activities in use that carry the competency now, by title (skills/dashboard)."""
    query = (
        select(Activity.id)
        .join(SkillLink, SkillLink.activity_id == Activity.id)
        .where(
            SkillLink.competency_id == competency_id,
            SkillLink.not_over(session.now),
            Activity.deleted_at.is_(None),
        )
        .order_by(sa.func.lower(Activity.title), Activity.id)
    )
    return list(session.scalars(query))


def linked_results(ours: Any) -> sa.Select[*tuple[Any, ...]]:
    """Results of the workspace `ours` with the competencies linked at their time (acquisition/new-skills-on-repeat).

    Columns: result_id, person_id, activity_id, competency_id, outcome, theory, score, happened_at, arrived_at. A
    result in a theory module has `theory` true. To be narrowed by `Result` and `SkillLink` conditions on its columns.
    Those that were taken back count for nothing and are left out.
    """
    return (
        select(
            Result.id.label("result_id"),
            Result.person_id,
            Result.activity_id,
            SkillLink.competency_id,
            SkillLink.outcome,
            sa.func.coalesce(Module.theory, sa.false()).label("theory"),
            Result.score,
            Result.happened_at,
            Result.arrived_at,
        )
        .join(SkillLink, linked_at_its_time(ours, Result, SkillLink))
        .outerjoin(Module, sa.and_(Module.id == Result.module_id, Module.workspace_id == ours))
        .where(Result.workspace_id == ours, Result.voided_at.is_(None))
    )


def linked_at_its_time(ours: Any, result: Any, link: Any) -> sa.ColumnElement[bool]:
    """The condition that joins results with the links of their time, in the workspace `ours`.

    `result` and `link` are the models, or the columns of their tables.
    """
    until = link.effective_until
    return sa.and_(
        link.workspace_id == ours,
        link.activity_id == result.activity_id,
        link.superseded_at.is_(None),
        link.effective_from <= result.happened_at,
        sa.or_(until.is_(None), until > result.happened_at),
    )


def counting_module(module: Any = Module) -> sa.ColumnElement[bool]:
    """The condition that a result was not done in a theory module (acquisition/theory)."""
    return sa.func.coalesce(module.theory, sa.false()) == sa.false()


@dataclass(frozen=True)
class Counted:
    """A result and a competency it counts for by streak."""

    result_id: int
    person_id: int
    activity_id: int
    competency_id: int
    score: Decimal
    happened_at: datetime
    arrived_at: datetime


def counted_results(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> list[Counted]:
    """The results that count by streak under a condition on `Result` and `SkillLink`: none in theory modules."""
    found = linked_results(session.workspace_id).where(
        SkillLink.outcome == LinkOutcome.STREAK, counting_module(), condition
    )
    return [
        Counted(
            row.result_id, row.person_id, row.activity_id, row.competency_id, row.score, row.happened_at, row.arrived_at
        )
        for row in session.execute(found)
    ]


@dataclass(frozen=True)
class Offered:
    """An activity that can count for a skill now: outside theory modules, in use; `quiz` where it has questions."""

    activity_id: int
    competency_id: int
    title: str
    idnumber: str
    quiz: bool


def countable_activities(session: WorkspaceSession, competency_ids: Iterable[int]) -> list[Offered]:
    """The activities by which each skill can be acquired at present, in the order of their id numbers."""
    ours = session.workspace_id
    in_modules = select(ActivityModule.id).where(
        ActivityModule.activity_id == Activity.id, ActivityModule.workspace_id == ours
    )
    in_practice = in_modules.join(Module, Module.id == ActivityModule.module_id).where(
        Module.workspace_id == ours, Module.theory.is_(False)
    )
    questions = select(Question.id).where(
        Question.activity_id == Activity.id, Question.workspace_id == ours, Question.retired_at.is_(None)
    )
    query = (
        select(
            Activity.id,
            SkillLink.competency_id,
            Activity.title,
            Activity.idnumber,
            questions.correlate(Activity).exists(),
        )
        .join(SkillLink, SkillLink.activity_id == Activity.id)
        .where(
            SkillLink.competency_id.in_(list(competency_ids)),
            SkillLink.outcome == LinkOutcome.STREAK,
            SkillLink.in_force(session.now),
            Activity.deleted_at.is_(None),
            sa.or_(
                in_practice.correlate(Activity).exists(), sa.not_(in_modules.correlate(Activity).exists())
            ),
        )
        .order_by(Activity.idnumber, Activity.id)
    )
    return [Offered(*row) for row in session.execute(query)]


def quizzed_skills(session: WorkspaceSession) -> set[int]:
    """Ids of the skills that some activity in use with a quiz carries now."""
    query = (
        select(SkillLink.competency_id)
        .join(Activity, Activity.id == SkillLink.activity_id)
        .join(Question, Question.activity_id == Activity.id)
        .where(
            SkillLink.outcome == LinkOutcome.STREAK,
            SkillLink.in_force(session.now),
            Activity.deleted_at.is_(None),
            Question.retired_at.is_(None),
        )
        .distinct()
    )
    return set(session.scalars(query))


def _view(row: SkillLink) -> LinkView:
    return LinkView(
        row.id,
        row.activity_id,
        row.competency_id,
        row.outcome,
        row.source,
        row.suggestion_id,
        row.linked_by_id,
        row.effective_from,
    )
