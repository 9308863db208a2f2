"""What is in courses: their modules, the activities of these, and how far a person is with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, ActivityModule, Course, CourseModule, Module, Question
from core.activities.queries.completion import completed_activities
from core.db import WorkspaceSession
from core.errors import NotFound
from core.words import say

CHUNK = 900


@dataclass(frozen=True)
class CourseActivity:
    """An activity in a module: whether the course requires it, has a quiz, and is `done` by the person asked about."""

    id: int
    title: str
    required: bool
    quiz: bool
    completed_at_score: Decimal | None
    done: bool = False


@dataclass(frozen=True)
class CourseModuleView:
    """A module of a course with its activities in use; `courses` is in how many courses it is."""

    id: int
    idnumber: str
    name: str
    theory: bool
    courses: int
    activities: tuple[CourseActivity, ...]


@dataclass(frozen=True)
class CourseProgress:
    """How many of the activities a course requires somebody has done."""

    done: int
    required: int


def modules_of(
    session: WorkspaceSession, course_id: int, *, person_id: int | None = None
) -> list[CourseModuleView]:
    """A course's modules with their activities, in the order they were put in; a few queries.

    With a person, their completed activities are marked.
    """
    query = (
        select(Module.id, Module.idnumber, Module.name, Module.theory)
        .join(CourseModule, CourseModule.module_id == Module.id)
        .where(CourseModule.course_id == course_id)
        .order_by(CourseModule.id)
    )
    return _with_activities(session, session.execute(query).all(), person_id)


def module_view(session: WorkspaceSession, module_id: int) -> CourseModuleView:
    """One module with its activities; raises NotFound when there is none."""
    query = select(Module.id, Module.idnumber, Module.name, Module.theory).where(Module.id == module_id)
    found = _with_activities(session, session.execute(query).all(), None)
    if not found:
        raise NotFound(say("I don't find that module."), field="module")
    return found[0]


def modules_containing(
    session: WorkspaceSession, words: str = "", *, limit: int = 100
) -> list[tuple[int, str, str]]:
    """Id, name and id number of the modules with these letters in name or id number, by name."""
    wanted = "%" + words.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    query = (
        select(Module.id, Module.name, Module.idnumber)
        .where(
            sa.or_(
                sa.func.lower(Module.name).like(wanted, escape="\\"),
                sa.func.lower(Module.idnumber).like(wanted, escape="\\"),
            )
        )
        .order_by(sa.func.lower(Module.name), Module.id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def required_of(session: WorkspaceSession, course_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Ids of the activities in use that each course requires; courses that require none are left out."""
    found: dict[int, dict[int, None]] = {}
    wanted = sorted(set(course_ids))
    for start in range(0, len(wanted), CHUNK):
        query = (
            select(CourseModule.course_id, Activity.id)
            .join(ActivityModule, ActivityModule.module_id == CourseModule.module_id)
            .join(Activity, Activity.id == ActivityModule.activity_id)
            .where(
                CourseModule.course_id.in_(wanted[start : start + CHUNK]),
                Activity.required,
                Activity.deleted_at.is_(None),
            )
            .order_by(CourseModule.id, ActivityModule.id)
        )
        for course_id, activity_id in session.execute(query):
            found.setdefault(course_id, {})[activity_id] = None
    return {course_id: tuple(activities) for course_id, activities in found.items()}


def progress_of(
    session: WorkspaceSession, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], CourseProgress]:
    """How far each (course, person) is with what the course requires; a few queries however many."""
    wanted = set(pairs)
    required = required_of(session, {course for course, _ in wanted})
    done = completed_activities(
        session,
        person_ids={person for _, person in wanted},
        activity_ids={each for several in required.values() for each in several},
    )
    return {
        (course, person): CourseProgress(
            sum(1 for each in required.get(course, ()) if (person, each) in done), len(required.get(course, ()))
        )
        for course, person in wanted
    }


def courses_with_module(session: WorkspaceSession, module_id: int) -> list[int]:
    """Ids of the courses that a module is in, by name."""
    query = (
        select(Course.id)
        .join(CourseModule, CourseModule.course_id == Course.id)
        .where(CourseModule.module_id == module_id)
        .order_by(sa.func.lower(Course.name), Course.id)
    )
    return list(session.scalars(query))


def courses_with_activity(session: WorkspaceSession, activity_id: int) -> list[int]:
    """Ids of the courses that an activity is in through its modules."""
    query = (
        select(CourseModule.course_id)
        .join(ActivityModule, ActivityModule.module_id == CourseModule.module_id)
        .where(ActivityModule.activity_id == activity_id)
        .distinct()
        .order_by(CourseModule.course_id)
    )
    return list(session.scalars(query))


def _with_activities(
    session: WorkspaceSession, rows: Iterable[sa.Row[int, str, str, bool]], person_id: int | None
) -> list[CourseModuleView]:
    found = list(rows)
    ids = [row.id for row in found]
    inside = _activities(session, ids)
    done = set[int]()
    if person_id is not None and inside:
        every = {each.id for several in inside.values() for each in several}
        done = {each for _, each in completed_activities(session, person_ids=[person_id], activity_ids=every)}
    counts = _course_counts(session, ids)
    return [
        CourseModuleView(
            row.id,
            row.idnumber,
            row.name,
            row.theory,
            counts.get(row.id, 0),
            tuple(_marked(each, done) for each in inside.get(row.id, [])),
        )
        for row in found
    ]


def _marked(activity: CourseActivity, done: set[int]) -> CourseActivity:
    if activity.id not in done:
        return activity
    return CourseActivity(
        activity.id, activity.title, activity.required, activity.quiz, activity.completed_at_score, done=True
    )


def _activities(session: WorkspaceSession, module_ids: list[int]) -> dict[int, list[CourseActivity]]:
    questions = select(Question.id).where(
        Question.activity_id == Activity.id,
        Question.workspace_id == session.workspace_id,
        Question.position >= 0,
    )
    query = (
        select(
            ActivityModule.module_id,
            Activity.id,
            Activity.title,
            Activity.required,
            questions.correlate(Activity).exists(),
            Activity.completed_at_score,
        )
        .join(Activity, Activity.id == ActivityModule.activity_id)
        .where(ActivityModule.module_id.in_(module_ids), Activity.deleted_at.is_(None))
        .order_by(ActivityModule.id)
    )
    found: dict[int, list[CourseActivity]] = {}
    for row in session.execute(query) if module_ids else ():
        found.setdefault(row[0], []).append(CourseActivity(row[1], row[2], row[3], bool(row[4]), row[5]))
    return found


def _course_counts(session: WorkspaceSession, module_ids: list[int]) -> dict[int, int]:
    query = (
        select(CourseModule.module_id, sa.func.count(CourseModule.id))
        .where(CourseModule.module_id.in_(module_ids))
        .group_by(CourseModule.module_id)
    )
    return {row[0]: row[1] for row in session.execute(query)} if module_ids else {}
