"""Enrolling people on courses and ending it (courses/enrol)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_events import PeopleEnrolled, PeopleUnenrolled
from core.activities.course_models import CourseCompletion
from core.activities.models import Enrolment
from core.activities.queries.courses import CourseView, course
from core.activities.service.enrolling_refused import not_ended, not_enrolled, refused
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, NotFound
from core.events import Change
from core.history import end_all
from core.people import (
    Actor,
    Capability,
    Person,
    PersonView,
    allowed_people,
    allows,
    people,
)
from core.words import say, say_count

CHUNK = 900


@dataclass(frozen=True)
class EnrolmentPlan:
    """What enrolling would do: ids of those newly enrolled, there already, not the actor's to enrol, deactivated."""

    course: CourseView
    new: tuple[int, ...]
    already: tuple[int, ...]
    refused: tuple[int, ...]
    inactive: tuple[int, ...]


@dataclass(frozen=True)
class Enrolled:
    """What enrolling did; `enrolment_ids` are the new ones."""

    plan: EnrolmentPlan
    enrolment_ids: tuple[int, ...]


def plan_enrolment(
    session: WorkspaceSession, actor: Actor, course_id: int, person_ids: Iterable[int]
) -> EnrolmentPlan:
    """What enrolling these people would do, without doing it (targets/dry-run).

    Raises Refused when the actor may enrol none of them; NotFound for an unknown person, `person` in the details.
    """
    place, wanted = course(session, course_id), list(dict.fromkeys(person_ids))
    known = _people(session, wanted)
    allowed = _allowed(session, actor, place, wanted)
    if wanted and not allowed:
        raise refused(not_enrolled(actor, place, [known[each] for each in wanted]))
    there = enrolled_among(session, course_id, wanted)
    active = {each for each in wanted if known[each].active}
    return EnrolmentPlan(
        place,
        new=tuple(each for each in wanted if each in allowed & active - there),
        already=tuple(each for each in wanted if each in allowed & there),
        refused=tuple(each for each in wanted if each not in allowed),
        inactive=tuple(each for each in wanted if each in allowed - active - there),
    )


def enrol(
    session: WorkspaceSession,
    actor: Actor,
    course_id: int,
    person_ids: Iterable[int],
    *,
    since: datetime | None = None,
) -> Enrolled:
    """Enrol people on a course, set-based; who is on it already stays as they are (repeatable).

    Allowed: who supervises them, the course's teacher, admins, and the person where the course is open. Those the
    actor may not enrol, and deactivated people, are left out and named in the plan. `since` defaults to now.
    """
    plan = plan_enrolment(session, actor, course_id, person_ids)
    start = since or session.now
    rows = [
        {"course_id": course_id, "person_id": each, "effective_from": start, "recorded_at": session.now}
        for each in plan.new
    ]
    insert_rows(session, Enrolment, rows, skip_existing=True)
    ids = _open_ids(session, course_id, plan.new)
    if ids:
        record(
            session,
            actor,
            PeopleEnrolled(
                enrolment_ids=tuple(ids.values()),
                course_ids=(course_id,) * len(ids),
                person_ids=tuple(ids),
                changes=tuple(Change("enrolment", course_id, None, "enrolled", person_id=each) for each in ids),
            ),
        )
    return Enrolled(plan, tuple(ids.values()))


def unenrol(session: WorkspaceSession, actor: Actor, course_id: int, person_ids: Iterable[int]) -> tuple[int, ...]:
    """End people's enrolment; what they completed stays. Ids of those who left; who wasn't enrolled is passed over.

    Raises Refused when any of them is not the actor's to enrol.
    """
    place, wanted = course(session, course_id), list(dict.fromkeys(person_ids))
    allowed = _allowed(session, actor, place, wanted)
    if others := [each for each in _people(session, wanted).values() if each.id not in allowed]:
        raise refused(not_ended(actor, place, others))
    ids = _open_ids(session, course_id, wanted)
    _end(session, actor, course_id, ids)
    return tuple(ids)


