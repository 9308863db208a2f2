"""The verb `group`: which groups there are and who is in them; changing them is beside it (people/groups)."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import groups as cards
from bot.blocks.course_words import PAGE
from bot.blocks.group_sources import CHANNEL_NEW, COHORT_NEW
from bot.cards import Button, Card
from bot.conversation import Answer, Asker, Call, Conversations, Press, Verb
from bot.listeners import group_channels, group_cohorts, group_making, group_members
from bot.listeners.group_finding import find_group, manages
from bot.listeners.group_showing import show_group
from core.db import WorkspaceSession
from core.people import count_groups, group_views
from core.words import say

USAGE = "group [NAME] | new | add | remove | lead | rename | archive | courses | channel"


def register(conversations: Conversations) -> None:
    """Add the verb, the list, a group's card, and what changes groups."""
    about = say("Teams, places, cohorts and other groups: who is in them")
    conversations.verb(Verb("group", about, USAGE, "/prowess group", _group, menu=70))
    conversations.press(cards.LIST, _list_pressed)
    conversations.press(cards.OPEN, _open_pressed)
    conversations.press(cards.CHOSEN, _chosen)
    for module in (group_members, group_making, group_cohorts, group_channels):
        module.register(conversations)


_ACTS: dict[str, Callable[[Call, str], Answer]] = {
    "new": group_making.new,
    "rename": group_making.rename,
    "archive": group_making.archive,
    "add": group_members.add,
    "remove": group_members.remove,
    "lead": group_members.lead,
    "unlead": group_members.unlead,
    "courses": group_cohorts.choose,
    "channel": group_channels.follow,
}


def _group(call: Call) -> Answer:
    first, _, rest = call.words.strip().partition(" ")
    if (act := _ACTS.get(first.lower())) is not None:
        return act(call, rest.strip())
    with call.product.reading(call.asker.workspace_id) as session:
        if not first or first.lower() == "list":
            return Answer(card=_list(session, call.asker, 0), where="chat")
        found = find_group(session, call.asker, call.words, {"then": "open"})
        card = found if isinstance(found, Card) else show_group(session, call.asker, found.id)
        return Answer(card=card, where="chat")


def _list_pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=_list(session, press.asker, int(press.payload.get("from") or 0)))


def _list(session: WorkspaceSession, asker: Asker, start: int) -> Card:
    managed = manages(session, asker.actor)
    own = None if managed else asker.person_id
    rows = group_views(session, of_person=own, limit=PAGE, offset=start)
    more = (Button(say("Cohort from courses"), COHORT_NEW), Button(say("Follow a channel"), CHANNEL_NEW))
    return cards.groups_card(rows, start, count_groups(session, of_person=own), managed=managed, more=more)


def _open_pressed(press: Press) -> Answer:
    start = int(press.payload.get("from") or 0)
    with press.product.reading(press.asker.workspace_id) as session:
        card = show_group(session, press.asker, int(press.payload["group"]), start=start)
    return Answer(card=card, replace="from" in press.payload)


_THEN: dict[str, Callable[[Press, int], Answer]] = {
    "rename": group_making.rename_chosen,
    "archive": group_making.archive_chosen,
    **dict.fromkeys(group_members.ACTS, group_members.move_chosen),
}


def _chosen(press: Press) -> Answer:
    """The group was picked among several that may have been meant."""
    group_id, then = int(press.payload["group"]), _THEN.get(str(press.payload.get("then")))
    if then is not None:
        return then(press, group_id)
    with press.product.reading(press.asker.workspace_id) as session:
        return Answer(card=show_group(session, press.asker, group_id))
