"""Giving and taking roles (people/roles, people/relations)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.history import begin, end
from core.people.actor import Actor
from core.people.capabilities import SKILLS_ONLY, Capability, ContextKind, Role
from core.people.models import Category, Person, PersonState, RoleAssignment, RoleCapability, RoleDefinition
from core.people.rights import SITE, Where, allows, require
from core.people.role_queries import lasting
from core.people.service import hold_lines, note_person
from core.words import Sentence, say

FOLLOWING = frozenset({Role.EMPLOYEE, Role.MANAGER, Role.LEAD})
"""Roles nobody is given: they follow from the directory."""

_ANYWHERE = frozenset({ContextKind.SITE, ContextKind.CATEGORY})
PLACES: dict[str, frozenset[ContextKind]] = {
    Role.TEACHER: frozenset({ContextKind.COURSE, ContextKind.CATEGORY}),
    Role.CONTENT_EDITOR: _ANYWHERE,
    Role.FRAMEWORK_ADMIN: _ANYWHERE,
    Role.PLAN_ADMIN: _ANYWHERE,
    Role.REVIEWER: frozenset({ContextKind.PERSON}),
    Role.COMPETENCY_ADMIN: _ANYWHERE,
    Role.ADMIN: frozenset({ContextKind.SITE}),
}
"""Where each shipped role is given; a role of the site's own goes anywhere but to a group."""

OWN_PLACES = frozenset({ContextKind.SITE, ContextKind.CATEGORY, ContextKind.COURSE, ContextKind.PERSON})


@dataclass(frozen=True)
class RoleContext:
    """Where a role is given: the site, or one category, course or person.

    `category_id` is the category a course lies in, for those who may give roles there only.
    """

    kind: ContextKind = ContextKind.SITE
    id: int | None = None
    category_id: int | None = None

    @property
    def where(self) -> Where:
        """Where giving it is asked for."""
        if self.kind == ContextKind.CATEGORY:
            return Where(category_id=self.id)
        return Where(category_id=self.category_id) if self.kind == ContextKind.COURSE else SITE


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
    """Give a person a role in a context, with start and optional end; the id of the assignment.

    Nobody but a site admin grants more than they hold (people/roles, people/relations). Given again with the same
    dates nothing changes; with others the dates change. Raises Invalid for a role that is not given, or not there.
    """
    place = context or RoleContext()
    role_id = role_row(session, role).id
    require_granting(session, actor, role, place)
    _check_place(role, place)
    _check_given(session, person_id, place, since, until)
    known = _open_assignment(session, person_id, role_id, place)
    if known is not None and known.effective_until == until and (since is None or known.effective_from == since):
        return known.id
    if known is not None and (since is None or known.effective_from >= since):
        end(session, known)
        session.flush()
        since = since or known.effective_from
    row = RoleAssignment(
        person_id=person_id,
        role_id=role_id,
        context_kind=str(place.kind),
        context_id=place.id,
        over_person_id=place.id if place.kind == ContextKind.PERSON else None,
        effective_until=until,
    )
    begin(session, row, at=since)
    session.flush()
    note_person(session, actor, person_id, "role", None, _told(role, place, since, until))
    return row.id


def take_role(
    session: WorkspaceSession, actor: Actor, assignment_id: int, *, category_id: int | None = None
) -> None:
    """End a role somebody was given; repeatable. `category_id` as in `RoleContext`.

    Raises Conflict when nobody would be left who manages the site.
    """
    row = session.get(RoleAssignment, assignment_id)
    if row is None:
        raise NotFound(say("I don't find that role assignment. Nothing changed."))
    name = session.get_one(RoleDefinition, row.role_id).name
    place = RoleContext(ContextKind(row.context_kind), row.context_id, category_id)
    require_granting(session, actor, name, place)
    if row.superseded_at is not None or (row.effective_until is not None and row.effective_until <= session.now):
        return
    hold_lines(session)
    before = site_managers(session)
    end(session, row)
    session.flush()
    keep_one_site_manager(session, before)
    note_person(session, actor, row.person_id, "role", f"{name} ({place.kind})", None)


def require_granting(session: WorkspaceSession, actor: Actor, role: str, place: RoleContext) -> None:
    """Raise Refused unless the actor may give this role there, or take it."""
    capability = Capability.RELATION_MANAGE if place.kind == ContextKind.PERSON else Capability.ROLE_GRANT
    require(session, actor, capability, place.where)
    if allows(session, actor, Capability.SITE_MANAGE):
        return
    words = say("Not done: the role {role} holds more than you do there. A site admin can give or take it.",
                role=shown(role))
    for held in capabilities_of(session, role):
        in_part = (role, held) in SKILLS_ONLY
        where = Where(category_id=place.where.category_id, skills_only=True) if in_part else place.where
        require(session, actor, held, where, refusal=words)


def capabilities_of(session: WorkspaceSession, role: str) -> list[Capability]:
    """What a role holds now."""
    query = (
        select(RoleCapability.capability)
        .join(RoleDefinition, RoleDefinition.id == RoleCapability.role_id)
        .where(RoleDefinition.name == role, RoleCapability.in_force(session.now))
    )
    return [Capability(name) for name in session.scalars(query)]


