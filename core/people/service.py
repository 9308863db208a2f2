"""Changes to people, groups, lines and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.events import Change
from core.history import begin, end, replace
from core.people.actor import Actor
from core.people.capabilities import Capability, ContextKind
from core.people.events import ActionRefused, PersonChanged, RoleEdited
from core.people.models import (
    Category,
    Group,
    Line,
    Membership,
    Person,
    PersonState,
    RoleAssignment,
    RoleCapability,
    RoleDefinition,
    Tombstone,
)
from core.people.rights import SITE, Where, allows, require
from core.people.supervision import would_be_cycle
from core.words import say

GROUP_KINDS = ("audience", "position", "team", "location", "company", "cohort", "channel")


@dataclass(frozen=True)
class PersonDetails:
    """What the directory says of a person; e-mail or chat user id identifies them."""

    name: str
    email: str | None = None
    chat_user_id: str | None = None
    time_zone: str = "UTC"
    locale: str = "en_GB"
    access_tier: int | None = None
    active: bool = True


def register_person(session: WorkspaceSession, actor: Actor, details: PersonDetails) -> int:
    """Add a person, or bring the one with this e-mail or chat user id up to date; their id (people/directory).

    Raises Invalid for an unknown time zone, and for an identifier that was erased (privacy/erase-stays).
    """
    require(session, actor, Capability.GROUP_MANAGE)
    _check_zone(details.time_zone)
    _check_not_erased(session, details)
    person = _find(session, details)
    if person is None:
        return _add(session, actor, details)
    _update(session, actor, person, details)
    return person.id


def set_line_manager(session: WorkspaceSession, actor: Actor, person_id: int, manager_id: int | None) -> None:
    """Set or end a person's line manager; a cycle is refused (people/supervises)."""
    require(session, actor, Capability.GROUP_MANAGE)
    line = session.scalar(select(Line).where(Line.person_id == person_id, Line.in_force(session.now)))
    before = line.manager_id if line else None
    if before == manager_id:
        return
    if manager_id is not None and would_be_cycle(session, person_id, manager_id):
        raise Invalid(
            say("Not set: that would make somebody their own manager. Choose a manager further up."),
            field="manager_email",
        )
    if line is not None:
        end(session, line)
        session.flush()
    if manager_id is not None:
        begin(session, Line(person_id=person_id, manager_id=manager_id))
    _note(session, actor, person_id, "manager", before, manager_id)


def add_group(session: WorkspaceSession, actor: Actor, kind: str, name: str) -> int:
    """The group of this kind and name, made when it is new; its id (people/groups)."""
    require(session, actor, Capability.GROUP_MANAGE)
    if kind not in GROUP_KINDS:
        raise Invalid(say("{kind} is no kind of group. Kinds: {kinds}.", kind=kind, kinds=GROUP_KINDS))
    found = session.scalar(select(Group.id).where(Group.kind == kind, Group.name == name))
    if found is not None:
        return found
    group = Group(kind=kind, name=name, created_at=session.now, archived_at=None)
    session.add(group)
    session.flush()
    return group.id


def join_group(
    session: WorkspaceSession, actor: Actor, group_id: int, person_id: int, *, lead: bool = False
) -> None:
    """Put a person into a group, as its lead where said; it takes effect at once (people/groups)."""
    require(session, actor, Capability.GROUP_MANAGE)
    row = _membership(session, group_id, person_id)
    if row is not None and row.lead == lead:
        return
    if row is None:
        begin(session, Membership(group_id=group_id, person_id=person_id, lead=lead))
    else:
        replace(session, row, lead=lead)
    _note(session, actor, person_id, "group", None, group_id)


def leave_group(session: WorkspaceSession, actor: Actor, group_id: int, person_id: int) -> None:
    """End a person's membership of a group."""
    require(session, actor, Capability.GROUP_MANAGE)
    row = _membership(session, group_id, person_id)
    if row is not None:
        end(session, row)
        _note(session, actor, person_id, "group", group_id, None)


def add_category(session: WorkspaceSession, actor: Actor, name: str, parent_id: int | None = None) -> int:
    """The category of this name, made when it is new; its id."""
    require(session, actor, Capability.COURSE_MANAGE, Where(category_id=parent_id))
    found = session.scalar(select(Category.id).where(Category.name == name))
    if found is not None:
        return found
    row = Category(name=name, parent_id=parent_id)
    session.add(row)
    session.flush()
    return row.id


@dataclass(frozen=True)
class RoleContext:
    """Where a role is given: the site, or one category, course, person or group."""

    kind: ContextKind = ContextKind.SITE
    id: int | None = None


