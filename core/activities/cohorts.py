"""Cohorts made from courses: exactly the people enrolled in any of them, at once (people/course-cohort)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import delete, select

from core.activities.cohort_models import CohortCourse
from core.activities.course_events import PeopleEnrolled, PeopleUnenrolled
from core.activities.models import Course, Enrolment
from core.activities.queries.courses import CourseView, courses
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid
from core.events import Change
from core.people import (
    Actor,
    Capability,
    GroupChanged,
    GroupKind,
    GroupSource,
    align_group,
    create_group,
    group_row,
    require,
)
from core.people.models import Group
from core.words import say

CHUNK = 900
MOST_COURSES = 50


@dataclass(frozen=True)
class CohortChange:
    """What choosing courses did to a cohort: its id, how many joined and left, and the courses before."""

    group_id: int
    joined: int
    left: int
    before: tuple[int, ...]


def make_course_cohort(
    session: WorkspaceSession, actor: Actor, name: str, course_ids: Iterable[int]
) -> CohortChange:
    """Make a cohort of the people enrolled in any of these courses. Raises Conflict where the name is taken."""
    wanted = _checked(session, course_ids)
    group_id = create_group(session, actor, GroupKind.COHORT, name, source=GroupSource.COURSES)
    session.execute(delete(CohortCourse).where(CohortCourse.group_id == group_id))
    return _choose(session, actor, group_id, wanted, ())


def set_cohort_courses(
    session: WorkspaceSession, actor: Actor, group_id: int, course_ids: Iterable[int]
) -> CohortChange:
    """Let a cohort made from courses follow exactly these; raises Invalid for a group that follows none."""
    row = group_row(session, actor, group_id)
    if row.source != GroupSource.COURSES:
        raise Invalid(say("{name} is not made from courses. Nothing changed.", name=row.name), field="courses")
    return _choose(session, actor, group_id, _checked(session, course_ids), _chosen(session, group_id))


def cohort_courses(session: WorkspaceSession, group_id: int) -> list[CourseView]:
    """The courses a cohort follows, by name."""
    found = courses(session, _chosen(session, group_id)).values()
    return sorted(found, key=lambda each: (each.name.lower(), each.id))


def enrolled_on_any(session: WorkspaceSession, actor: Actor, course_ids: Iterable[int]) -> int:
    """How many people are enrolled in any of these courses: a cohort of them would hold so many."""
    require(session, actor, Capability.GROUP_MANAGE)
    return len(_enrolled(session, _checked(session, course_ids)))


def follow_enrolments(session: WorkspaceSession, actor: Actor, fact: PeopleEnrolled | PeopleUnenrolled) -> None:
    """Reaction: people enrolled on a course, or no longer, are in its cohorts at once, or no longer. Repeatable."""
    people, course_ids = set(fact.person_ids), set(fact.course_ids)
    _take_turns(session, course_ids, sharing=True)
    for group_id in _following(session, course_ids):
        align_group(
            session, actor, group_id, _enrolled(session, _chosen(session, group_id), people), among=people
        )


def follow_restored(session: WorkspaceSession, actor: Actor, fact: GroupChanged) -> None:
    """Reaction: a cohort brought back holds those who are enrolled by now. Repeatable."""
    row = session.get(Group, fact.group_id)
    if row is not None and row.source == GroupSource.COURSES and row.archived_at is None:
        align_group(session, actor, row.id, _enrolled(session, _chosen(session, row.id)))


def _choose(
    session: WorkspaceSession, actor: Actor, group_id: int, wanted: Sequence[int], before: Sequence[int]
) -> CohortChange:
    _take_turns(session, wanted)
    gone, new = set(before) - set(wanted), [each for each in wanted if each not in before]
    if gone:
        session.execute(
            delete(CohortCourse).where(CohortCourse.group_id == group_id, CohortCourse.course_id.in_(gone))
        )
    insert_rows(session, CohortCourse, [{"group_id": group_id, "course_id": each} for each in new], skip_existing=True)
    if gone or new:
        change = Change("courses", group_id, sorted(before), sorted(wanted))
        record(session, actor, GroupChanged(group_id=group_id, changes=(change,)))
    joined, left = align_group(session, actor, group_id, _enrolled(session, wanted))
    return CohortChange(group_id, joined, left, tuple(before))


def _checked(session: WorkspaceSession, course_ids: Iterable[int]) -> list[int]:
    wanted = sorted(set(course_ids))
    if not wanted:
        raise Invalid(say("Choose at least one course."), field="courses")
    if len(wanted) > MOST_COURSES:
        raise Invalid(say("Choose at most {n} courses.", n=MOST_COURSES), field="courses")
    if len(courses(session, wanted)) < len(wanted):
        raise Invalid(say("One of the courses is not there any more. Choose again."), field="courses")
    return wanted


def _chosen(session: WorkspaceSession, group_id: int) -> tuple[int, ...]:
    query = select(CohortCourse.course_id).where(CohortCourse.group_id == group_id)
    return tuple(session.scalars(query.order_by(CohortCourse.course_id)))


def _following(session: WorkspaceSession, course_ids: Collection[int]) -> list[int]:
    """Cohorts that follow any of these courses; one archived follows nothing."""
    found: set[int] = set()
    wanted = sorted(course_ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        query = select(CohortCourse.group_id).join(Group, Group.id == CohortCourse.group_id)
        found |= set(session.scalars(query.where(CohortCourse.course_id.in_(part), Group.archived_at.is_(None))))
    return sorted(found)


def _take_turns(session: WorkspaceSession, course_ids: Collection[int], *, sharing: bool = False) -> None:
    """Choosing courses and enrolling on them wait for each other, so that a cohort misses nobody who enrols meanwhile;
    enrolments don't wait for one another."""
    wanted = sorted(course_ids)
    for start in range(0, len(wanted), CHUNK):
        query = select(Course.id).where(Course.id.in_(wanted[start : start + CHUNK])).order_by(Course.id)
        session.execute(query.with_for_update(read=sharing, key_share=not sharing))


def _enrolled(
    session: WorkspaceSession, course_ids: Sequence[int], among: Collection[int] | None = None
) -> dict[int, datetime]:
    """Since when each person is enrolled in any of these courses, also from a day to come."""
    if among is None:
        return _since(session, course_ids, None)
    found: dict[int, datetime] = {}
    people = sorted(among)
    for start in range(0, len(people), CHUNK):
        found |= _since(session, course_ids, people[start : start + CHUNK])
    return found


def _since(session: WorkspaceSession, course_ids: Sequence[int], people: Sequence[int] | None) -> dict[int, datetime]:
    query = (
        select(Enrolment.person_id, sa.func.min(Enrolment.effective_from))
        .where(
            Enrolment.course_id.in_(course_ids),
            Enrolment.superseded_at.is_(None),
            Enrolment.effective_until.is_(None),
        )
        .group_by(Enrolment.person_id)
    )
    if people is not None:
        query = query.where(Enrolment.person_id.in_(people))
    return {row[0]: row[1] for row in session.execute(query)}
