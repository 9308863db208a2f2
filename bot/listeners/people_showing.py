"""A person's card, for those who manage people."""

from __future__ import annotations

from bot.blocks import people as cards
from bot.blocks.roles import role_words, where_words
from bot.cards import Card, Words
from bot.conversation import Asker
from bot.listeners.role_finding import with_places
from core.db import WorkspaceSession
from core.errors import NotFound
from core.people import (
    Actor,
    Capability,
    group_views,
    groups_led,
    line_manager_of,
    people,
    require,
    roles_held,
    supervised_by,
)
from core.words import say

MOST_ROLES = 5


def require_people(session: WorkspaceSession, actor: Actor) -> None:
    """Raise Refused for those who don't manage people."""
    words = say("Not done: managing people and groups isn't open to you. An admin can help.")
    require(session, actor, Capability.GROUP_MANAGE, refusal=words)


def show_person(
    session: WorkspaceSession, asker: Asker, person_id: int, *, said: Words | None = None, undo_id: int | None = None
) -> Card:
    """What is on file of a person, below what just happened."""
    require_people(session, asker.actor)
    manager_id = line_manager_of(session, person_id)
    known = people(session, [person_id, *([manager_id] if manager_id is not None else [])])
    if person_id not in known:
        raise NotFound(say("I don't find that person."))
    page = cards.PersonPage(
        known[person_id],
        known.get(manager_id) if manager_id is not None else None,
        len(session.scalars(supervised_by(session, person_id)).all()),
        group_views(session, of_person=person_id),
        frozenset(groups_led(session, person_id)),
        _roles(session, asker, person_id),
    )
    return cards.person_card(page, said=said, undo_id=undo_id)


def _roles(session: WorkspaceSession, asker: Asker, person_id: int) -> list[Words]:
    held = with_places(session, asker, roles_held(session, person_id=person_id, limit=MOST_ROLES + 1))
    found: list[Words] = [
        say("{role} {where}", role=role_words(each.held.role), where=where_words(each.held.kind, each.place))
        for each in held[:MOST_ROLES]
    ]
    return [*found, say("more")] if len(held) > MOST_ROLES else found
