"""Groups: made, renamed, followed no longer (people/groups)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.events import GroupChanged
from core.people.models import Group
from core.people.rights import require
from core.words import Sentence, say

LONGEST_NAME = 120


class GroupKind(StrEnum):
    """The seven kinds of groups; none can be added."""

    AUDIENCE = "audience"
    POSITION = "position"
    TEAM = "team"
    LOCATION = "location"
    COMPANY = "company"
    COHORT = "cohort"
    CHANNEL = "channel"


GROUP_KINDS = tuple(str(each) for each in GroupKind)


class GroupSource(StrEnum):
    """Where a group's members come from: put in by hand, enrolled on courses, or in a chat channel."""

    HAND = "hand"
    COURSES = "courses"
    CHANNEL = "channel"


def create_group(
    session: WorkspaceSession,
    actor: Actor,
    kind: str,
    name: str,
    *,
    source: GroupSource = GroupSource.HAND,
    channel: str | None = None,
) -> int:
    """Make a group; its id. One archived under that kind and name is in use again, empty.

    Raises Conflict where the kind has a group of that name, Invalid for an unknown kind or an empty name.
    """
    require(session, actor, Capability.GROUP_MANAGE)
    wanted = checked_name(name)
    found = _named(session, checked_kind(kind), wanted) or _of_channel(session, channel)
    if found is not None and found.archived_at is None:
        raise Conflict(
            say("There is a {kind} {name} already. Choose another name.", kind=kind, name=found.name), field="name"
        )
    row = found or Group(kind=kind, name=wanted, created_at=session.now)
    row.name, row.archived_at, row.source, row.chat_channel_id = wanted, None, str(source), channel
    session.add(row)
    session.flush()
    note_group(session, actor, row.id, "group", None, f"{kind} {wanted}")
    return row.id


def add_group(session: WorkspaceSession, actor: Actor, kind: str, name: str) -> int:
    """The group of this kind and name, made when it is new or archived; its id. For files, which name groups."""
    require(session, actor, Capability.GROUP_MANAGE)
    found = _named(session, checked_kind(kind), checked_name(name))
    if found is not None and found.archived_at is None:
        return found.id
    return create_group(session, actor, kind, name)


def rename_group(session: WorkspaceSession, actor: Actor, group_id: int, name: str) -> str:
    """Give a group another name, everywhere at once; the name it had. Raises Conflict where it is taken."""
    row = group_row(session, actor, group_id)
    wanted, before = checked_name(name), row.name
    other = _named(session, row.kind, wanted)
    if other is not None and other.id != row.id:
        words = "There is a {kind} {name} already. Choose another name."
        if other.archived_at is not None:
            words = "The {kind} {name} was archived; its name is kept. Choose another name."
        raise Conflict(say(words, kind=row.kind, name=other.name), field="name")
    if wanted != before:
        row.name = wanted
        note_group(session, actor, row.id, "name", before, wanted)
    return before


def stop_following(session: WorkspaceSession, actor: Actor, group_id: int) -> None:
    """A channel nobody reads any more leaves its group as it is, made by hand from now on."""
    row = group_row(session, actor, group_id)
    before, row.source, row.chat_channel_id = row.source, str(GroupSource.HAND), None
    note_group(session, actor, row.id, "source", before, row.source)


def group_row(session: WorkspaceSession, actor: Actor, group_id: int) -> Group:
    """A group in use, for those who manage groups; raises Refused and NotFound."""
    require(session, actor, Capability.GROUP_MANAGE)
    row: Group | None = session.get(Group, group_id)
    if row is None or row.archived_at is not None:
        raise NotFound(say("I don't find that group. Nothing changed."), field="group")
    return row


def checked_kind(kind: str) -> str:
    """The kind, where it is one of the seven."""
    if kind not in GROUP_KINDS:
        raise Invalid(say("{kind} is no kind of group. Kinds: {kinds}.", kind=kind, kinds=GROUP_KINDS), field="kind")
    return kind


def checked_name(name: str) -> str:
    """The name with single spaces; raises Invalid where it is empty or too long."""
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid(say("A group needs a name. Example: Warehouse."), field="name")
    if len(wanted) > LONGEST_NAME:
        raise Invalid(say("That name is longer than {n} characters. Shorten it.", n=LONGEST_NAME), field="name")
    return wanted


def follows_words(source: str, name: str) -> Sentence | None:
    """Why nobody is put into a group by hand, or out of it; None where that is how it is made."""
    if source == GroupSource.COURSES:
        return say("{name} follows its courses: who is enrolled is in it. Enrol or un-enrol there.", name=name)
    if source == GroupSource.CHANNEL:
        return say("{name} follows its channel: who is in the channel is in it.", name=name)
    return None


def require_by_hand(row: Group) -> None:
    """Raise Conflict for a group that follows courses or a channel."""
    if (words := follows_words(row.source, row.name)) is not None:
        raise Conflict(say("Nothing changed. {words}", words=words), field="group")


def _named(session: WorkspaceSession, kind: str, name: str) -> Group | None:
    """The group of this name, in use or archived: exactly so, else one that differs in case."""
    exact = session.scalar(select(Group).where(Group.kind == kind, Group.name == name))
    if exact is not None:
        return exact
    names = session.execute(select(Group.id, Group.name).where(Group.kind == kind).order_by(Group.id))
    same = next((group_id for group_id, other in names if other.casefold() == name.casefold()), None)
    return session.get_one(Group, same) if same is not None else None


def _of_channel(session: WorkspaceSession, channel: str | None) -> Group | None:
    if channel is None:
        return None
    return session.scalars(select(Group).where(Group.chat_channel_id == channel)).first()


def note_group(
    session: WorkspaceSession, actor: Actor, group_id: int, what: str, before: object, after: object
) -> None:
    """Record that something of a group changed."""
    record(session, actor, GroupChanged(group_id=group_id, changes=(Change(what, group_id, before, after),)))
