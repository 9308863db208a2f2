"""Modules as an editor chooses them for an activity."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Course, CourseModule, Module
from core.activities.service.contexts import contexts
from core.db import WorkspaceSession
from core.people import SITE, Actor, Capability, allows


@dataclass(frozen=True)
class ModuleView:
    """A module with the names of its courses."""

    id: int
    name: str
    courses: tuple[str, ...]
    theory: bool


def editable_modules(
    session: WorkspaceSession, actor: Actor, containing: str = "", *, limit: int = 100
) -> list[ModuleView]:
    """Modules whose activities the actor may edit, with these letters in their or a course's name, by name."""
    wanted = f"%{_escaped(containing.strip().lower())}%"
    query = (
        select(Module.id, Module.name, Module.theory, Course.id, Course.name)
        .outerjoin(CourseModule, CourseModule.module_id == Module.id)
        .outerjoin(Course, Course.id == CourseModule.course_id)
        .where(
            sa.or_(
                sa.func.lower(Module.name).like(wanted, escape="\\"),
                sa.func.lower(Course.name).like(wanted, escape="\\"),
            )
        )
        .order_by(sa.func.lower(Module.name), Module.id, Course.name)
    )
    rows = session.execute(query).all()
    allowed = _courses_allowed(session, actor, {row[3] for row in rows if row[3] is not None})
    found: dict[int, ModuleView] = {}
    for module_id, name, theory, course_id, course in rows:
        if allowed is None or course_id in allowed:
            before = found.get(module_id, ModuleView(module_id, name, (), theory))
            courses = (*before.courses, course) if course else before.courses
            found[module_id] = ModuleView(module_id, name, courses, theory)
    return list(found.values())[:limit]


def _courses_allowed(session: WorkspaceSession, actor: Actor, course_ids: set[int]) -> set[int] | None:
    """Ids of the courses the actor may edit activities in; None where they may in all."""
    if allows(session, actor, Capability.ACTIVITY_MANAGE, SITE):
        return None
    places = contexts(session, course_ids)
    return {
        place.course_id
        for place in places
        if place.course_id is not None and allows(session, actor, Capability.ACTIVITY_MANAGE, place)
    }


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
