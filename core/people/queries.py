"""Reading people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.people.actor import Actor
from core.people.models import Group, Membership, Person, PersonSetting, PersonState, RoleAssignment, RoleDefinition


@dataclass(frozen=True)
class PersonView:
    """A person as others name them."""

    id: int
    name: str
    email: str | None
    chat_user_id: str | None
    time_zone: str
    locale: str
    active: bool
    access_tier: int | None

    @property
    def first_name(self) -> str:
        """The name used in a sentence."""
        return self.name.split()[0] if self.name.split() else self.name


def person(session: WorkspaceSession, person_id: int) -> PersonView:
    """One person by id; raises KeyError when there is none."""
    found = people(session, [person_id])
    return found[person_id]


def people(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, PersonView]:
    """Persons by id, with one query."""
    wanted = list(ids)
    return {view.id: view for view in _views(session, Person.id.in_(wanted))} if wanted else {}


def person_by_chat_id(session: WorkspaceSession, chat_user_id: str) -> PersonView | None:
    """The person with this chat user id, active or not."""
    return next(iter(_views(session, Person.chat_user_id == chat_user_id)), None)


def person_by_email(session: WorkspaceSession, email: str) -> PersonView | None:
    """The person with this e-mail address, whatever its case."""
    return next(iter(_views(session, sa.func.lower(Person.email) == email.strip().lower())), None)


def people_named(session: WorkspaceSession, name: str) -> list[PersonView]:
    """Active persons whose whole name, or first name, is this (whatever its case)."""
    wanted = name.strip().lower()
    whole = sa.func.lower(Person.name)
    found = _views(session, sa.or_(whole == wanted, whole.like(_escaped(wanted) + " %", escape="\\")))
    return [view for view in found if view.active]


def members_of(session: WorkspaceSession, group_id: int) -> list[int]:
    """Ids of the active members of a group, by name."""
    query = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            Membership.group_id == group_id,
            Membership.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))


def group_named(session: WorkspaceSession, name: str, kind: str | None = None) -> tuple[int, str, str] | None:
    """Id, kind and name of the group of this name, whatever its case."""
    query = select(Group.id, Group.kind, Group.name).where(sa.func.lower(Group.name) == name.strip().lower())
    if kind:
        query = query.where(Group.kind == kind)
    row = session.execute(query.order_by(Group.id)).first()
    return (row[0], row[1], row[2]) if row else None


def groups_of(session: WorkspaceSession, person_id: int, kind: str | None = None) -> list[tuple[int, str]]:
    """Ids and names of the groups the person is in now."""
    query = (
        select(Group.id, Group.name)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person_id, Membership.in_force(session.now))
        .order_by(Group.name)
    )
    if kind:
        query = query.where(Group.kind == kind)
    return [(row[0], row[1]) for row in session.execute(query)]


def holders_of_role(session: WorkspaceSession, role: str) -> list[int]:
    """Ids of the active people given a role on the whole site, by name."""
    query = (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(RoleDefinition, RoleDefinition.id == RoleAssignment.role_id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            RoleDefinition.name == role,
            RoleAssignment.context_kind == "site",
            RoleAssignment.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(Person.name, Person.id)
    )
    return list(session.scalars(query))


def actor_for(session: WorkspaceSession, person_id: int) -> Actor:
    """The person as an actor."""
    return Actor(session.workspace_id, person_id)


def person_setting(session: WorkspaceSession, person_id: int, name: str) -> str | None:
    """A person's own setting, None where they left it at its default."""
    return session.scalar(
        select(PersonSetting.value).where(PersonSetting.person_id == person_id, PersonSetting.name == name)
    )


def _views(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> Sequence[PersonView]:
    query = (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.chat_user_id,
            Person.time_zone,
            Person.locale,
            PersonState.active,
            PersonState.access_tier,
        )
        .join(PersonState, PersonState.person_id == Person.id)
        .where(condition, PersonState.in_force(session.now))
        .order_by(Person.name, Person.id)
    )
    return [PersonView(*row) for row in session.execute(query)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
