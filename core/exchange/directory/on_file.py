"""People as files know them: by e-mail address, with manager, groups and roles; a few queries however many."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.db import WorkspaceSession
from core.people import ContextKind, GroupSource
from core.people.models import (
    Group,
    Line,
    Membership,
    Person,
    PersonState,
    RoleAssignment,
    RoleCapability,
    RoleDefinition,
)

CHUNK = 900
Each = TypeVar("Each", str, int)
Selected = sa.Select[*tuple[Any, ...]]


@dataclass
class PersonOnFile:
    """A person: `groups` are names by kind with whether they lead it, `manager` an address in lower case, `roles` those
    held in any place and `site_roles` those on the site."""

    id: int
    name: str
    email: str | None
    chat_user_id: str | None
    time_zone: str
    locale: str
    active: bool
    access_tier: int | None
    manager: str | None = None
    manager_id: int | None = None
    groups: dict[str, dict[str, bool]] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    site_roles: set[str] = field(default_factory=set)


def people_by_email(session: WorkspaceSession, emails: Collection[str]) -> dict[str, PersonOnFile]:
    """People by address in lower case."""
    found: dict[str, PersonOnFile] = {}
    for part in parts(sorted({each.lower() for each in emails})):
        rows = session.execute(_people().where(sa.func.lower(Person.email).in_(part)))
        found |= {str(row[2]).lower(): PersonOnFile(*row) for row in rows}
    return found


def people_by_id(session: WorkspaceSession, ids: Collection[int]) -> list[PersonOnFile]:
    """People by id, in the order of their addresses."""
    found: list[PersonOnFile] = []
    for part in parts(sorted(ids)):
        found += [PersonOnFile(*row) for row in session.execute(_people().where(Person.id.in_(part)))]
    return sorted(found, key=lambda each: ((each.email or "").lower(), each.id))


def people_by_chat(session: WorkspaceSession, chat_ids: Collection[str]) -> dict[str, PersonOnFile]:
    """People by chat user id."""
    found: dict[str, PersonOnFile] = {}
    for part in parts(sorted(set(chat_ids))):
        found |= {row[3]: PersonOnFile(*row) for row in session.execute(_people().where(Person.chat_user_id.in_(part)))}
    return found


def fill(session: WorkspaceSession, people: Collection[PersonOnFile]) -> None:
    """Put managers, groups and roles on people."""
    by_id = {each.id: each for each in people}
    for part in parts(sorted(by_id)):
        for person_id, manager_id, email in session.execute(_managers(session, part)):
            by_id[person_id].manager_id, by_id[person_id].manager = manager_id, (email or "").lower() or None
        for person_id, kind, name, lead in session.execute(_groups(session, part)):
            by_id[person_id].groups.setdefault(kind, {})[name] = lead
        for person_id, role, place in session.execute(_roles(session, part)):
            by_id[person_id].roles.add(role)
            if place == ContextKind.SITE:
                by_id[person_id].site_roles.add(role)


def lines_on_file(session: WorkspaceSession) -> dict[str, str]:
    """The manager's address by address, of everybody who has one; both in lower case."""
    manager = aliased(Person)
    query = (
        select(sa.func.lower(Person.email), sa.func.lower(manager.email))
        .select_from(Line)
        .join(Person, Person.id == Line.person_id)
        .join(manager, manager.id == Line.manager_id)
        .where(Line.in_force(session.now), Person.email.is_not(None), manager.email.is_not(None))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def followers_on_file(session: WorkspaceSession) -> dict[tuple[str, str], str]:
    """Groups in use that follow courses or a channel, by kind and name, with what they follow."""
    query = select(Group.kind, Group.name, Group.source).where(
        Group.source != GroupSource.HAND, Group.archived_at.is_(None)
    )
    return {(kind, name): source for kind, name, source in session.execute(query)}


def roles_on_file(session: WorkspaceSession) -> dict[str, list[str]]:
    """All roles with the capabilities they hold."""
    used = select(RoleDefinition.name).where(RoleDefinition.removed_at.is_(None))
    found: dict[str, list[str]] = {name: [] for name in session.scalars(used)}
    held = (
        select(RoleDefinition.name, RoleCapability.capability)
        .join(RoleCapability, RoleCapability.role_id == RoleDefinition.id)
        .where(RoleCapability.in_force(session.now), RoleDefinition.removed_at.is_(None))
    )
    for name, capability in session.execute(held):
        found[name].append(capability)
    return found


def parts(values: Sequence[Each]) -> Iterator[Sequence[Each]]:
    """Values in parts that fit into one statement."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _people() -> Selected:
    return (
        select(
            Person.id, Person.name, Person.email, Person.chat_user_id, Person.time_zone, Person.locale,
            PersonState.active, PersonState.access_tier,
        )
        .join(PersonState, PersonState.person_id == Person.id)
        .where(PersonState.superseded_at.is_(None), PersonState.effective_until.is_(None))
    )  # fmt: skip


def _managers(session: WorkspaceSession, ids: Sequence[int]) -> Selected:
    return (
        select(Line.person_id, Line.manager_id, Person.email)
        .join(Person, Person.id == Line.manager_id)
        .where(Line.person_id.in_(ids), Line.in_force(session.now))
    )


def _groups(session: WorkspaceSession, ids: Sequence[int]) -> Selected:
    return (
        select(Membership.person_id, Group.kind, Group.name, Membership.lead)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id.in_(ids), Membership.in_force(session.now))
    )


def _roles(session: WorkspaceSession, ids: Sequence[int]) -> Selected:
    return (
        select(RoleAssignment.person_id, RoleDefinition.name, RoleAssignment.context_kind)
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .where(RoleAssignment.person_id.in_(ids), RoleAssignment.in_force(session.now))
    )
