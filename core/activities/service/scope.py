"""Frameworks of one category stay there: their competencies are linked in it and below only (frameworks/scope)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from core.activities.models import ActivityModule, Course, CourseModule
from core.db import WorkspaceSession
from core.errors import Invalid
from core.frameworks import available_in, competencies, out_of_scope
from core.words import say


def check_on_activity(session: WorkspaceSession, activity_id: int, competency_ids: Sequence[int]) -> None:
    """Raise Invalid naming a competency whose framework is not available in any of the activity's courses."""
    _check(session, competency_ids, _categories_of(session, activity_id))


def check_on_modules(session: WorkspaceSession, module_ids: Sequence[int], competency_ids: Sequence[int]) -> None:
    """As `check_on_activity`, for an activity that is to be in these modules."""
    query = (
        select(Course.category_id)
        .join(CourseModule, CourseModule.course_id == Course.id)
        .where(CourseModule.module_id.in_(list(module_ids)))
        .distinct()
    )
    _check(session, competency_ids, list(session.scalars(query)) or [None])


def check_on_course(session: WorkspaceSession, category_id: int | None, competency_ids: Sequence[int]) -> None:
    """Raise Invalid naming a competency whose framework is not available in the course's category."""
    _check(session, competency_ids, [category_id])


def elsewhere_for(session: WorkspaceSession, activity_ids: Collection[int]) -> dict[int, set[int]]:
    """By activity the ids of the competencies that are not to be listed for it; one query for each set of categories
    the activities are in, of which there are few."""
    places = _categories_by_activity(session, activity_ids)
    sets = {each: frozenset(places.get(each, {None})) for each in activity_ids}
    outside = {each: out_of_scope(session, each) for each in set(sets.values())}
    return {each: outside[categories] for each, categories in sets.items()}


def _check(session: WorkspaceSession, ids: Sequence[int], category_ids: Iterable[int | None]) -> None:
    outside = sorted(set(ids) - available_in(session, ids, category_ids))
    if outside:
        name = competencies(session, outside[:1])[outside[0]].name
        raise Invalid(
            say("{name} is of a framework for another category; it can't be linked here.", name=name), field="skills"
        )


def _categories_by_activity(session: WorkspaceSession, activity_ids: Collection[int]) -> dict[int, set[int | None]]:
    query = (
        select(ActivityModule.activity_id, Course.category_id)
        .join(CourseModule, CourseModule.module_id == ActivityModule.module_id)
        .join(Course, Course.id == CourseModule.course_id)
        .where(ActivityModule.activity_id.in_(list(activity_ids)))
        .distinct()
    )
    found: dict[int, set[int | None]] = {}
    for activity_id, category_id in session.execute(query):
        found.setdefault(activity_id, set()).add(category_id)
    return found


def _categories_of(session: WorkspaceSession, activity_id: int) -> list[int | None]:
    """The categories of the courses an activity is in; the site alone where it is in none."""
    query = (
        select(Course.category_id)
        .join(CourseModule, CourseModule.course_id == Course.id)
        .join(ActivityModule, ActivityModule.module_id == CourseModule.module_id)
        .where(ActivityModule.activity_id == activity_id)
        .distinct()
    )
    return list(session.scalars(query)) or [None]
