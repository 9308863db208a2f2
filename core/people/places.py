"""Categories of the catalogue as a tree, and the courses in which somebody holds a capability."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.people.actor import Actor
from core.people.capabilities import Capability, ContextKind, Role, granting
from core.people.models import Category, RoleAssignment, RoleCapability, RoleDefinition

BETWEEN = " / "


@dataclass(frozen=True)
class CategoryBranch:
    """A category in its tree: `path` names it with those above it, 'Safety / Fire'; `depth` counts from 0."""

    id: int
    name: str
    parent_id: int | None
    path: str
    depth: int


def category_tree(session: WorkspaceSession) -> list[CategoryBranch]:
    """All categories of the catalogue, each below its parent, by name."""
    rows = session.execute(
        select(Category.id, Category.name, Category.parent_id).order_by(sa.func.lower(Category.name), Category.id)
    ).all()
    below: dict[int | None, list[tuple[int, str]]] = {}
    for each, name, parent_id in rows:
        below.setdefault(parent_id, []).append((each, name))
    return _tree(below, None, "", 0)


def _tree(
    below: dict[int | None, list[tuple[int, str]]], parent_id: int | None, path: str, depth: int
) -> list[CategoryBranch]:
    found: list[CategoryBranch] = []
    for each, name in below.get(parent_id, []):
        here = f"{path}{BETWEEN}{name}" if path else name
        found.append(CategoryBranch(each, name, parent_id, here, depth))
        found += _tree(below, each, here, depth + 1)
    return found


def courses_held(session: WorkspaceSession, actor: Actor, capability: Capability) -> frozenset[int]:
    """Ids of the courses for which the actor was given a role that holds the capability: those they teach."""
    if actor.person_id is None:
        return frozenset()
    query = (
        select(RoleAssignment.context_id)
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .where(
            RoleAssignment.person_id == actor.person_id,
            RoleAssignment.context_kind == ContextKind.COURSE,
            RoleAssignment.in_force(session.now),
            RoleCapability.in_force(session.now),
            RoleCapability.capability.in_([*granting(capability)]),
        )
    )
    return frozenset(each for each in session.scalars(query) if each is not None)


def course_teachers(session: WorkspaceSession, course_id: int) -> dict[int, int]:
    """Who was given the role of teacher for a course: the assignment's id by person."""
    query = (
        select(RoleAssignment.person_id, RoleAssignment.id)
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .where(
            RoleDefinition.name == Role.TEACHER,
            RoleAssignment.context_kind == ContextKind.COURSE,
            RoleAssignment.context_id == course_id,
            RoleAssignment.in_force(session.now),
        )
        .order_by(RoleAssignment.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}
