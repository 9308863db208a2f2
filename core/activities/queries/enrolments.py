"""Who is on which course and how far: a person's courses, a course's people (courses/enrol)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_models import CourseCompletion
from core.activities.models import Course, Enrolment
from core.activities.queries.course_contents import CourseProgress, progress_of
from core.activities.queries.courses import CourseView, courses
from core.db import WorkspaceSession
from core.people import Person, PersonView, people
from core.people.models import PersonState


@dataclass(frozen=True)
class CourseStanding:
    """How a person stands with a course: enrolled since when, completed when, how much of it is done.

    Enrolled and not completed is running.
    """

    course: CourseView
    person: PersonView
    enrolled_since: datetime | None
    completed_at: datetime | None
    completion_id: int | None
    progress: CourseProgress

    @property
    def running(self) -> bool:
        """Whether the person is enrolled and has not completed it."""
        return self.enrolled_since is not None and self.completed_at is None


@dataclass(frozen=True)
class CourseCounts:
    """How many active people are on a course, and how many of them completed it."""

    enrolled: int
    completed: int


def courses_of_person(session: WorkspaceSession, person_id: int) -> list[CourseStanding]:
    """The courses a person is on or has completed: running ones first, then by name; a few queries."""
    on = select(Enrolment.course_id).where(Enrolment.person_id == person_id, Enrolment.in_force(session.now))
    done = select(CourseCompletion.course_id).where(
        CourseCompletion.person_id == person_id, CourseCompletion.voided_at.is_(None)
    )
    ids = {*session.scalars(on), *session.scalars(done)}
    found = standings(session, [(each, person_id) for each in ids])
    return sorted(found.values(), key=lambda each: (not each.running, each.course.name.lower(), each.course.id))


def standing(session: WorkspaceSession, course_id: int, person_id: int) -> CourseStanding:
    """How a person stands with one course, enrolled or not."""
    return standings(session, [(course_id, person_id)])[(course_id, person_id)]


def standings(
    session: WorkspaceSession, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], CourseStanding]:
    """How each (course, person) stands; made for a page of them. Pairs of unknown courses are left out."""
    wanted = set(pairs)
    places = courses(session, {course for course, _ in wanted})
    persons = people(session, {person for _, person in wanted})
    since, done, progress = _since(session, wanted), _completed(session, wanted), progress_of(session, wanted)
    return {
        pair: CourseStanding(
            places[pair[0]],
            persons[pair[1]],
            since.get(pair),
            completed_at=done[pair][0] if pair in done else None,
            completion_id=done[pair][1] if pair in done else None,
            progress=progress[pair],
        )
        for pair in wanted
        if pair[0] in places and pair[1] in persons
    }


def people_on(
    session: WorkspaceSession, course_id: int, *, limit: int | None = None, offset: int = 0
) -> list[int]:
    """Ids of the active people on a course or with its completion, those running first, then by name."""
    completed = _completion_of(session, course_id)
    query = (
        select(Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            PersonState.in_force(session.now),
            PersonState.active,
            sa.or_(_enrolment_of(session, course_id), completed),
        )
        .order_by(sa.case((completed, 1), else_=0), sa.func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return list(session.scalars(query))


def counts_of(session: WorkspaceSession, course_ids: Iterable[int]) -> dict[int, CourseCounts]:
    """How many active people each course has; one query, every course asked for is answered."""
    wanted = list(dict.fromkeys(course_ids))
    completed = select(CourseCompletion.id).where(
        CourseCompletion.workspace_id == session.workspace_id,
        CourseCompletion.course_id == Enrolment.course_id,
        CourseCompletion.person_id == Enrolment.person_id,
        CourseCompletion.voided_at.is_(None),
    )
    done = sa.case((completed.correlate(Enrolment).exists(), 1), else_=0)
    query = (
        select(Enrolment.course_id, sa.func.count(Enrolment.id), sa.func.sum(done))
        .join(PersonState, PersonState.person_id == Enrolment.person_id)
        .where(
            Enrolment.course_id.in_(wanted),
            Enrolment.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .group_by(Enrolment.course_id)
    )
    found = {row[0]: CourseCounts(row[1], int(row[2])) for row in session.execute(query)}
    return {each: found.get(each, CourseCounts(0, 0)) for each in wanted}


def open_courses(session: WorkspaceSession, person_id: int) -> list[CourseView]:
    """The courses a person may join by themself and is not on yet, by name."""
    on = select(Enrolment.course_id).where(
        Enrolment.workspace_id == session.workspace_id,
        Enrolment.person_id == person_id,
        Enrolment.in_force(session.now),
    )
    done = select(CourseCompletion.course_id).where(
        CourseCompletion.workspace_id == session.workspace_id,
        CourseCompletion.person_id == person_id,
        CourseCompletion.voided_at.is_(None),
    )
    query = select(Course.id).where(Course.open, Course.id.not_in(on), Course.id.not_in(done))
    found = courses(session, session.scalars(query))
    return sorted(found.values(), key=lambda each: (each.name.lower(), each.id))


def _since(session: WorkspaceSession, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], datetime]:
    query = select(Enrolment.course_id, Enrolment.person_id, Enrolment.effective_from).where(
        Enrolment.course_id.in_({course for course, _ in pairs}),
        Enrolment.person_id.in_({person for _, person in pairs}),
        Enrolment.in_force(session.now),
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query) if (row[0], row[1]) in pairs}


def _completed(
    session: WorkspaceSession, pairs: set[tuple[int, int]]
) -> dict[tuple[int, int], tuple[datetime, int]]:
    query = select(
        CourseCompletion.course_id, CourseCompletion.person_id, CourseCompletion.completed_at, CourseCompletion.id
    ).where(
        CourseCompletion.course_id.in_({course for course, _ in pairs}),
        CourseCompletion.person_id.in_({person for _, person in pairs}),
        CourseCompletion.voided_at.is_(None),
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(query) if (row[0], row[1]) in pairs}


def _enrolment_of(session: WorkspaceSession, course_id: int) -> sa.ColumnElement[bool]:
    query = select(Enrolment.id).where(
        Enrolment.workspace_id == session.workspace_id,
        Enrolment.course_id == course_id,
        Enrolment.person_id == Person.id,
        Enrolment.in_force(session.now),
    )
    return query.correlate(Person).exists()


def _completion_of(session: WorkspaceSession, course_id: int) -> sa.ColumnElement[bool]:
    query = select(CourseCompletion.id).where(
        CourseCompletion.workspace_id == session.workspace_id,
        CourseCompletion.course_id == course_id,
        CourseCompletion.person_id == Person.id,
        CourseCompletion.voided_at.is_(None),
    )
    return query.correlate(Person).exists()
