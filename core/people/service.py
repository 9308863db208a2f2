"""Changes to people and lines of managers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.errors import Invalid
from core.events import Change
from core.history import begin, end, replace
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.events import ActionRefused, PersonChanged
from core.people.models import Category, Line, Person, PersonState, Workspace
from core.people.rights import Where, require
from core.people.supervision import would_be_cycle
from core.people.tombstones import erased_among
from core.words import say


@dataclass(frozen=True)
class PersonDetails:
    """What the directory says of a person; e-mail or chat user id identifies them.

    `admitted` lets a guest in, or no longer; None leaves it as it is (people/strangers).
    """

    name: str
    email: str | None = None
    chat_user_id: str | None = None
    time_zone: str = "UTC"
    locale: str = "en_GB"
    access_tier: int | None = None
    active: bool = True
    admitted: bool | None = None


def register_person(session: WorkspaceSession, actor: Actor, details: PersonDetails) -> int:
    """Add a person, or bring the one with this e-mail or chat user id up to date; their id (people/directory).

    Raises Invalid for an unknown time zone, and for an identifier that was erased (privacy/erase-stays).
    """
    require(session, actor, Capability.GROUP_MANAGE)
    check_zone(details.time_zone)
    _check_not_erased(session, details)
    person = _find(session, details)
    if person is None:
        return _add(session, actor, details)
    _check_chat_id_free(session, person, details.chat_user_id)
    _update(session, actor, person, details)
    return person.id


def set_line_manager(session: WorkspaceSession, actor: Actor, person_id: int, manager_id: int | None) -> None:
    """Set or end a person's line manager; a cycle is refused (people/supervises)."""
    require(session, actor, Capability.GROUP_MANAGE)
    hold_lines(session)
    line = session.scalar(select(Line).where(Line.person_id == person_id, Line.not_over(session.now)))
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
    note_person(session, actor, person_id, "manager", before, manager_id)


def hold_lines(session: WorkspaceSession) -> None:
    """Let changes that must see each other take turns in the workspace: two at once could close a cycle."""
    workspace = select(Workspace.id).where(Workspace.id == session.workspace_id)
    session.execute(workspace.with_for_update(key_share=True))


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


def _find(session: WorkspaceSession, details: PersonDetails) -> Person | None:
    for column, value in ((Person.email, details.email), (Person.chat_user_id, details.chat_user_id)):
        if value and (person := session.scalar(select(Person).where(column == value))):
            return person
    return None


def _check_chat_id_free(session: WorkspaceSession, person: Person, chat_user_id: str | None) -> None:
    """A chat account is one person's: two people don't become one by a file or a directory."""
    if chat_user_id is None or person.chat_user_id == chat_user_id:
        return
    name = session.scalar(select(Person.name).where(Person.chat_user_id == chat_user_id, Person.id != person.id))
    if name is not None:
        raise Invalid(say("{id} belongs to {name}, who has another address.", id=chat_user_id, name=name),
                      field="slack_user_id")


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
    state = PersonState(
        person_id=person.id,
        active=details.active,
        access_tier=details.access_tier,
        admitted=bool(details.admitted),
    )
    begin(session, state)
    session.flush()
    note_person(session, actor, person.id, "person", None, details.name)
    return person.id


def _update(session: WorkspaceSession, actor: Actor, person: Person, details: PersonDetails) -> None:
    for column in ("name", "email", "chat_user_id", "time_zone", "locale"):
        before, after = getattr(person, column), getattr(details, column)
        if after is not None and before != after:
            setattr(person, column, after)
            note_person(session, actor, person.id, column, before, after)
    set_state(
        session, actor, person.id, active=details.active, access_tier=details.access_tier, admitted=details.admitted
    )


def set_state(session: WorkspaceSession, actor: Actor, person_id: int, **wanted: Any) -> None:
    """Begin a new version of a person's state where something differs; `admitted` None leaves it."""
    query = select(PersonState).where(PersonState.person_id == person_id, PersonState.in_force(session.now))
    state = session.scalars(query).one()
    if wanted.get("admitted", state.admitted) is None:
        wanted["admitted"] = state.admitted
    before = {name: getattr(state, name) for name in wanted}
    if before != wanted:
        replace(session, state, **wanted)
        note_person(session, actor, person_id, "state", list(before.values()), list(wanted.values()))


def check_zone(zone: str) -> None:
    """Raise Invalid for what is no time zone."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(
            say("{zone} is no time zone. Example: Europe/Oslo.", zone=zone), field="time_zone"
        ) from None


def _check_not_erased(session: WorkspaceSession, details: PersonDetails) -> None:
    if erased_among(session, [each for each in (details.email, details.chat_user_id) if each]):
        raise Invalid(say("Not added: this person was erased. A site admin can readmit them."))


def note_person(
    session: WorkspaceSession, actor: Actor, person_id: int, what: str, before: object, after: object
) -> None:
    """Record that something of a person changed."""
    change = Change(what, person_id, before, after, person_id=person_id)
    record(session, actor, PersonChanged(person_id=person_id, changes=(change,)))