def give_role(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    role: str,
    context: RoleContext | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> int:
    """Give a person a role in a context, with start and optional end; nobody but a site admin grants more than they
    hold (people/roles, people/relations). The id of the assignment."""
    place = context or RoleContext()
    _require_granting(session, actor, role, place)
    row = RoleAssignment(
        person_id=person_id,
        role_id=_role_id(session, role),
        context_kind=str(place.kind),
        context_id=place.id,
        over_person_id=place.id if place.kind == ContextKind.PERSON else None,
        effective_until=until,
    )
    begin(session, row, at=since)
    session.flush()
    _note(session, actor, person_id, "role", None, f"{role} ({place.kind})")
    return row.id


def take_role(session: WorkspaceSession, actor: Actor, assignment_id: int) -> None:
    """End a role somebody was given."""
    row = session.scalar(select(RoleAssignment).where(RoleAssignment.id == assignment_id))
    if row is None:
        raise NotFound(say("I don't find that role assignment. Nothing changed."))
    name = session.get_one(RoleDefinition, row.role_id).name
    _require_granting(session, actor, name, RoleContext(ContextKind(row.context_kind), row.context_id))
    end(session, row)
    _note(session, actor, row.person_id, "role", name, None)


def edit_role(session: WorkspaceSession, actor: Actor, role: str, *, add: Capability | None = None,
              remove: Capability | None = None) -> None:
    """Add a capability to a role or take one from it; only a site admin may (people/roles)."""
    require(session, actor, Capability.SITE_MANAGE)
    role_id = _role_id(session, role)
    held = {
        row.capability: row
        for row in session.scalars(
            select(RoleCapability).where(RoleCapability.role_id == role_id, RoleCapability.in_force(session.now))
        )
    }
    if add is not None and add not in held:
        begin(session, RoleCapability(role_id=role_id, capability=str(add)))
    if remove is not None and remove in held:
        end(session, held[remove])
    changes = (Change("capability", role_id, remove and str(remove), add and str(add)),)
    record(session, actor, RoleEdited(role_id=role_id, changes=changes))


def mark_greeted(session: WorkspaceSession, person_id: int) -> bool:
    """Note that a person was greeted; False when they had been before (the greeting comes once)."""
    person = session.get_one(Person, person_id)
    if person.greeted_at is not None:
        return False
    person.greeted_at = session.now
    return True


def note_refusal(session: WorkspaceSession, actor: Actor, capability: str) -> None:
    """Keep that somebody tried what they may not do, for an admin to see (privacy/audit)."""
    record(session, actor, ActionRefused(capability=capability))


def _require_granting(session: WorkspaceSession, actor: Actor, role: str, place: RoleContext) -> None:
    where = Where(category_id=place.id) if place.kind == ContextKind.CATEGORY else SITE
    capability = Capability.RELATION_MANAGE if place.kind == ContextKind.PERSON else Capability.ROLE_GRANT
    require(session, actor, capability, where)
    if allows(session, actor, Capability.SITE_MANAGE):
        return
    for held in _capabilities_of(session, role):
        require(
            session,
            actor,
            held,
            where,
            refusal=say("Not given: the role {role} holds more than you do. A site admin can give it.", role=role),
        )


def _capabilities_of(session: WorkspaceSession, role: str) -> list[Capability]:
    query = (
        select(RoleCapability.capability)
        .join(RoleDefinition, RoleDefinition.id == RoleCapability.role_id)
        .where(RoleDefinition.name == role, RoleCapability.in_force(session.now))
    )
    return [Capability(name) for name in session.scalars(query)]


def _role_id(session: WorkspaceSession, role: str) -> int:
    found = session.scalar(select(RoleDefinition.id).where(RoleDefinition.name == role))
    if found is None:
        names = sorted(session.scalars(select(RoleDefinition.name)))
        raise Invalid(say("I don't know the role {role}. Roles: {names}.", role=role, names=names), field="role")
    return found


def _membership(session: WorkspaceSession, group_id: int, person_id: int) -> Membership | None:
    return session.scalar(
        select(Membership).where(
            Membership.group_id == group_id,
            Membership.person_id == person_id,
            Membership.in_force(session.now),
        )
    )


def _find(session: WorkspaceSession, details: PersonDetails) -> Person | None:
    for column, value in ((Person.email, details.email), (Person.chat_user_id, details.chat_user_id)):
        if value and (person := session.scalar(select(Person).where(column == value))):
            return person
    return None


def _add(session: WorkspaceSession, actor: Actor, details: PersonDetails) -> int:
    person = Person(
        name=details.name,
        email=details.email,
        chat_user_id=details.chat_user_id,
        time_zone=details.time_zone,
        locale=details.locale,
        created_at=session.now,
        greeted_at=None,
    )
    session.add(person)
    session.flush()
    state = PersonState(person_id=person.id, active=details.active, access_tier=details.access_tier)
    begin(session, state)
    session.flush()
    _note(session, actor, person.id, "person", None, details.name)
    return person.id


def _update(session: WorkspaceSession, actor: Actor, person: Person, details: PersonDetails) -> None:
    for column in ("name", "email", "chat_user_id", "time_zone", "locale"):
        before, after = getattr(person, column), getattr(details, column)
        if after is not None and before != after:
            setattr(person, column, after)
            _note(session, actor, person.id, column, before, after)
    state = session.scalars(
        select(PersonState).where(PersonState.person_id == person.id, PersonState.in_force(session.now))
    ).one()
    if (state.active, state.access_tier) != (details.active, details.access_tier):
        replace(session, state, active=details.active, access_tier=details.access_tier)
        _note(session, actor, person.id, "state", [state.active, state.access_tier],
              [details.active, details.access_tier])


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(
            say("{zone} is no time zone. Example: Europe/Oslo.", zone=zone), field="time_zone"
        ) from None


def _check_not_erased(session: WorkspaceSession, details: PersonDetails) -> None:
    keys = [each for each in (details.email, details.chat_user_id) if each]
    hashes = [session.vault.keyed_hash(session.workspace_id, each) for each in keys]
    if hashes and session.scalar(select(Tombstone.id).where(Tombstone.identifier_hash.in_(hashes))):
        raise Invalid(say("Not added: this person was erased. An admin can admit them again."))


def _note(
    session: WorkspaceSession, actor: Actor, person_id: int, what: str, before: object, after: object
) -> None:
    change = Change(what, person_id, before, after, person_id=person_id)
    record(session, actor, PersonChanged(person_id=person_id, changes=(change,)))

