"""The verb `person`: what is on file of somebody's place in the organisation, for admins (people/directory)."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.blocks import people as cards
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Option, Press, Verb
from bot.listeners import people_editing, people_guests
from bot.listeners.people_finding import find_people
from bot.listeners.people_showing import require_people, show_person
from bot.reading import read_people
from core.db import WorkspaceSession
from core.people import GROUP_KINDS, Capability, count_people, group_views, people_matching
from core.words import say

USAGE = "person @person [manager @person | tier N] | new NAME | admit @guest"
MOST_OPTIONS = 100
_SETTING = re.compile(r"^(?P<who>.+?)\s+(?P<what>manager|tier)\b\s*(?P<value>.*)$", re.IGNORECASE)


def register(conversations: Conversations) -> None:
    """Add the verb, the card, the search fields, and what changes people."""
    about = say("People: line manager, groups, access tier, guests")
    verb = Verb("person", about, USAGE, "/prowess person @ben", _person, Capability.GROUP_MANAGE, menu=72)
    conversations.verb(verb)
    conversations.press(cards.OPEN, _open_pressed)
    conversations.lookup(cards.PEOPLE_LOOKUP, _people_offered)
    for _, kind, _label in cards.GROUP_FIELDS:
        conversations.lookup(cards.group_lookup(kind), _groups_offered(kind))
    people_editing.register(conversations)
    people_guests.register(conversations)


_ACTS: dict[str, Callable[[Call, str], Answer]] = {
    "new": people_editing.new,
    "edit": people_editing.edit,
    "admit": people_guests.admit,
}


def _person(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (act := _ACTS.get(first.lower())) is not None:
        return act(call, rest.strip())
    asker = call.asker
    with call.product.reading(asker.workspace_id) as session:
        require_people(session, asker.actor)
        if not first:
            return Answer(card=cards.summary_card(*count_people(session)), where="chat")
        setting = _SETTING.match(call.words.strip())
        named = read_people(session, setting["who"]) if setting else None
        if setting is None or named is None or len(named.ids) != 1 or named.rest:
            return Answer(card=_found(session, asker, call.words), where="chat")
        person_id = named.ids[0]
    return people_editing.set_one(call, person_id, setting["what"].lower(), setting["value"].strip())


def _found(session: WorkspaceSession, asker: Asker, words: str) -> Card:
    found = find_people(session, words)
    return show_person(session, asker, found[0].id) if len(found) == 1 else cards.which_card(words, found)


def _open_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=show_person(session, press.asker, int(press.payload["person"])))


def _people_offered(call: Call) -> list[Option]:
    """People by name or address, for those who manage people."""
    with call.product.reading(call.asker.workspace_id) as session:
        require_people(session, call.asker.actor)
        found = people_matching(session, call.words, limit=MOST_OPTIONS)
    return [(f"{each.name} ({each.email})" if each.email else each.name, str(each.id)) for each in found]


def _groups_offered(kind: str) -> Callable[[Call], list[Option]]:
    """Groups of a kind by name, for those who manage people."""
    assert kind in GROUP_KINDS

    def offered(call: Call) -> list[Option]:
        with call.product.reading(call.asker.workspace_id) as session:
            require_people(session, call.asker.actor)
            found = group_views(session, kind=kind, words=call.words.strip(), limit=MOST_OPTIONS)
        return [(each.name, str(each.id)) for each in found]

    return offered

