"""Categories of the catalogue: what is in one, and how it gets another name or place (people/capabilities)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core.activities.models import ActivityModule, Course, CourseCompetency, CourseModule, SkillLink
from core.audit import record
from core.catalogue.events import CategoryChanged
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks.models import Competency, Framework
from core.people import (
    Actor,
    Capability,
    CategoryBranch,
    Where,
    categories_above,
    category_tree,
    require,
)
from core.people.models import Category
from core.words import say

MAX_NAME = 120


@dataclass(frozen=True)
class CategoryView:
    """A category and what lies straight in it: categories, and courses by id and name in the order of their names."""

    branch: CategoryBranch
    below: tuple[CategoryBranch, ...]
    courses: tuple[tuple[int, str], ...]


def category_view(session: WorkspaceSession, category_id: int) -> CategoryView:
    """One category; raises NotFound. Three queries, however large the catalogue."""
    tree = category_tree(session)
    branch = next((each for each in tree if each.id == category_id), None)
    if branch is None:
        raise NotFound(say("I don't find that category."))
    rows = session.execute(select(Course.id, Course.name).where(Course.category_id == category_id))
    courses = sorted(((row[0], row[1]) for row in rows), key=lambda each: (each[1].casefold(), each[0]))
    return CategoryView(branch, tuple(each for each in tree if each.parent_id == category_id), tuple(courses))


def edit_category(
    session: WorkspaceSession, actor: Actor, category_id: int, *, name: str, parent_id: int | None
) -> bool:
    """Give a category this name and this place (None: the top); whether anything changed.

    Needs course.manage in it, and to move it where it is and where it goes, since roles given above reach into it.
    Raises Invalid for no name, Conflict for a name that is taken, for a place in itself, and for one where its courses
    would carry competencies of a framework that is not available there (frameworks/scope).
    """
    require(session, actor, Capability.COURSE_MANAGE, Where(category_id=category_id))
    row = _held(session).get(category_id)
    if row is None:
        raise NotFound(say("I don't find that category."))
    wanted = _checked_name(session, category_id, name)
    before = (row.name, row.parent_id)
    if parent_id != row.parent_id:
        _check_place(session, actor, row, parent_id)
    row.name, row.parent_id = wanted, parent_id
    session.flush()
    if parent_id != before[1]:
        _check_scopes(session, row)
    changes = [Change(what, category_id, was, now) for what, was, now in (
        ("category name", before[0], wanted), ("category parent", before[1], parent_id)
    ) if was != now]
    if changes:
        record(session, actor, CategoryChanged(category_id=category_id, changes=tuple(changes)))
    return bool(changes)


def _held(session: WorkspaceSession) -> dict[int, Category]:
    """All categories: who changes their tree takes turns, for two moves at once could close a circle."""
    query = select(Category).order_by(Category.id).with_for_update(key_share=True)
    return {row.id: row for row in session.scalars(query.execution_options(populate_existing=True))}


def _checked_name(session: WorkspaceSession, category_id: int, name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise Invalid(say("A category needs a name. Example: Safety."), field="name")
    if len(clean) > MAX_NAME:
        raise Invalid(say("A name has at most {most} characters.", most=MAX_NAME), field="name")
    if any(each.name == clean and each.id != category_id for each in category_tree(session)):
        raise Conflict(say("There is a category {name} already. Choose another name.", name=clean), field="name")
    return clean


def _check_place(session: WorkspaceSession, actor: Actor, row: Category, parent_id: int | None) -> None:
    refusal = say("Not moved: moving a category needs course editing both where it is and where it goes.")
    for place in (row.parent_id, parent_id):
        require(session, actor, Capability.COURSE_MANAGE, Where(category_id=place), refusal=refusal)
    if parent_id is None:
        return
    if parent_id not in {each.id for each in category_tree(session)}:
        raise NotFound(say("I don't find that category."), field="parent")
    if row.id in categories_above(session, [parent_id]):
        raise Conflict(say("{name} can't be moved into itself or what lies in it.", name=row.name), field="parent")


def _check_scopes(session: WorkspaceSession, row: Category) -> None:
    """Raise Conflict naming a framework that what lies in the category uses and that is not available there now."""
    reach: dict[int | None, set[int]] = {None: set()}
    for each in category_tree(session):
        reach[each.id] = {each.id} | reach[each.parent_id]
    inside = {each for each, above in reach.items() if row.id in above}
    for framework, scope, places in (*_on_courses(session), *_on_activities(session)):
        if inside.intersection(places) and not any(scope in reach[place] for place in places):
            raise Conflict(
                say("Not moved: {framework} would not be available there, and competencies of it are linked in "
                    "{category}. Take them off first.", framework=framework, category=row.name),
                field="parent",
            )


Use = tuple[str, int, Collection[int | None]]
"""A framework of one category, that category, and where it is used: any of these places makes it available."""


def _on_courses(session: WorkspaceSession) -> list[Use]:
    query = (
        select(Framework.name, Framework.category_id, Course.category_id)
        .join(Competency, Competency.framework_id == Framework.id)
        .join(CourseCompetency, CourseCompetency.competency_id == Competency.id)
        .join(Course, Course.id == CourseCompetency.course_id)
        .where(Framework.category_id.is_not(None), CourseCompetency.in_force(session.now))
        .distinct()
    )
    return [(name, scope, {place}) for name, scope, place in session.execute(query) if scope is not None]


def _on_activities(session: WorkspaceSession) -> list[Use]:
    """An activity may be in courses of several categories; one of them is enough."""
    query = (
        select(SkillLink.id, Framework.name, Framework.category_id, Course.category_id)
        .join(Competency, Competency.framework_id == Framework.id)
        .join(SkillLink, SkillLink.competency_id == Competency.id)
        .join(ActivityModule, ActivityModule.activity_id == SkillLink.activity_id)
        .join(CourseModule, CourseModule.module_id == ActivityModule.module_id)
        .join(Course, Course.id == CourseModule.course_id)
        .where(Framework.category_id.is_not(None), SkillLink.in_force(session.now))
    )
    found: dict[int, tuple[str, int, set[int | None]]] = {}
    for link_id, name, scope, place in session.execute(query):
        if scope is not None:
            found.setdefault(link_id, (name, scope, set()))[2].add(place)
    return list(found.values())
