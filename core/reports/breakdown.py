"""Per competency of a course: who has reached it and who has not (courses/breakdown)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.models import Rating
from core.activities import CourseView, competencies_on, course
from core.activities.models import Enrolment
from core.db import WorkspaceSession
from core.frameworks import CompetencyView, sight_of
from core.frameworks.models import ScaleValue
from core.people import Actor, Capability, require
from core.people.models import Person, PersonState


@dataclass(frozen=True)
class BreakdownLine:
    """A competency of the course with the names of those who are proficient in it, and of the others, A to Z."""

    competency: CompetencyView
    reached: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Breakdown:
    """A course's breakdown over the active people on it now."""

    course: CourseView
    people: int
    lines: tuple[BreakdownLine, ...]


def breakdown(session: WorkspaceSession, actor: Actor, course_id: int) -> Breakdown:
    """Who has reached each competency of a course, for those who may read its reports.

    Two set-based queries, made for thousands of people on a course; competencies above the actor's tier are absent.
    """
    place = course(session, course_id)
    require(session, actor, Capability.REPORT_BREAKDOWN, place.place)
    views = [each.competency for each in competencies_on(session, course_id)]
    seen = list(filter(sight_of(session, actor).covers, views))
    people = {row[0]: row[1] for row in session.execute(_people(session, course_id))}
    reached: dict[int, set[int]] = {}
    for person_id, competency_id in session.execute(_proficient(session, course_id, seen)) if seen else ():
        reached.setdefault(competency_id, set()).add(person_id)
    return Breakdown(place, len(people), tuple(_line(each, people, reached.get(each.id, set())) for each in seen))


def _line(view: CompetencyView, people: dict[int, str], reached: set[int]) -> BreakdownLine:
    return BreakdownLine(
        view,
        tuple(name for each, name in people.items() if each in reached),
        tuple(name for each, name in people.items() if each not in reached),
    )


def _people(session: WorkspaceSession, course_id: int) -> sa.Select[int, str]:
    return (
        select(Person.id, Person.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            Enrolment.course_id == course_id,
            Enrolment.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(sa.func.lower(Person.name), Person.id)
    )


def _proficient(
    session: WorkspaceSession, course_id: int, views: list[CompetencyView]
) -> sa.Select[int, int]:
    """Persons on the course and the competencies in which their rating is proficient."""
    on_course = select(Enrolment.person_id).where(
        Enrolment.workspace_id == session.workspace_id,
        Enrolment.course_id == course_id,
        Enrolment.in_force(session.now),
    )
    return (
        select(Rating.person_id, Rating.competency_id)
        .join(ScaleValue, ScaleValue.id == Rating.scale_value_id)
        .where(
            Rating.person_id.in_(on_course),
            Rating.competency_id.in_([each.id for each in views]),
            Rating.in_force(session.now),
            ScaleValue.proficient,
        )
    )