def shown(role: str) -> str:
    """A role's name as people read it."""
    return role.replace("_", " ")


def places_of(role: str) -> frozenset[ContextKind]:
    """Where a role can be given; nowhere for those that follow from the directory."""
    return frozenset() if role in FOLLOWING else PLACES.get(role, OWN_PLACES)


def _check_place(role: str, place: RoleContext) -> None:
    if role in FOLLOWING:
        raise Invalid(say("Nobody is given the role {role}: it follows from the directory.", role=role), field="role")
    if place.kind not in places_of(role):
        raise Invalid(_elsewhere(role, place), field="place")


def _elsewhere(role: str, place: RoleContext) -> Sentence:
    """Where the role goes instead, with an example."""
    examples: dict[str, Sentence] = {
        Role.TEACHER: say(
            "in a course or a category. Example: /prowess role give @mona teacher in Fire safety at work"
        ),
        Role.REVIEWER: say("over one person. Example: /prowess role give @rita reviewer over @anna"),
        Role.ADMIN: say("on the whole site. Example: /prowess role give @ada admin"),
    }
    usual = say("on the whole site or in a category. Example: /prowess role give @cleo content editor in Safety")
    return say("Not given: {role} is a role {where}", role=shown(role), where=examples.get(role, usual))


def _check_given(
    session: WorkspaceSession, person_id: int, place: RoleContext, since: datetime | None, until: datetime | None
) -> None:
    """Raise Invalid for a role over oneself, an end before its start, or a context that isn't there."""
    if place.kind == ContextKind.PERSON and place.id == person_id:
        raise Invalid(say("Nobody has a role over themself. Name somebody else."), field="over")
    if until is not None and until <= (since or session.now):
        raise Invalid(say("It would end before it starts. Choose a later end."), field="until")
    table: Any = {ContextKind.PERSON: Person, ContextKind.CATEGORY: Category}.get(place.kind)
    if table is not None and session.get(table, place.id) is None:
        raise NotFound(say("I don't find that place. Nothing changed."), field="place")


def _open_assignment(
    session: WorkspaceSession, person_id: int, role_id: int, place: RoleContext
) -> RoleAssignment | None:
    """The running or coming assignment of the same role there, the earliest."""
    query = select(RoleAssignment).where(
        RoleAssignment.person_id == person_id,
        RoleAssignment.role_id == role_id,
        RoleAssignment.context_kind == str(place.kind),
        RoleAssignment.context_id.is_(None) if place.id is None else RoleAssignment.context_id == place.id,
        lasting(session),
    )
    return session.scalars(query.order_by(RoleAssignment.effective_from, RoleAssignment.id)).first()


def site_managers(session: WorkspaceSession) -> int:
    """How many active people manage the site now."""
    query = (
        select(sa.func.count(sa.distinct(RoleAssignment.person_id)))
        .join(RoleCapability, RoleCapability.role_id == RoleAssignment.role_id)
        .join(PersonState, PersonState.person_id == RoleAssignment.person_id)
        .where(
            RoleAssignment.context_kind == ContextKind.SITE,
            RoleAssignment.in_force(session.now),
            RoleCapability.capability == Capability.SITE_MANAGE,
            RoleCapability.in_force(session.now),
            PersonState.in_force(session.now),
            PersonState.active,
        )
    )
    return session.scalar(query) or 0


def keep_one_site_manager(session: WorkspaceSession, before: int) -> None:
    """Raise Conflict where there were some who manage the site and nobody would be left."""
    if before and not site_managers(session):
        raise Conflict(
            say("Nothing changed: nobody would be left who manages the site. Give the role admin to another first.")
        )


def found_role(session: WorkspaceSession, role: str, *, removed: bool = False) -> RoleDefinition | None:
    """A role by its name, whatever its case, with spaces or underscores."""
    rows = session.scalars(select(RoleDefinition)).all()
    wanted = shown(role).casefold()
    return next(
        (each for each in rows if shown(each.name).casefold() == wanted and (removed or each.removed_at is None)), None
    )


def role_row(session: WorkspaceSession, role: str) -> RoleDefinition:
    """A role in use by exactly its name; raises Invalid naming those there are."""
    found = found_role(session, role)
    if found is None or found.name != role:
        names = select(RoleDefinition.name).where(RoleDefinition.removed_at.is_(None))
        listed = sorted(shown(each) for each in session.scalars(names))
        raise Invalid(say("I don't know the role {role}. Roles: {names}.", role=role, names=listed), field="role")
    return found


def _told(role: str, place: RoleContext, since: datetime | None, until: datetime | None) -> str:
    """What the audit keeps of it."""
    days = [f"from {since.isoformat()}" if since else "", f"until {until.isoformat()}" if until else ""]
    where = f"{place.kind}" if place.id is None else f"{place.kind} {place.id}"
    return " ".join([f"{role} ({where})", *(each for each in days if each)])
