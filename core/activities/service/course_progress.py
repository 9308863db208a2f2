"""Courses completed by their activities: found out at each result, enrolment and narrowing (courses/complete)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_events import CourseNarrowed, PeopleEnrolled
from core.activities.course_models import CourseCompletion
from core.activities.events import ResultsRecorded
from core.activities.models import Activity, ActivityModule, CourseModule, Enrolment, Result
from core.activities.queries.completion import completed_activities
from core.activities.queries.course_contents import required_of
from core.activities.service.completing import CompletedBy, NewCompletion, keep_completions
from core.db import WorkspaceSession
from core.people import Actor
from core.prepared import OURS, ids_of, run

CHUNK = 900


def complete_by_results(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Complete the courses whose last required activity these results completed, for those enrolled.

    One query where none is complete by them, whatever anybody's history.
    """
    activities = sorted(set(fact.activity_ids))
    for some_people, some in product(_parts(sorted(set(fact.person_ids))), _parts(activities)):
        ready = run(session, _ready(), people=some_people, activities=some, now=session.now).all()
        if ready:
            pairs = {(row.course_id, row.person_id) for row in ready}
            people, on = sorted({each for _, each in pairs}), sorted({each for each, _ in pairs})
            _complete(session, Enrolment.person_id.in_(people), Enrolment.course_id.in_(on))


def complete_by_enrolment(session: WorkspaceSession, _actor: Actor, fact: PeopleEnrolled) -> None:
    """Complete a course at once for those who did all its required activities before they were enrolled."""
    for part in _parts(sorted(set(fact.person_ids))):
        _complete(session, Enrolment.person_id.in_(part), Enrolment.course_id.in_(sorted(set(fact.course_ids))))


def complete_by_narrowing(session: WorkspaceSession, _actor: Actor, fact: CourseNarrowed) -> None:
    """Complete courses for those who lacked only what is no longer required."""
    _complete(session, Enrolment.course_id.in_(fact.course_ids))


def _complete(session: WorkspaceSession, *conditions: sa.ColumnElement[bool]) -> None:
    """Complete the running enrolments under the conditions that have all their course requires.

    A course that requires nothing is not completed by doing nothing.
    """
    running = _running(session, *conditions)
    if not running:
        return
    required = required_of(session, {course for course, _ in running})
    done = completed_activities(
        session,
        person_ids={person for _, person in running},
        activity_ids={each for several in required.values() for each in several},
    )
    ready = []
    for course_id, person_id in running:
        wanted = required.get(course_id, ())
        times = [done[(person_id, each)] for each in wanted if (person_id, each) in done]
        if wanted and len(times) == len(wanted):
            ready.append(NewCompletion(course_id, person_id, max(times)))
    if ready:
        keep_completions(session, Actor.engine(session.workspace_id), ready, source=CompletedBy.ACTIVITIES)


@cache
def _ready() -> sa.Select[Any]:
    """Running enrolments whose course requires one of these activities and none that the person lacks.

    In no order: asked for one, SQLite would go through all enrolments of the workspace in it.
    """
    enrolment, now = Enrolment.__table__.c, sa.bindparam("now", type_=Enrolment.__table__.c.effective_from.type)
    done = CourseCompletion.__table__.c
    completed = select(done.id).where(
        done.workspace_id == OURS,
        done.course_id == enrolment.course_id,
        done.person_id == enrolment.person_id,
        done.voided_at.is_(None),
    )
    touched, activity = _required_in(enrolment.course_id)
    lacking, required = _required_in(enrolment.course_id)
    return select(enrolment.course_id, enrolment.person_id).where(
        enrolment.workspace_id == OURS,
        enrolment.superseded_at.is_(None),
        enrolment.effective_from <= now,
        sa.or_(enrolment.effective_until.is_(None), enrolment.effective_until > now),
        enrolment.person_id.in_(ids_of("people")),
        touched.where(activity.c.id.in_(ids_of("activities"))).exists(),
        sa.not_(completed.exists()),
        sa.not_(lacking.where(sa.not_(_done(required, enrolment.person_id))).exists()),
    )


def _required_in(course_id: sa.ColumnElement[int]) -> tuple[sa.Select[Any], sa.FromClause]:
    """The activities in use that a course requires, as a selection of its own, and its table of activities."""
    module, inside = CourseModule.__table__.alias(), ActivityModule.__table__.alias()
    activity = Activity.__table__.alias()
    query = (
        select(activity.c.id)
        .select_from(module)
        .join(inside, sa.and_(inside.c.module_id == module.c.module_id, inside.c.workspace_id == OURS))
        .join(activity, sa.and_(activity.c.id == inside.c.activity_id, activity.c.workspace_id == OURS))
        .where(
            module.c.workspace_id == OURS,
            module.c.course_id == course_id,
            activity.c.required,
            activity.c.deleted_at.is_(None),
        )
    )
    return query, activity


def _done(activity: sa.FromClause, person_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a person has a result that completes an activity (activities/completed)."""
    result, least = Result.__table__.c, activity.c.completed_at_score
    return (
        select(result.id)
        .where(
            result.workspace_id == OURS,
            result.person_id == person_id,
            result.activity_id == activity.c.id,
            result.voided_at.is_(None),
            sa.or_(least.is_(None), result.score >= least),
        )
        .correlate(activity, Enrolment.__table__)
        .exists()
    )


def _running(session: WorkspaceSession, *conditions: sa.ColumnElement[bool]) -> Sequence[tuple[int, int]]:
    """Course and person of the enrolments in force that are not completed."""
    completed = select(CourseCompletion.id).where(
        CourseCompletion.workspace_id == session.workspace_id,
        CourseCompletion.course_id == Enrolment.course_id,
        CourseCompletion.person_id == Enrolment.person_id,
        CourseCompletion.voided_at.is_(None),
    )
    query = (
        select(Enrolment.course_id, Enrolment.person_id)
        .where(
            Enrolment.in_force(session.now), sa.not_(completed.correlate(Enrolment).exists()), *conditions
        )
        .order_by(Enrolment.course_id, Enrolment.person_id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
