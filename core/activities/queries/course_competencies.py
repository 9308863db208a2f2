"""Competencies on courses and activities: with which outcome, and where else (courses/competencies, catalogue)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_models import CourseCompletion
from core.activities.models import (
    Activity,
    ActivityModule,
    Course,
    CourseCompetency,
    CourseModule,
    Enrolment,
    Module,
    Question,
    SkillLink,
)
from core.activities.queries.courses import theory_only_courses, theory_only_in
from core.activities.rules import LinkOutcome
from core.db import WorkspaceSession
from core.frameworks import CompetencyCategory, CompetencyView, competencies
from core.frameworks.models import Competency

CHUNK = 900


@dataclass(frozen=True)
class CourseCompetencyView:
    """A competency on a course: `outcome` as linked, `effect` as it works there, `elsewhere` other courses with it.

    They differ where a course of theory modules only gives a skill evidence instead of the value.
    """

    competency: CompetencyView
    outcome: str
    effect: str
    elsewhere: int


@dataclass(frozen=True)
class Provider:
    """A course or an activity that can provide a competency, with its outcome (courses/catalogue).

    `open` courses can be joined, activities with a `quiz` be done in chat.
    """

    kind: str
    id: int
    name: str
    outcome: str
    open: bool = False
    quiz: bool = False


def competencies_on(session: WorkspaceSession, course_id: int) -> list[CourseCompetencyView]:
    """The competencies on a course, by name, whoever asks; callers hide what the asker may not see."""
    query = select(CourseCompetency.competency_id, CourseCompetency.outcome).where(
        CourseCompetency.course_id == course_id, CourseCompetency.in_force(session.now)
    )
    outcomes = {row[0]: row[1] for row in session.execute(query)}
    named = _named(session, outcomes)
    counts = courses_covering(session, outcomes)
    theory = session.scalar(theory_only_courses(session).where(CourseModule.course_id == course_id)) is not None
    return [
        CourseCompetencyView(
            view, outcomes[view.id], effect_of(outcomes[view.id], view.category, theory), counts[view.id] - 1
        )
        for view in sorted(named.values(), key=lambda each: (each.name.lower(), each.id))
    ]


def courses_covering(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, int]:
    """On how many courses each competency is; every one asked for is answered."""
    found = dict.fromkeys(competency_ids, 0)
    wanted = sorted(found)
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(CourseCompetency.competency_id, sa.func.count(CourseCompetency.id))
            .where(
                CourseCompetency.competency_id.in_(wanted[start : start + CHUNK]),
                CourseCompetency.in_force(session.now),
            )
            .group_by(CourseCompetency.competency_id)
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def effect_of(outcome: str, category: str, theory_only: bool) -> str:
    """What an outcome does in a course: theory alone never gives a skill its value (courses/theory-only)."""
    lowered = theory_only and category == CompetencyCategory.SKILL and outcome == LinkOutcome.COMPLETE
    return str(LinkOutcome.EVIDENCE) if lowered else outcome


def course_outcomes(session: WorkspaceSession) -> sa.Select[*tuple[Any, ...]]:
    """Completions with the competencies now on their course, outcome none excepted, as a selection.

    Columns: completion_id, course_id, person_id, competency_id, outcome, completed_at, recorded_at; `outcome` is as it
    works there (courses/theory-only). To be narrowed by conditions on `CourseCompletion`.
    """
    return outcomes_at(session.workspace_id, session.now)


def outcomes_at(ours: Any, now: Any) -> sa.Select[*tuple[Any, ...]]:
    """As `course_outcomes`, for a workspace and a moment given as values or as parameters of a prepared statement."""
    lowered = sa.and_(
        CourseCompetency.outcome == LinkOutcome.COMPLETE,
        Competency.category == CompetencyCategory.SKILL,
        CourseCompletion.course_id.in_(theory_only_in(ours)),
    )
    return (
        select(
            CourseCompletion.id.label("completion_id"),
            CourseCompletion.course_id,
            CourseCompletion.person_id,
            CourseCompetency.competency_id,
            sa.case((lowered, str(LinkOutcome.EVIDENCE)), else_=CourseCompetency.outcome).label("outcome"),
            CourseCompletion.completed_at,
            CourseCompletion.recorded_at,
        )
        .join(
            CourseCompetency,
            sa.and_(
                CourseCompetency.course_id == CourseCompletion.course_id,
                CourseCompetency.workspace_id == ours,
                CourseCompetency.in_force(now),
                CourseCompetency.outcome != LinkOutcome.NONE,
            ),
        )
        .join(
            Competency, sa.and_(Competency.id == CourseCompetency.competency_id, Competency.workspace_id == ours)
        )
        .where(CourseCompletion.workspace_id == ours)
    )


def providers_of(session: WorkspaceSession, competency_id: int) -> list[Provider]:
    """The courses and then the activities in use that carry a competency, by name.

    Outcome none is no provision, nor is a streak on an activity that stands in theory modules alone.
    """
    course = (
        select(Course.id, Course.name, CourseCompetency.outcome, Course.open)
        .join(CourseCompetency, CourseCompetency.course_id == Course.id)
        .where(
            CourseCompetency.competency_id == competency_id,
            CourseCompetency.in_force(session.now),
            CourseCompetency.outcome != LinkOutcome.NONE,
        )
        .order_by(sa.func.lower(Course.name), Course.id)
    )
    questions = select(Question.id).where(
        Question.activity_id == Activity.id, Question.workspace_id == session.workspace_id, Question.position >= 0
    )
    activity = (
        select(Activity.id, Activity.title, SkillLink.outcome, questions.correlate(Activity).exists())
        .join(SkillLink, SkillLink.activity_id == Activity.id)
        .where(
            SkillLink.competency_id == competency_id,
            SkillLink.in_force(session.now),
            SkillLink.outcome != LinkOutcome.NONE,
            Activity.deleted_at.is_(None),
            sa.or_(SkillLink.outcome != LinkOutcome.STREAK, ~_theory_alone(session)),
        )
        .order_by(sa.func.lower(Activity.title), Activity.id)
    )
    theory = set(session.scalars(theory_only_courses(session)))
    category = competencies(session, [competency_id])[competency_id].category
    return [
        *(
            Provider("course", row[0], row[1], effect_of(row[2], category, row[0] in theory), bool(row[3]))
            for row in session.execute(course)
        ),
        *(Provider("activity", row[0], row[1], row[2], quiz=bool(row[3])) for row in session.execute(activity)),
    ]


def _theory_alone(session: WorkspaceSession) -> sa.ColumnElement[bool]:
    """Whether an activity stands in modules, and all of them are theory."""
    standing = (
        select(ActivityModule.id)
        .join(Module, Module.id == ActivityModule.module_id)
        .where(
            ActivityModule.activity_id == Activity.id,
            ActivityModule.workspace_id == session.workspace_id,
            Module.workspace_id == session.workspace_id,
        )
        .correlate(Activity)
    )
    return sa.and_(standing.exists(), ~standing.where(Module.theory.is_(False)).exists())


def teaching_courses(session: WorkspaceSession, person_id: int, competency_id: int) -> tuple[int, ...]:
    """Ids of the courses that carry a competency and that a person is on: their teachers see it (privacy/details)."""
    query = (
        select(Enrolment.course_id)
        .join(CourseCompetency, CourseCompetency.course_id == Enrolment.course_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.in_force(session.now),
            CourseCompetency.competency_id == competency_id,
            CourseCompetency.in_force(session.now),
        )
        .order_by(Enrolment.course_id)
    )
    return tuple(session.scalars(query))


def _named(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, CompetencyView]:
    wanted, found = sorted(ids), dict[int, CompetencyView]()
    for start in range(0, len(wanted), CHUNK):
        found |= competencies(session, wanted[start : start + CHUNK])
    return found
