"""Courses and their modules."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.activities.events import CourseCreated
from core.activities.models import Course, CourseModule, Module
from core.activities.rules import LinkOutcome
from core.activities.service.contexts import contexts, require_in_one
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid
from core.events import Change
from core.people import Actor, Capability, Where, require
from core.words import say

OUTCOMES = frozenset(LinkOutcome) - {LinkOutcome.STREAK}
"""What a course may do for a competency on it (courses/competencies)."""


@dataclass(frozen=True)
class CourseDetails:
    """What a course is made of; `open` where people may enrol themselves."""

    idnumber: str
    name: str
    description: str = ""
    category_id: int | None = None
    open: bool = False


def create_course(session: WorkspaceSession, actor: Actor, details: CourseDetails) -> int:
    """Add a course; its id. Raises Invalid without a name, Conflict when its id number is taken."""
    require(session, actor, Capability.COURSE_MANAGE, Where(category_id=details.category_id))
    named(details.idnumber, details.name)
    check_free(session, Course, details.idnumber)
    row = Course(
        idnumber=details.idnumber.strip(),
        name=details.name.strip(),
        description=details.description.strip(),
        category_id=details.category_id,
        open=details.open,
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    record(session, actor, CourseCreated(course_id=row.id, changes=(Change("course", row.id, None, row.name),)))
    return row.id


def create_module(
    session: WorkspaceSession,
    actor: Actor,
    idnumber: str,
    name: str,
    *,
    course_ids: tuple[int, ...] = (),
    theory: bool = False,
) -> int:
    """Add a module to courses; its id. In a theory module activities neither count nor break (activities/module)."""
    require_in_one(session, actor, Capability.COURSE_MANAGE, contexts(session, course_ids))
    named(idnumber, name)
    check_free(session, Module, idnumber)
    row = Module(idnumber=idnumber.strip(), name=name.strip(), theory=theory)
    session.add(row)
    session.flush()
    insert_rows(session, CourseModule, [{"course_id": each, "module_id": row.id} for each in course_ids])
    return row.id


def named(idnumber: str, name: str) -> None:
    """Refuse what has no id number or no name."""
    if not idnumber.strip():
        raise Invalid(say("It needs an id number. Example: C-FIRE."), field="idnumber")
    if not name.strip():
        raise Invalid(say("It needs a name. Example: Fire safety at work."), field="name")


def check_free(session: WorkspaceSession, table: type, idnumber: str) -> None:
    """Refuse an id number that is taken already."""
    found = session.scalar(select(table.id).where(table.idnumber == idnumber.strip()))  # type: ignore[attr-defined]
    if found is not None:
        raise Conflict(
            say("The id number {idnumber} is taken. Choose another.", idnumber=idnumber), field="idnumber"
        )