def undo_enrolment(session: WorkspaceSession, actor: Actor, course_id: int, enrolment_ids: Sequence[int]) -> int:
    """Count enrolments just made as never having been; the number taken back (chat/undo).

    Raises Conflict when one of the people completed the course since.
    """
    rows = session.scalars(
        select(Enrolment).where(
            Enrolment.course_id == course_id, Enrolment.id.in_(list(enrolment_ids)), _open()
        )
    ).all()
    plan_enrolment(session, actor, course_id, [row.person_id for row in rows])
    if done := _completed_since(session, rows):
        raise Conflict(
            say_count(
                "Can't undo: {n} person completed the course since.",
                "Can't undo: {n} people completed the course since.",
                done,
            )
        )
    for row in rows:
        row.superseded_at = session.now
    _note_ended(session, actor, course_id, {row.person_id: row.id for row in rows})
    return len(rows)


def enrolled_among(session: WorkspaceSession, course_id: int, person_ids: Iterable[int]) -> set[int]:
    """Those of these people who are on the course."""
    return set(_open_ids(session, course_id, list(person_ids)))


def _open_ids(session: WorkspaceSession, course_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """Ids of open enrolments by person, in the order of the people."""
    found: dict[int, int] = {}
    for part in _parts(person_ids):
        query = select(Enrolment.person_id, Enrolment.id).where(
            Enrolment.course_id == course_id, Enrolment.person_id.in_(part), _open()
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    return {each: found[each] for each in person_ids if each in found}


def _open() -> sa.ColumnElement[bool]:
    return sa.and_(Enrolment.superseded_at.is_(None), Enrolment.effective_until.is_(None))


def _end(session: WorkspaceSession, actor: Actor, course_id: int, ids: dict[int, int]) -> None:
    for part in _parts(list(ids.values())):
        end_all(session, Enrolment, Enrolment.__table__.c.id.in_(part))
    _note_ended(session, actor, course_id, ids)


def _note_ended(session: WorkspaceSession, actor: Actor, course_id: int, ids: dict[int, int]) -> None:
    if ids:
        record(
            session,
            actor,
            PeopleUnenrolled(
                enrolment_ids=tuple(ids.values()),
                course_ids=(course_id,) * len(ids),
                person_ids=tuple(ids),
                changes=tuple(Change("enrolment", course_id, "enrolled", None, person_id=each) for each in ids),
            ),
        )


def _people(session: WorkspaceSession, person_ids: Sequence[int]) -> dict[int, PersonView]:
    found: dict[int, PersonView] = {}
    for part in _parts(person_ids):
        found |= people(session, part)
    if unknown := [each for each in person_ids if each not in found]:
        raise NotFound(say("I don't find that person."), field="person", person=unknown[0])
    return found


def _allowed(session: WorkspaceSession, actor: Actor, place: CourseView, person_ids: Sequence[int]) -> set[int]:
    if allows(session, actor, Capability.ENROL, place.place):
        return set(person_ids)
    theirs = allowed_people(session, actor, Capability.ENROL)
    found = {
        each
        for part in _parts(person_ids)
        for each in session.scalars(select(Person.id).where(Person.id.in_(part), Person.id.in_(theirs)))
    }
    if place.open and actor.person_id is not None and actor.person_id in person_ids:
        found.add(actor.person_id)
    return found


def _completed_since(session: WorkspaceSession, rows: Sequence[Enrolment]) -> int:
    if not rows:
        return 0
    query = select(sa.func.count(CourseCompletion.id)).where(
        CourseCompletion.course_id == rows[0].course_id,
        CourseCompletion.person_id.in_([row.person_id for row in rows]),
        CourseCompletion.recorded_at >= min(row.recorded_at for row in rows),
        CourseCompletion.voided_at.is_(None),
    )
    return session.scalar(query) or 0


def _parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
