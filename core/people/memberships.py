"""Who is in groups; a change takes effect at once (people/groups)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import CHUNK, WorkspaceSession, insert_rows
from core.errors import Conflict
from core.events import Change
from core.history import end_all
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.events import MembershipsChanged
from core.people.groups import group_row, note_group, require_by_hand
from core.people.models import Group, Membership, PersonState
from core.people.rights import require
from core.words import say


@dataclass(frozen=True)
class MembershipPlan:
    """What putting people into a group would do: ids of those new, in it already, and deactivated."""

    new: tuple[int, ...]
    already: tuple[int, ...]
    inactive: tuple[int, ...]


def plan_membership(session: WorkspaceSession, group_id: int, person_ids: Iterable[int]) -> MembershipPlan:
    """What putting these people into a group would do, without doing it (targets/dry-run)."""
    wanted = list(dict.fromkeys(person_ids))
    inside, active = open_members(session, group_id), _active(session, wanted)
    return MembershipPlan(
        tuple(each for each in wanted if each not in inside and each in active),
        tuple(each for each in wanted if each in inside),
        tuple(each for each in wanted if each not in inside and each not in active),
    )


def put_into_group(
    session: WorkspaceSession, actor: Actor, group_id: int, person_ids: Iterable[int], *, lead: bool | None = None
) -> tuple[int, ...]:
    """Put people into a group, set-based; the ids of those for whom something changed. Repeatable.

    With `lead` they lead it or don't; without, who is in it stays as they are. Raises Conflict for a group that
    follows courses or a channel.
    """
    require_by_hand(group_row(session, actor, group_id))
    inside = members_led(session, group_id)
    wanted = list(dict.fromkeys(person_ids))
    new = [each for each in wanted if each not in inside]
    turned = [each for each in wanted if lead is not None and inside.get(each, lead) != lead]
    open_ids = open_members(session, group_id)
    _end(session, [open_ids[each] for each in turned])
    _begin(session, actor, group_id, [*new, *turned], lead=bool(lead))
    return (*new, *turned)


def take_out_of_group(
    session: WorkspaceSession, actor: Actor, group_id: int, person_ids: Iterable[int]
) -> tuple[int, ...]:
    """End people's membership, set-based; the ids of those who were in it. Repeatable.

    Raises Conflict for a group that follows courses or a channel.
    """
    require_by_hand(group_row(session, actor, group_id))
    inside = open_members(session, group_id)
    gone = [each for each in dict.fromkeys(person_ids) if each in inside]
    _end(session, [inside[each] for each in gone])
    _note_members(session, actor, group_id, [(each, "member", None) for each in gone])
    return tuple(gone)


def join_group(
    session: WorkspaceSession, actor: Actor, group_id: int, person_id: int, *, lead: bool = False
) -> None:
    """Put one person into a group, as its lead where said."""
    put_into_group(session, actor, group_id, [person_id], lead=lead)


def leave_group(session: WorkspaceSession, actor: Actor, group_id: int, person_id: int) -> None:
    """End one person's membership of a group."""
    take_out_of_group(session, actor, group_id, [person_id])


def align_group(
    session: WorkspaceSession,
    actor: Actor,
    group_id: int,
    wanted: Mapping[int, datetime],
    *,
    among: Collection[int] | None = None,
) -> tuple[int, int]:
    """Let exactly these people be in a group that follows something, each from their instant; how many came and left.

    With `among` only these people are looked at. No right is asked: whoever follows has it from what is followed.
    """
    inside = open_members(session, group_id)
    looked_at = None if among is None else set(among)
    new = {each: since for each, since in wanted.items() if each not in inside}
    gone = [each for each in inside if each not in wanted]
    if looked_at is not None:
        new = {each: since for each, since in new.items() if each in looked_at}
        gone = [each for each in gone if each in looked_at]
    _end(session, [inside[each] for each in gone])
    _note_members(session, actor, group_id, [(each, "member", None) for each in gone])
    _begin(session, actor, group_id, list(new), since=new)
    return len(new), len(gone)


