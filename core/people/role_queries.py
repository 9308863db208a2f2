"""Reading roles: which there are, what they hold, who has them where (people/roles)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.people.capabilities import Capability
from core.people.models import Category, Person, RoleAssignment, RoleCapability, RoleDefinition


@dataclass(frozen=True)
class RoleView:
    """A role in use: what it holds, and how many people have it now or later."""

    id: int
    name: str
    shipped: bool
    capabilities: tuple[Capability, ...]
    people: int


@dataclass(frozen=True)
class RoleHeld:
    """A role somebody has, or will have: where (`place` names a person or category; a course is named above), and
    from when until when."""

    id: int
    person_id: int
    person: str
    role: str
    kind: str
    context_id: int | None
    place: str | None
    since: datetime
    until: datetime | None


def role_views(session: WorkspaceSession) -> list[RoleView]:
    """All roles in use, the shipped ones first; a few queries."""
    held: dict[int, list[Capability]] = {}
    query = select(RoleCapability.role_id, RoleCapability.capability).where(RoleCapability.in_force(session.now))
    for role_id, name in session.execute(query):
        held.setdefault(role_id, []).append(Capability(name))
    counts = {
        row[0]: row[1]
        for row in session.execute(
            select(RoleAssignment.role_id, sa.func.count(sa.distinct(RoleAssignment.person_id)))
            .where(lasting(session))
            .group_by(RoleAssignment.role_id)
        )
    }
    rows = session.execute(
        select(RoleDefinition.id, RoleDefinition.name, RoleDefinition.shipped)
        .where(RoleDefinition.removed_at.is_(None))
        .order_by(sa.case((RoleDefinition.shipped, 0), else_=1), RoleDefinition.id)
    )
    return [RoleView(*row, tuple(sorted(held.get(row[0], ()))), counts.get(row[0], 0)) for row in rows]


def role_named(session: WorkspaceSession, name: str) -> RoleView | None:
    """The role in use of this name, whatever its case, with spaces or underscores."""
    wanted = " ".join(name.replace("_", " ").split()).casefold()
    return next((each for each in role_views(session) if each.name.replace("_", " ").casefold() == wanted), None)


def roles_held(
    session: WorkspaceSession,
    *,
    person_id: int | None = None,
    role: str | None = None,
    assignment_id: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[RoleHeld]:
    """Roles people have now or later: a person's, those of one role, or one assignment; by name, then start."""
    other = aliased(Person)
    query = (
        select(
            RoleAssignment.id, RoleAssignment.person_id, Person.name, RoleDefinition.name,
            RoleAssignment.context_kind, RoleAssignment.context_id, sa.func.coalesce(other.name, Category.name),
            RoleAssignment.effective_from, RoleAssignment.effective_until,
        )
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .outerjoin(other, other.id == RoleAssignment.over_person_id)
        .outerjoin(
            Category, sa.and_(Category.id == RoleAssignment.context_id, RoleAssignment.context_kind == "category")
        )
        .where(lasting(session), *_chosen(person_id, role, assignment_id))
        .order_by(sa.func.lower(Person.name), Person.id, RoleDefinition.id, RoleAssignment.effective_from,
                  RoleAssignment.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [RoleHeld(*row) for row in session.execute(query)]


def count_roles_held(session: WorkspaceSession, role: str) -> int:
    """How many assignments of a role there are, now or later."""
    query = (
        select(sa.func.count(RoleAssignment.id))
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .where(lasting(session), RoleDefinition.name == role)
    )
    return session.scalar(query) or 0


def lasting(session: WorkspaceSession) -> sa.ColumnElement[bool]:
    """Assignments in force now, or later."""
    until = RoleAssignment.effective_until
    return sa.and_(RoleAssignment.superseded_at.is_(None), sa.or_(until.is_(None), until > session.now))


def _chosen(person_id: int | None, role: str | None, assignment_id: int | None) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if person_id is not None:
        found.append(RoleAssignment.person_id == person_id)
    if role is not None:
        found.append(RoleDefinition.name == role)
    if assignment_id is not None:
        found.append(RoleAssignment.id == assignment_id)
    return found
