"""Reading people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.people.actor import Actor
from core.people.models import Group, Membership, Person, PersonSetting, PersonState, RoleAssignment, RoleDefinition
from core.people.statements import PEOPLE, SEEN, ask


@dataclass(frozen=True)
class PersonView:
    """A person as others name them; `erased` where this is the pseudonym of somebody who was erased."""

    id: int
    name: str
    email: str | None
    chat_user_id: str | None
    time_zone: str
    locale: str
    active: bool
    access_tier: int | None
    admitted: bool = False
    erased: bool = False

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
    return {row[0]: PersonView(*row) for row in ask(session, PEOPLE, people=wanted)} if wanted else {}


def person_by_chat_id(session: WorkspaceSession, chat_user_id: str) -> PersonView | None:
    """The person with this chat user id, active or not."""
    return next(iter(_views(session, Person.chat_user_id == chat_user_id)), None)


def person_by_email(session: WorkspaceSession, email: str) -> PersonView | None:
    """The person with this e-mail address, whatever its case."""
    return next(iter(_views(session, sa.func.lower(Person.email) == email.strip().lower())), None)


def people_named(session: WorkspaceSession, name: str) -> list[PersonView]:
    """Active persons whose whole name, or first name, is this (whatever its case)."""
    typed = " ".join(name.split())
    whole = sa.func.lower(Person.name)
    spelled = {typed, " ".join(each[:1].upper() + each[1:] for each in typed.split())}
    same = [whole == typed.lower(), whole.like(_escaped(typed.lower()) + " %", escape="\\")]
    for each in sorted(spelled):  # one database knows the case of English letters only
        same += [Person.name == each, Person.name.like(_escaped(each) + " %", escape="\\")]
    return [view for view in _views(session, sa.or_(*same)) if view.active and not view.erased]


def people_matching(
    session: WorkspaceSession, words: str, *, limit: int, active: bool | None = True
) -> list[PersonView]:
    """People with these letters in their name or address, by name; with `active` None deactivated ones, too."""
    wanted = " ".join(words.split())
    fits = sa.or_(
        Person.name.icontains(wanted, autoescape=True),
        Person.name.contains(wanted[:1].upper() + wanted[1:], autoescape=True),
        Person.email.icontains(wanted, autoescape=True),
    )
    state = [] if active is None else [PersonState.active.is_(active)]
    return list(_views(session, sa.and_(fits, *state), limit=limit))


def count_people(session: WorkspaceSession) -> tuple[int, int, int]:
    """How many people are active, how many deactivated, and how many of the active are guests let in."""
    query = (
        select(PersonState.active, PersonState.admitted, sa.func.count(PersonState.id))
        .where(PersonState.in_force(session.now))
        .group_by(PersonState.active, PersonState.admitted)
    )
    rows = session.execute(query).all()
    return (
        sum(row[2] for row in rows if row[0]),
        sum(row[2] for row in rows if not row[0]),
        sum(row[2] for row in rows if row[0] and row[1]),
    )


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
    """Id, kind and name of the group in use of this name, whatever its case."""
    wanted = " ".join(name.split())
    query = select(Group.id, Group.kind, Group.name).where(Group.archived_at.is_(None)).order_by(Group.id)
    if kind:
        query = query.where(Group.kind == kind)
    rows = session.execute(query).all()
    found = [row for row in rows if row[2] == wanted] or [row for row in rows if row[2].casefold() == wanted.casefold()]
    return (found[0][0], found[0][1], found[0][2]) if found else None


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


def groups_of_each(
    session: WorkspaceSession, person_ids: Sequence[int], kinds: Sequence[str]
) -> dict[int, list[tuple[int, str, str]]]:
    """By person: id, kind and name of the groups of these kinds they are in now, by kind and name."""
    query = (
        select(Membership.person_id, Group.id, Group.kind, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .where(Membership.person_id.in_(person_ids), Membership.in_force(session.now), Group.kind.in_(kinds))
        .order_by(Group.kind, Group.name, Group.id)
    )
    found: dict[int, list[tuple[int, str, str]]] = {each: [] for each in person_ids}
    for person_id, group_id, kind, name in session.execute(query):
        found[person_id].append((group_id, kind, name))
    return found


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


def _views(
    session: WorkspaceSession, condition: sa.ColumnElement[bool], limit: int | None = None
) -> Sequence[PersonView]:
    query = (
        select(*SEEN)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(condition, PersonState.in_force(session.now))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return [PersonView(*row) for row in session.execute(query)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
