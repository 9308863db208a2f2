"""Reading groups: which there are, who is in them, which a person is in (people/groups)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.people.models import Group, Membership, Person, PersonState
from core.words import say


@dataclass(frozen=True)
class GroupView:
    """A group in use; `members` and `leads` count its active people, who follow `source` where it isn't 'hand'."""

    id: int
    kind: str
    name: str
    source: str
    channel: str | None
    members: int
    leads: int


@dataclass(frozen=True)
class GroupMember:
    """An active person in a group."""

    person_id: int
    name: str
    lead: bool


def group_views(
    session: WorkspaceSession,
    *,
    ids: Iterable[int] | None = None,
    kind: str | None = None,
    words: str = "",
    of_person: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[GroupView]:
    """Groups in use by kind and name: these, of a kind, with these letters, or those a person is in; one query."""
    inside = _inside(session)
    query = (
        select(
            Group.id, Group.kind, Group.name, Group.source, Group.chat_channel_id,
            sa.func.coalesce(inside.c.members, 0), sa.func.coalesce(inside.c.leads, 0),
        )
        .outerjoin(inside, inside.c.group_id == Group.id)
        .where(*_wanted(session, ids, kind, words, of_person))
        .order_by(Group.kind, sa.func.lower(Group.name), Group.id)
        .limit(limit)
        .offset(offset)
    )  # fmt: skip
    return [GroupView(*row) for row in session.execute(query)]


def count_groups(session: WorkspaceSession, *, kind: str | None = None, of_person: int | None = None) -> int:
    """How many groups in use there are, of a kind, or with a person in them."""
    query = select(sa.func.count(Group.id)).where(*_wanted(session, None, kind, "", of_person))
    return session.scalar(query) or 0


def group_view(session: WorkspaceSession, group_id: int) -> GroupView:
    """One group in use; raises NotFound."""
    found = group_views(session, ids=[group_id])
    if not found:
        raise NotFound(say("I don't find that group."), field="group")
    return found[0]


def groups_called(session: WorkspaceSession, name: str, kind: str | None = None) -> list[GroupView]:
    """Groups in use of exactly this name, whatever its case."""
    wanted = " ".join(name.split())
    same = [each for each in group_views(session, kind=kind) if each.name.casefold() == wanted.casefold()]
    return [each for each in same if each.name == wanted] or same


def members_page(
    session: WorkspaceSession, group_id: int, *, limit: int | None = None, offset: int = 0
) -> list[GroupMember]:
    """The active people of a group, leads first, then by name."""
    query = (
        select(Person.id, Person.name, Membership.lead)
        .join(Membership, Membership.person_id == Person.id)
        .join(PersonState, PersonState.person_id == Person.id)
        .where(
            Membership.group_id == group_id,
            Membership.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .order_by(sa.case((Membership.lead, 0), else_=1), sa.func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [GroupMember(*row) for row in session.execute(query)]


def groups_led(session: WorkspaceSession, person_id: int) -> set[int]:
    """Ids of the groups a person leads."""
    query = select(Membership.group_id).where(
        Membership.person_id == person_id, Membership.lead, Membership.in_force(session.now)
    )
    return set(session.scalars(query))


def followed_channels(session: WorkspaceSession) -> dict[str, int]:
    """Ids of the groups in use that follow a chat channel, by the channel's id."""
    query = select(Group.chat_channel_id, Group.id).where(
        Group.chat_channel_id.is_not(None), Group.archived_at.is_(None)
    )
    return {row[0]: row[1] for row in session.execute(query) if row[0] is not None}


def people_by_chat_ids(session: WorkspaceSession, chat_user_ids: Sequence[str]) -> dict[str, int]:
    """Ids of people by chat user id, active or not."""
    found: dict[str, int] = {}
    for start in range(0, len(chat_user_ids), CHUNK):
        part = chat_user_ids[start : start + CHUNK]
        query = select(Person.chat_user_id, Person.id).where(Person.chat_user_id.in_(part))
        found |= {row[0]: row[1] for row in session.execute(query) if row[0] is not None}
    return found


CHUNK = 900


def _inside(session: WorkspaceSession) -> sa.Subquery:
    """How many active people, and leads among them, each group has."""
    return (
        select(
            Membership.group_id,
            sa.func.count(Membership.id).label("members"),
            sa.func.sum(sa.case((Membership.lead, 1), else_=0)).label("leads"),
        )
        .join(PersonState, PersonState.person_id == Membership.person_id)
        .where(
            Membership.workspace_id == session.workspace_id,
            PersonState.workspace_id == session.workspace_id,
            Membership.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        .group_by(Membership.group_id)
        .subquery()
    )


def _wanted(
    session: WorkspaceSession, ids: Iterable[int] | None, kind: str | None, words: str, of_person: int | None
) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [Group.archived_at.is_(None)]
    if ids is not None:
        found.append(Group.id.in_(list(ids)))
    if kind:
        found.append(Group.kind == kind)
    if words:
        found.append(Group.name.icontains(words, autoescape=True))
    if of_person is not None:
        own = select(Membership.group_id).where(
            Membership.workspace_id == session.workspace_id,
            Membership.person_id == of_person,
            Membership.in_force(session.now),
        )
        found.append(Group.id.in_(own))
    return found
