"""The verb `role`: who has which role where; giving, taking and editing roles is beside it (people/roles)."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import roles as cards
from bot.blocks.course_words import PAGE
from bot.cards import Card, Words
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import role_editing, role_giving
from bot.listeners.role_finding import following_words, givable, unknown_role, with_places
from bot.listeners.role_giving import gives_roles, require_giving
from bot.listeners.role_showing import show_role
from bot.reading import read_people
from core.db import WorkspaceSession
from core.errors import Invalid
from core.people import SITE, Capability, allows, people, role_named, role_views, roles_held
from core.words import say

USAGE = "role [@person | NAME] | give @person ROLE [over @person | in PLACE] [from DAY] [until DAY] | take | new | edit"


def register(conversations: Conversations) -> None:
    """Add the verb, the cards, and what changes roles."""
    about = say("Roles: who may do what, and where")
    conversations.verb(Verb("role", about, USAGE, "/prowess role", _role, menu=71))
    conversations.press(cards.OPEN, _open_pressed)
    conversations.press(cards.OF_PERSON, _person_pressed)
    role_giving.register(conversations)
    role_editing.register(conversations)


_ACTS: dict[str, Callable[[Call, str], Answer]] = {
    "give": role_giving.give,
    "take": role_giving.take,
    "new": role_editing.new,
    "edit": role_editing.edit,
}


def _role(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (act := _ACTS.get(first.lower())) is not None:
        return act(call, rest.strip())
    with call.product.reading(call.asker.workspace_id) as session:
        if not first or first.lower() == "list":
            return Answer(card=_list(session, call.asker), where="chat")
        if (found := role_named(session, call.words)) is not None:
            return Answer(card=show_role(session, call.asker, found.name), where="chat")
        named = read_people(session, call.words)
        if len(named.ids) != 1 or named.rest:
            raise Invalid(unknown_role(call.words.strip(), givable(session)))
        return Answer(card=_of_person(session, call.asker, named.ids[0]), where="chat")


def _list(session: WorkspaceSession, asker: Asker) -> Card:
    own = _own(session, asker)
    if not gives_roles(session, asker.actor):
        return cards.own_card(own)
    return cards.roles_card(role_views(session), own, edits=allows(session, asker.actor, Capability.SITE_MANAGE, SITE))


def _own(session: WorkspaceSession, asker: Asker) -> list[Words]:
    held = with_places(session, asker, roles_held(session, person_id=asker.person_id))
    return [*following_words(session, asker.person_id), *(cards.held_words(each) for each in held)]


def _open_pressed(press: Press) -> Answer:
    start = int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        card = show_role(session, press.asker, str(press.payload["role"]), start=start)
    return Answer(card=card, replace="from" in press.payload)


def _person_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        card = _of_person(session, press.asker, int(press.payload["person"]))
    return Answer(card=card, replace=False)


def _of_person(session: WorkspaceSession, asker: Asker, person_id: int) -> Card:
    """Somebody's roles: one's own for everybody, others' for those who give roles."""
    if person_id != asker.person_id:
        require_giving(session, asker.actor)
    held = with_places(session, asker, roles_held(session, person_id=person_id, limit=3 * PAGE))
    name = people(session, [person_id])[person_id].name
    gives = gives_roles(session, asker.actor)
    return cards.person_card(name, following_words(session, person_id), held, gives=gives, person_id=person_id)