def archive_group(session: WorkspaceSession, actor: Actor, group_id: int) -> tuple[int, ...]:
    """Take a group out of use: everybody leaves it, its history stays. The ids of those who left."""
    row = group_row(session, actor, group_id)
    inside = open_members(session, group_id)
    _end(session, inside.values())
    row.archived_at = session.now
    note_group(session, actor, row.id, "archived", None, session.now.isoformat())
    _note_members(session, actor, group_id, [(each, "member", None) for each in inside])
    return tuple(inside)


def restore_group(session: WorkspaceSession, actor: Actor, group_id: int) -> int:
    """Bring an archived group back with those who left it then; how many (chat/undo)."""
    require(session, actor, Capability.GROUP_MANAGE)
    row = session.get(Group, group_id)
    if row is None or row.archived_at is None:
        raise Conflict(say("That group is in use. Nothing changed."))
    left = select(Membership.person_id, Membership.lead).where(
        Membership.group_id == group_id,
        Membership.superseded_at.is_(None),
        Membership.effective_until == row.archived_at,
    )
    members: dict[int, bool] = {row[0]: row[1] for row in session.execute(left)}
    row.archived_at = None
    note_group(session, actor, row.id, "archived", "archived", None)
    for lead in (False, True):
        _begin(session, actor, group_id, [each for each, leads in members.items() if leads == lead], lead=lead)
    return len(members)


def open_members(session: WorkspaceSession, group_id: int) -> dict[int, int]:
    """Ids of the open memberships of a group by person, active or not."""
    query = select(Membership.person_id, Membership.id).where(Membership.group_id == group_id, _open())
    return {row[0]: row[1] for row in session.execute(query)}


def members_led(session: WorkspaceSession, group_id: int) -> dict[int, bool]:
    """Everybody in a group, active or not, with whether they lead it."""
    query = select(Membership.person_id, Membership.lead).where(Membership.group_id == group_id, _open())
    return {row[0]: row[1] for row in session.execute(query)}


def _open() -> sa.ColumnElement[bool]:
    return sa.and_(Membership.superseded_at.is_(None), Membership.effective_until.is_(None))


def _active(session: WorkspaceSession, person_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(person_ids), CHUNK):
        query = select(PersonState.person_id).where(
            PersonState.person_id.in_(person_ids[start : start + CHUNK]),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        found |= set(session.scalars(query))
    return found


def _end(session: WorkspaceSession, membership_ids: Iterable[int]) -> None:
    ids, column = list(membership_ids), Membership.__table__.c.id
    for start in range(0, len(ids), CHUNK):
        end_all(session, Membership, column.in_(ids[start : start + CHUNK]))


def _begin(
    session: WorkspaceSession,
    actor: Actor,
    group_id: int,
    person_ids: Sequence[int],
    *,
    lead: bool = False,
    since: Mapping[int, datetime] | None = None,
) -> None:
    starts = since or {}
    rows = [
        {
            "group_id": group_id,
            "person_id": each,
            "lead": lead,
            "effective_from": max(starts.get(each, session.now), session.now),
            "recorded_at": session.now,
        }
        for each in person_ids
    ]
    insert_rows(session, Membership, rows, skip_existing=True)
    _note_members(session, actor, group_id, [(each, None, "lead" if lead else "member") for each in person_ids])


def _note_members(
    session: WorkspaceSession, actor: Actor, group_id: int, moved: Sequence[tuple[int, str | None, str | None]]
) -> None:
    """One fact for many people: each with what they were in the group and what they are."""
    if moved:
        changes = tuple(Change("group", group_id, before, after, person_id=each) for each, before, after in moved)
        people = tuple(dict.fromkeys(each for each, _, _ in moved))
        record(session, actor, MembershipsChanged(group_id=group_id, person_ids=people, changes=changes))
