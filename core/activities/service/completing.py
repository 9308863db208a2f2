"""Completing courses: by a teacher's mark, by other systems, by files; once however often (courses/complete)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_events import CompletionsUndone, CoursesCompleted
from core.activities.course_models import CourseCompletion
from core.activities.models import Course
from core.activities.queries.courses import course
from core.activities.service.known import known_ids
from core.audit import record
from core.db import WorkspaceSession, insert_returning
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.people import Actor, Capability, Person, Where, require
from core.prepared import OURS, ids_of, run
from core.words import say

Each = TypeVar("Each")

CHUNK = 900
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far another system's clock may be ahead of ours."""

Pair = tuple[int, int]
"""A course's id and a person's id."""


class CompletedBy(StrEnum):
    """What said that a course was completed."""

    ACTIVITIES = "activities"
    TEACHER = "teacher"
    XAPI = "xapi"
    FILE = "file"


@dataclass(frozen=True)
class NewCompletion:
    """A completion as it comes in, at an instant in UTC; the person need not be enrolled."""

    course_id: int
    person_id: int
    completed_at: datetime


@dataclass(frozen=True)
class Completed:
    """What came of completions: ids of the new ones, and how many were on file already."""

    completion_ids: tuple[int, ...]
    repeated: int


def complete_course(
    session: WorkspaceSession,
    actor: Actor,
    course_id: int,
    person_id: int,
    *,
    completed_at: datetime | None = None,
    source: str = CompletedBy.TEACHER,
) -> Completed:
    """Note that a person completed a course, now unless said otherwise; see `complete_courses`."""
    row = NewCompletion(course_id, person_id, completed_at or session.now)
    return complete_courses(session, actor, [row], source=source)


def complete_courses(
    session: WorkspaceSession, actor: Actor, completions: Sequence[NewCompletion], *, source: str
) -> Completed:
    """Note completions of courses, set-based; evidence and ratings follow in the same transaction.

    All or none: an unknown course or person and a time to come are refused, `row` in the error's details counting
    from 0. Who may grade in a course may mark it completed. A repeated one changes nothing, whatever its time.
    """
    for place in _checked(session, completions):
        require(session, actor, Capability.COURSE_COMPETENCY_GRADE, place)
    return keep_completions(session, actor, completions, source=source)


def keep_completions(
    session: WorkspaceSession, actor: Actor, completions: Sequence[NewCompletion], *, source: str
) -> Completed:
    """As `complete_courses`, for callers that have checked rights, courses and people themselves."""
    first = {(each.course_id, each.person_id): each for each in reversed(completions)}
    before = _on_file(session, first)
    fresh = [each for pair, each in reversed(first.items()) if pair not in before]
    rows = [
        {
            "course_id": each.course_id,
            "person_id": each.person_id,
            "completed_at": each.completed_at,
            "recorded_at": session.now,
            "source": str(source),
            "marked_by_id": actor.person_id,
        }
        for each in fresh
    ]
    inserted = insert_returning(session, CourseCompletion, rows, "course_id", "person_id", "id", skip_existing=True)
    found = {(course_id, person_id): each for course_id, person_id, each in sorted(inserted, key=itemgetter(2))}
    _announce(session, actor, found, str(source))
    return Completed(tuple(found.values()), len(completions) - len(found))


def undo_completion(session: WorkspaceSession, actor: Actor, completion_id: int) -> None:
    """Count a teacher's mark as never having been, its evidence and rating with it (chat/undo).

    Raises Conflict when it was undone already or came from elsewhere.
    """
    row = session.scalar(select(CourseCompletion).where(CourseCompletion.id == completion_id))
    if row is None:
        raise NotFound(say("I don't find that completion."))
    require(session, actor, Capability.COURSE_COMPETENCY_GRADE, course(session, row.course_id).place)
    if row.voided_at is not None or row.source != CompletedBy.TEACHER:
        raise Conflict(say("Can't undo: it doesn't rest on a teacher's mark (any more). Nothing changed."))
    row.voided_at = session.now
    session.flush()
    change = Change("course", row.course_id, "completed", None, person_id=row.person_id)
    record(
        session,
        actor,
        CompletionsUndone(
            completion_ids=(row.id,), course_ids=(row.course_id,), person_ids=(row.person_id,), changes=(change,)
        ),
    )


def _checked(session: WorkspaceSession, completions: Sequence[NewCompletion]) -> list[Where]:
    """Where the rights of the courses are held, once all courses, people and times are checked."""
    found = run(session, _courses(), courses=sorted({each.course_id for each in completions}))
    places = {row[0]: Where(course_id=row[0], category_id=row[1]) for row in found.all()}
    persons = known_ids(session, Person, (each.person_id for each in completions))
    for row, each in enumerate(completions):
        if each.course_id not in places:
            raise NotFound(say("I don't find that course."), field="course", row=row)
        if each.person_id not in persons:
            raise NotFound(say("I don't find that person."), field="person", row=row)
        if each.completed_at > session.now + CLOCKS_DIFFER:
            raise Invalid(say("{at} is still to come.", at=each.completed_at), field="completed_at", row=row)
    return list(places.values())


@cache
def _courses() -> sa.Select[Any]:
    columns = Course.__table__.c
    query = select(columns.id, columns.category_id)
    return query.where(columns.workspace_id == OURS, columns.id.in_(ids_of("courses")))


def _on_file(session: WorkspaceSession, pairs: Collection[Pair]) -> set[Pair]:
    """Those pairs that have a completion that stands."""
    courses, people = sorted({course for course, _ in pairs}), sorted({person for _, person in pairs})
    return {(row[0], row[1]) for row in run(session, _standing(), courses=courses, people=people).all()}


@cache
def _standing() -> sa.Select[Any]:
    columns = CourseCompletion.__table__.c
    return select(columns.course_id, columns.person_id).where(
        columns.workspace_id == OURS,
        columns.person_id.in_(ids_of("people")),
        columns.course_id.in_(ids_of("courses")),
        columns.voided_at.is_(None),
    )


def _announce(session: WorkspaceSession, actor: Actor, found: dict[Pair, int], source: str) -> None:
    for part in _parts(list(found)):
        record(
            session,
            actor,
            CoursesCompleted(
                completion_ids=tuple(found[pair] for pair in part),
                course_ids=tuple(course for course, _ in part),
                person_ids=tuple(person for _, person in part),
                source=source,
                changes=tuple(
                    Change("course", course, None, "completed", person_id=person) for course, person in part
                ),
            ),
        )


def _parts(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
