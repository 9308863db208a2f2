"""What an admin changes of a person by hand, and letting guests in (people/directory, people/strangers)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.directory import Member, follow_directory
from core.people.models import Person, PersonState
from core.people.queries import PersonView, people, person_by_chat_id
from core.people.rights import require
from core.people.roles import keep_one_site_manager, site_managers
from core.people.service import PersonDetails, note_person, register_person, set_state
from core.words import say

HIGHEST_TIER = 1_000


@dataclass(frozen=True)
class PersonEdit:
    """What the directory of the chat workspace does not say; `name`, `time_zone` and `active` only of those who are
    not in it: None leaves them."""

    email: str | None
    access_tier: int | None
    name: str | None = None
    time_zone: str | None = None
    active: bool | None = None


def edit_person(session: WorkspaceSession, actor: Actor, person_id: int, edit: PersonEdit) -> PersonView:
    """Change a person by hand; how they were. Name, zone and deactivation follow the chat workspace where they are in
    it. Raises Invalid naming the field, Conflict for an address somebody else has."""
    require(session, actor, Capability.GROUP_MANAGE)
    before = _known(session, person_id)
    followed = before.chat_user_id is not None
    email = (edit.email or "").strip() or None
    _check(session, before, email, edit.access_tier)
    details = PersonDetails(
        name=before.name if followed or not edit.name else " ".join(edit.name.split()),
        email=email,
        chat_user_id=before.chat_user_id,
        time_zone=before.time_zone if followed or not edit.time_zone else edit.time_zone,
        locale=before.locale,
        access_tier=edit.access_tier,
        active=before.active if followed or edit.active is None else edit.active,
    )
    if email is None and not followed:
        raise Invalid(say("Nobody can be told apart without an e-mail address. Write one."), field="email")
    managers = site_managers(session)
    _set_email(session, actor, before, email)
    register_person(session, actor, details)
    session.flush()
    keep_one_site_manager(session, managers)
    return before


def set_tier(session: WorkspaceSession, actor: Actor, person_id: int, tier: int | None) -> int | None:
    """Set or end a person's access tier; the one they had (people/tier-see)."""
    require(session, actor, Capability.GROUP_MANAGE)
    before = _known(session, person_id)
    _check(session, before, before.email, tier)
    set_state(session, actor, person_id, access_tier=tier)
    return before.access_tier


def admit_guest(session: WorkspaceSession, actor: Actor, member: Member) -> int:
    """Let a guest of the chat workspace in; their id. Raises Invalid where they are none, or were deactivated."""
    require(session, actor, Capability.GROUP_MANAGE)
    if not member.active:
        raise Invalid(say("{name} is deactivated in Slack. Nothing changed.", name=member.name))
    if not member.guest:
        raise Invalid(say("{name} is no guest: members are let in by themselves. Nothing changed.", name=member.name))
    follow_directory(session, actor, [member], admitting=True)
    found = person_by_chat_id(session, member.chat_user_id)
    if found is None:
        raise Invalid(say("Not admitted: this person was erased."))
    return found.id


def end_admission(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Let a guest in no longer: they are a stranger from now on, and what is on file stays."""
    require(session, actor, Capability.GROUP_MANAGE)
    before = _known(session, person_id)
    if not before.admitted:
        raise Conflict(say("{name} was not let in as a guest. Nothing changed.", name=before.name))
    managers = site_managers(session)
    set_state(session, actor, person_id, active=False, admitted=False)
    session.flush()
    keep_one_site_manager(session, managers)


def _known(session: WorkspaceSession, person_id: int) -> PersonView:
    found = people(session, [person_id]).get(person_id)
    if found is None:
        raise NotFound(say("I don't find that person. Nothing changed."), field="person")
    return found


def _check(session: WorkspaceSession, before: PersonView, email: str | None, tier: int | None) -> None:
    if tier is not None and not 0 <= tier <= HIGHEST_TIER:
        raise Invalid(
            say("An access tier is a whole number from 0 to {n}, or empty.", n=HIGHEST_TIER), field="access_tier"
        )
    if email is not None and ("@" not in email.strip("@") or " " in email):
        raise Invalid(say("'{email}' is no e-mail address. Example: anna@nordlys.example", email=email), field="email")
    if email is not None and (other := _holder_of(session, email)) not in (None, before.id):
        name = people(session, [other])[other].name if other is not None else ""
        raise Conflict(say("{name} has that address already. Nothing changed.", name=name), field="email")


def _holder_of(session: WorkspaceSession, email: str) -> int | None:
    found = select(Person.id).where(sa.or_(Person.email == email, sa.func.lower(Person.email) == email.lower()))
    return session.scalars(found.join(PersonState, PersonState.person_id == Person.id)).first()


def _set_email(session: WorkspaceSession, actor: Actor, before: PersonView, email: str | None) -> None:
    """Registering finds people by address, so a changed one is put there first."""
    if email != before.email:
        session.get_one(Person, before.id).email = email
        session.flush()
        note_person(session, actor, before.id, "email", before.email, email)
