"""Editing courses and what is in them: modules, activities, which of these are required (activities/module)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.course_events import CourseChanged, CourseNarrowed
from core.activities.models import Activity, ActivityModule, Course, CourseModule, Module, Result
from core.activities.queries.course_contents import courses_with_activity, courses_with_module
from core.activities.rules import kept_score
from core.activities.service.activities import locked_activity
from core.activities.service.contexts import contexts, require_in_one, require_on_activity
from core.activities.service.course_competencies import outcomes_on
from core.activities.service.courses import CourseDetails, check_free, create_module, named
from core.activities.service.scope import check_on_course
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, NotFound
from core.events import Change
from core.people import Actor, Capability, Where, require
from core.words import say, say_count


def edit_course(session: WorkspaceSession, actor: Actor, course_id: int, details: CourseDetails) -> None:
    """Change a course to these details; an empty id number keeps the one it has.

    Moving it to another category needs the right in both, and its competencies must be available there. Raises Invalid
    without a name, Conflict for an id number that another course has.
    """
    row = locked_course(session, actor, course_id)
    if details.category_id != row.category_id:
        require(session, actor, Capability.COURSE_MANAGE, Where(category_id=details.category_id))
        check_on_course(session, details.category_id, sorted(outcomes_on(session, course_id)))
    wanted = details.idnumber.strip() or row.idnumber
    named(wanted, details.name)
    if wanted != row.idnumber:
        check_free(session, Course, wanted)
    values: dict[str, Any] = {
        "idnumber": wanted,
        "name": " ".join(details.name.split()),
        "description": details.description.strip(),
        "category_id": details.category_id,
        "open": details.open,
    }
    changes = [Change(name, course_id, getattr(row, name), value) for name, value in values.items()]
    changed = tuple(each for each in changes if each.before != each.after)
    for each in changed:
        setattr(row, each.what, each.after)
    if changed:
        record(session, actor, CourseChanged(course_ids=(course_id,), changes=changed))


def next_idnumber(session: WorkspaceSession, table: type[Course] | type[Module], prefix: str) -> str:
    """The next free id number of this beginning, 'C-12', for what was made without one."""
    taken: Sequence[str] = session.scalars(select(table.idnumber).where(table.idnumber.like(f"{prefix}-%"))).all()
    numbers = [int(each[len(prefix) + 1 :]) for each in taken if each[len(prefix) + 1 :].isdecimal()]
    return f"{prefix}-{max(numbers, default=0) + 1}"


def next_course_idnumber(session: WorkspaceSession) -> str:
    """The next free id number of a course made without one."""
    return next_idnumber(session, Course, "C")


def add_modules(
    session: WorkspaceSession, actor: Actor, course_id: int, module_ids: Iterable[int]
) -> tuple[int, ...]:
    """Put modules that exist into a course; those in it already stay. Ids of the new ones."""
    locked_course(session, actor, course_id)
    wanted = list(dict.fromkeys(module_ids))
    known = set(session.scalars(select(Module.id).where(Module.id.in_(wanted))))
    if any(each not in known for each in wanted):
        raise NotFound(say("I don't find that module."), field="modules")
    there = set(session.scalars(select(CourseModule.module_id).where(CourseModule.course_id == course_id)))
    fresh = [each for each in wanted if each not in there]
    insert_rows(session, CourseModule, [{"course_id": course_id, "module_id": each} for each in fresh])
    if fresh:
        record(session, actor, _changed([course_id], *(Change("module", course_id, None, each) for each in fresh)))
    return tuple(fresh)


def new_module(session: WorkspaceSession, actor: Actor, course_id: int, name: str, *, theory: bool = False) -> int:
    """Make a module in a course, with the next free id number; its id."""
    idnumber = next_idnumber(session, Module, "M")
    return create_module(session, actor, idnumber, name, course_ids=(course_id,), theory=theory)


def take_out_module(session: WorkspaceSession, actor: Actor, course_id: int, module_id: int) -> None:
    """Take a module out of a course; the module, its activities and all results stay."""
    locked_course(session, actor, course_id)
    row = session.scalar(
        select(CourseModule).where(CourseModule.course_id == course_id, CourseModule.module_id == module_id)
    )
    if row is None:
        raise NotFound(say("That module isn't in this course (any more)."))
    session.delete(row)
    session.flush()
    record(session, actor, _changed([course_id], Change("module", course_id, module_id, None)))
    record(session, actor, CourseNarrowed(course_ids=(course_id,)))


def edit_module(
    session: WorkspaceSession, actor: Actor, module_id: int, *, name: str | None = None, theory: bool | None = None
) -> None:
    """Change a module's name, or whether it is theory; what is left out stays.

    Theory or practice is settled by the first result in it: later it is refused, since what counted would change.
    """
    row = _locked_module(session, actor, module_id)
    if name is not None:
        named(row.idnumber, name)
        row.name = " ".join(name.split())
    if theory is not None and theory != row.theory:
        _check_no_results(session, module_id)
        row.theory = theory
    changes = (Change("module", module_id, None, row.name),)
    record(session, actor, CourseChanged(course_ids=tuple(courses_with_module(session, module_id)), changes=changes))


def put_activities(
    session: WorkspaceSession, actor: Actor, module_id: int, activity_ids: Iterable[int]
) -> tuple[int, ...]:
    """Put activities into a module; those in it already stay. Ids of the new ones (activities/module)."""
    _locked_module(session, actor, module_id)
    wanted = list(dict.fromkeys(activity_ids))
    in_use = select(Activity.id).where(Activity.id.in_(wanted), Activity.deleted_at.is_(None))
    known = set(session.scalars(in_use))
    if any(each not in known for each in wanted):
        raise NotFound(say("I don't find that activity."), field="activities")
    there = set(session.scalars(select(ActivityModule.activity_id).where(ActivityModule.module_id == module_id)))
    fresh = [each for each in wanted if each not in there]
    insert_rows(session, ActivityModule, [{"module_id": module_id, "activity_id": each} for each in fresh])
    if fresh:
        changes = [Change("activity", module_id, None, each) for each in fresh]
        record(session, actor, _changed(courses_with_module(session, module_id), *changes))
    return tuple(fresh)


def take_out_activity(session: WorkspaceSession, actor: Actor, module_id: int, activity_id: int) -> None:
    """Take an activity out of a module; its results and links stay."""
    _locked_module(session, actor, module_id)
    row = session.scalar(
        select(ActivityModule).where(ActivityModule.module_id == module_id, ActivityModule.activity_id == activity_id)
    )
    if row is None:
        raise NotFound(say("That activity isn't in this module (any more)."))
    session.delete(row)
    session.flush()
    touched = tuple(courses_with_module(session, module_id))
    record(session, actor, _changed(touched, Change("activity", module_id, activity_id, None)))
    record(session, actor, CourseNarrowed(course_ids=touched))


def set_required(session: WorkspaceSession, actor: Actor, activity_id: int, *, required: bool) -> None:
    """Say whether the courses an activity is in require it for their completion."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    row = locked_activity(session, activity_id)
    if row.required == required:
        return
    row.required = required
    touched = tuple(courses_with_activity(session, activity_id))
    change = Change("required", activity_id, not required, required)
    record(session, actor, _changed(touched, change))
    if not required:
        record(session, actor, CourseNarrowed(course_ids=touched))


