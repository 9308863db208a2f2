"""Many new people at once, set-based: a file may bring thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.db import WorkspaceSession, insert_returning, insert_rows
from core.errors import Invalid
from core.people.actor import Actor
from core.people.capabilities import Capability
from core.people.models import Line, Person, PersonState
from core.people.rights import require
from core.people.service import PersonDetails, check_zone, hold_lines, note_person
from core.people.tombstones import erased_among
from core.words import say


def register_people(session: WorkspaceSession, actor: Actor, people: Sequence[PersonDetails]) -> list[int]:
    """Add people nobody of whom is on file, with a few statements; their ids, in their order (people/directory).

    All or none: raises Invalid for an unknown time zone, for no address, and where somebody was erased
    (privacy/erase-stays).
    """
    require(session, actor, Capability.GROUP_MANAGE)
    _check(session, people)
    known = {"created_at": session.now, "greeted_at": None, "erased_at": None}
    columns = ("name", "email", "chat_user_id", "time_zone", "locale")
    rows = [{name: getattr(each, name) for name in columns} | known for each in people]
    ids = dict(insert_returning(session, Person, rows, "email", "id"))
    begun = {"effective_from": session.now, "recorded_at": session.now}
    states = [
        {
            "person_id": ids[each.email],
            "active": each.active,
            "access_tier": each.access_tier,
            "admitted": bool(each.admitted),
            **begun,
        }
        for each in people
    ]
    insert_rows(session, PersonState, states)
    for each in people:
        note_person(session, actor, ids[each.email], "person", None, each.name)
    return [ids[each.email] for each in people]


def draw_first_lines(session: WorkspaceSession, actor: Actor, managers: Mapping[int, int]) -> None:
    """Draw the lines of people registered in this transaction: the manager's id by the person's.

    A manager is on file already or stands before those they manage, so that no circle can close (people/supervises).
    """
    require(session, actor, Capability.GROUP_MANAGE)
    if not managers:
        return
    hold_lines(session)
    seen: set[int] = set()
    for person_id, manager_id in managers.items():
        seen.add(person_id)
        if (manager_id in managers and manager_id not in seen) or manager_id == person_id:
            raise Invalid(say("Not set: a manager comes before those they manage."), field="manager_email")
    begun = {"effective_from": session.now, "recorded_at": session.now}
    pairs = managers.items()
    insert_rows(session, Line, [{"person_id": each, "manager_id": manager, **begun} for each, manager in pairs])
    for person_id, manager_id in pairs:
        note_person(session, actor, person_id, "manager", None, manager_id)


def _check(session: WorkspaceSession, people: Sequence[PersonDetails]) -> None:
    for zone in {each.time_zone for each in people}:
        check_zone(zone)
    if not all(each.email for each in people):
        raise Invalid(say("Everybody in a file needs an e-mail address."), field="email")
    identifiers = [each for one in people for each in (one.email, one.chat_user_id) if each]
    if erased_among(session, identifiers):
        raise Invalid(say("Not added: somebody here was erased. A site admin can readmit them."))
