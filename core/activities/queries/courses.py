"""Courses as others name them: by id, by name, by who may do what with them.

Names are compared folded in Python: made for some thousand courses in a workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Course, CourseModule, Module
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import folded
from core.people import Actor, Capability, Where, category_tree, courses_held
from core.words import say

CHUNK = 900


@dataclass(frozen=True)
class CourseView:
    """A course: `category` is the path of its categories' names; `theory_only` where all its modules are theory."""

    id: int
    idnumber: str
    name: str
    description: str
    category_id: int | None
    category: str
    open: bool
    theory_only: bool

    @property
    def place(self) -> Where:
        """Where its rights are held: the course, in its category."""
        return Where(course_id=self.id, category_id=self.category_id)


def courses(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, CourseView]:
    """Courses by id, a few queries however many."""
    wanted = sorted(set(ids))
    found: dict[int, CourseView] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        found |= {view.id: view for view in _views(session, Course.id.in_(part))}
    return found


def course(session: WorkspaceSession, course_id: int) -> CourseView:
    """One course; raises NotFound when there is none."""
    found = courses(session, [course_id]).get(course_id)
    if found is None:
        raise NotFound(say("I don't find that course."), field="course")
    return found


def courses_named(session: WorkspaceSession, name: str) -> list[CourseView]:
    """Courses of exactly this name (case, spaces, punctuation aside) or id number."""
    wanted = folded(name)
    if not wanted:
        return []
    ids = [each for each, title, idnumber in _names(session) if wanted in (folded(title), folded(idnumber))]
    return _sorted(courses(session, ids).values())


def courses_containing(session: WorkspaceSession, words: str = "", *, limit: int = 100) -> list[CourseView]:
    """Courses with these letters in their name or id number, by name."""
    wanted = folded(words)
    ids = [each for each, title, idnumber in _names(session) if wanted in folded(title) or wanted in folded(idnumber)]
    return _sorted(courses(session, ids[:limit]).values())


def courses_taught(session: WorkspaceSession, actor: Actor) -> list[CourseView]:
    """The courses in which a role given there lets the actor grade, by name."""
    return _sorted(courses(session, courses_held(session, actor, Capability.COURSE_COMPETENCY_GRADE)).values())


def theory_only_courses(session: WorkspaceSession) -> sa.Select[int]:
    """Ids of the courses that consist of theory modules only (courses/theory-only), as a selection."""
    return theory_only_in(session.workspace_id)


def theory_only_in(ours: Any) -> sa.Select[int]:
    """As `theory_only_courses`, for a workspace given as a value or as a parameter of a prepared statement."""
    practice = sa.func.max(sa.case((Module.theory, 0), else_=1))
    return (
        select(CourseModule.course_id)
        .join(Module, sa.and_(Module.id == CourseModule.module_id, Module.workspace_id == ours))
        .where(CourseModule.workspace_id == ours)
        .group_by(CourseModule.course_id)
        .having(practice == 0)
    )


def _names(session: WorkspaceSession) -> Sequence[sa.Row[int, str, str]]:
    query = select(Course.id, Course.name, Course.idnumber).order_by(sa.func.lower(Course.name), Course.id)
    return session.execute(query).all()


def _views(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> list[CourseView]:
    rows = session.scalars(select(Course).where(condition)).all()
    if not rows:
        return []
    theory = set(
        session.scalars(theory_only_courses(session).where(CourseModule.course_id.in_([row.id for row in rows])))
    )
    paths = {each.id: each.path for each in category_tree(session)} if any(row.category_id for row in rows) else {}
    return [
        CourseView(
            row.id,
            row.idnumber,
            row.name,
            row.description,
            row.category_id,
            paths.get(row.category_id or 0, ""),
            row.open,
            row.id in theory,
        )
        for row in rows
    ]


def _sorted(views: Iterable[CourseView]) -> list[CourseView]:
    return sorted(views, key=lambda view: (view.name.lower(), view.id))
