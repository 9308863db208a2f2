"""Where an activity's or module's rights are held: in its courses and their categories (people/capabilities)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from core.activities.models import ActivityModule, Course, CourseModule
from core.db import WorkspaceSession
from core.people import SITE, Actor, Capability, Where, allows, require


def require_on_activity(session: WorkspaceSession, actor: Actor, capability: Capability, activity_id: int) -> None:
    """Raise Refused unless the actor holds the capability in one of the activity's courses, above them, or the site."""
    if not actor.trusted:
        query = (
            select(CourseModule.course_id)
            .join(ActivityModule, ActivityModule.module_id == CourseModule.module_id)
            .where(ActivityModule.activity_id == activity_id)
        )
        require_in_one(session, actor, capability, contexts(session, session.scalars(query)))


def require_on_modules(
    session: WorkspaceSession, actor: Actor, capability: Capability, module_ids: Iterable[int]
) -> None:
    """Raise Refused unless the actor holds the capability in a course of one of the modules, or the site."""
    if not actor.trusted:
        query = select(CourseModule.course_id).where(CourseModule.module_id.in_(list(module_ids)))
        require_in_one(session, actor, capability, contexts(session, session.scalars(query)))


def contexts(session: WorkspaceSession, course_ids: Iterable[int]) -> list[Where]:
    """The contexts of courses, each with its category."""
    query = select(Course.id, Course.category_id).where(Course.id.in_(list(course_ids))).order_by(Course.id)
    return [Where(course_id=row[0], category_id=row[1]) for row in session.execute(query)]


def require_in_one(
    session: WorkspaceSession, actor: Actor, capability: Capability, places: Iterable[Where]
) -> None:
    """Raise Refused unless the actor holds the capability in one of the places, or the whole site."""
    if not any(allows(session, actor, capability, place) for place in places):
        require(session, actor, capability, SITE)
