"""Whose details one may see, as a condition for lists over many; who that is, is `core.visibility`'s to say."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.activities.models import CourseCompetency, Enrolment
from core.db import WorkspaceSession
from core.people import Actor, Capability, allowed_people, allows, granted_pairs
from core.qualifications.models import Qualification
from core.visibility import Sight, courses_open, sight_over

MANY = 200_000
"""Up to so many people are listed by id; of more, the question who they are is asked again each time."""


Reached = sa.Select[Any] | list[int] | None
"""People by their ids; None for everybody."""


def open_to(
    session: WorkspaceSession, actor: Actor, capability: Capability, reached: Reached
) -> sa.ColumnElement[bool]:
    """The condition on `Qualification` under which its details (or documents) are open to the actor.

    `reached` is what `reached_people` gave.
    """
    if reached is None:
        return sa.true()
    held = Qualification
    ways: list[sa.ColumnElement[bool]] = [held.person_id.in_(reached)]
    if actor.person_id is not None:
        by_competency: dict[int, list[int]] = {}
        for person_id, competency_id in sorted(granted_pairs(session, actor.person_id, capability)):
            by_competency.setdefault(competency_id, []).append(person_id)
        ways += [sa.and_(held.competency_id == each, held.person_id.in_(of)) for each, of in by_competency.items()]
        if courses := courses_open(session, actor, capability):
            ways.append(_taught(session, sorted(courses)))
    return sa.or_(*ways)


def reached_people(
    session: WorkspaceSession, actor: Actor, capability: Capability = Capability.DETAILS_VIEW
) -> Reached:
    """Those whose details (or documents) are open to the actor in full: None for everybody, listed where not too many.

    Whom one supervises is found by going down all lines of managers, which is not done twice for one page.
    """
    if allows(session, actor, capability):
        return None
    everyone = allowed_people(session, actor, capability)
    some = list(session.scalars(everyone.limit(MANY + 1)))
    return some if len(some) <= MANY else everyone


def people_in_part(
    session: WorkspaceSession, actor: Actor, capability: Capability = Capability.DETAILS_VIEW
) -> list[int]:
    """Ids of those of whom only some competencies are open to the actor: as a current reviewer, or a teacher."""
    if actor.person_id is None:
        return []
    session = session.present
    found = {person_id for person_id, _ in granted_pairs(session, actor.person_id, capability)}
    if courses := courses_open(session, actor, capability):
        query = sa.select(Enrolment.person_id).where(
            Enrolment.course_id.in_(sorted(courses)), Enrolment.in_force(session.now)
        )
        found |= set(session.scalars(query))
    return sorted(found)


def _taught(session: WorkspaceSession, course_ids: list[int]) -> sa.ColumnElement[bool]:
    """Whose and of what the courses are today; asked beforehand where the session looks at another day."""
    if session.present is session:
        return _on_courses(session, course_ids)
    of_course: dict[int, list[int]] = {}
    for course_id, competency_id in _competencies_today(session.present, course_ids):
        of_course.setdefault(course_id, []).append(competency_id)
    enrolled = _people_today(session.present, list(of_course))
    held = Qualification
    ways = [
        sa.and_(held.competency_id.in_(of_course[each]), held.person_id.in_(on_it)) for each, on_it in enrolled.items()
    ]
    return sa.or_(sa.false(), *ways)


def _competencies_today(session: WorkspaceSession, course_ids: list[int]) -> list[tuple[int, int]]:
    query = sa.select(CourseCompetency.course_id, CourseCompetency.competency_id).where(
        CourseCompetency.course_id.in_(course_ids), CourseCompetency.in_force(session.now)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _people_today(session: WorkspaceSession, course_ids: list[int]) -> dict[int, list[int]]:
    """By course who is enrolled in it."""
    query = sa.select(Enrolment.course_id, Enrolment.person_id).where(
        Enrolment.course_id.in_(course_ids), Enrolment.in_force(session.now)
    )
    found: dict[int, list[int]] = {}
    for course_id, person_id in session.execute(query):
        found.setdefault(course_id, []).append(person_id)
    return found


def _on_courses(session: WorkspaceSession, course_ids: list[int]) -> sa.ColumnElement[bool]:
    query: sa.Select[Any] = (
        sa.select(sa.literal(1))
        .select_from(Enrolment)
        .join(CourseCompetency, CourseCompetency.course_id == Enrolment.course_id)
        .where(
            Enrolment.workspace_id == session.workspace_id,
            CourseCompetency.workspace_id == session.workspace_id,
            Enrolment.course_id.in_(course_ids),
            Enrolment.person_id == Qualification.person_id,
            CourseCompetency.competency_id == Qualification.competency_id,
            Enrolment.in_force(session.now),
            CourseCompetency.in_force(session.now),
        )
    )
    return query.exists()


__all__ = ["Sight", "open_to", "people_in_part", "reached_people", "sight_over"]