def set_completed_at(session: WorkspaceSession, actor: Actor, activity_id: int, least: Decimal | None) -> None:
    """Say at which score (0 to 1) an activity is completed; None lets any result complete it (activities/completed)."""
    require_on_activity(session, actor, Capability.ACTIVITY_MANAGE, activity_id)
    row, wanted = locked_activity(session, activity_id), None if least is None else kept_score(least)
    before = row.completed_at_score
    if before == wanted:
        return
    row.completed_at_score = wanted
    touched = tuple(courses_with_activity(session, activity_id))
    change = Change("completed_at_score", activity_id, _kept(before), _kept(wanted))
    record(session, actor, _changed(touched, change))
    if (wanted or 0) < (before or 0):
        record(session, actor, CourseNarrowed(course_ids=touched))


def _kept(score: Decimal | None) -> str | None:
    return None if score is None else str(score.normalize())


def locked_course(session: WorkspaceSession, actor: Actor, course_id: int) -> Course:
    """A course the actor may edit, held until the transaction ends; else NotFound or Refused."""
    row = session.scalar(select(Course).where(Course.id == course_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound(say("I don't find that course."), field="course")
    require(session, actor, Capability.COURSE_MANAGE, Where(course_id=course_id, category_id=row.category_id))
    return row


def _locked_module(session: WorkspaceSession, actor: Actor, module_id: int) -> Module:
    row = session.scalar(select(Module).where(Module.id == module_id).with_for_update(key_share=True))
    if row is None:
        raise NotFound(say("I don't find that module."), field="module")
    if not actor.trusted:
        places = contexts(session, courses_with_module(session, module_id))
        require_in_one(session, actor, Capability.COURSE_MANAGE, places)
    return row


def _check_no_results(session: WorkspaceSession, module_id: int) -> None:
    count = session.scalar(select(sa.func.count(Result.id)).where(Result.module_id == module_id)) or 0
    if count:
        raise Conflict(
            say_count(
                "{n} result was done in this module, so theory or practice stays. Make a new module instead.",
                "{n} results were done in this module, so theory or practice stays. Make a new module instead.",
                count,
            ),
            field="theory",
        )


def _changed(course_ids: Iterable[int], *changes: Change) -> CourseChanged:
    return CourseChanged(course_ids=tuple(course_ids), changes=tuple(changes))
