"""What can provide a competency: `course for SKILL`, and the button on cards about one (courses/catalogue)."""

from __future__ import annotations

from bot.blocks.course_providing import providers_card
from bot.blocks.courses import PROVIDES
from bot.cards import Card
from bot.conversation import Answer, Asker, Call, Conversations, Press
from core.activities import courses_of_person, providers_of
from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import competencies, find_named, sight_of
from core.words import say

EXAMPLE = "/prowess course for Fire safety"


def register(conversations: Conversations) -> None:
    """Add the button."""
    conversations.press(PROVIDES, _pressed)


def provide_named(call: Call) -> Answer:
    """`course for SKILL`."""
    words = call.words.strip()
    if not words:
        raise Invalid(say("For which skill? Example: {example}", example=EXAMPLE))
    with call.product.reading(call.asker.workspace_id) as session:
        found = find_named(session, call.asker.actor, words)
        if not found:
            unknown = say("I don't find a skill named '{words}'. Example: {example}", words=words, example=EXAMPLE)
            raise NotFound(unknown)
        return Answer(card=_card(session, call.asker, found[0].id, 0))


def _pressed(press: Press) -> Answer:
    with press.product.reading(press.asker.workspace_id) as session:
        start = int(press.payload.get("from") or 0)
        card = _card(session, press.asker, int(press.payload["competency"]), start)
    return Answer(card=card, replace="from" in press.payload)


def _card(session: WorkspaceSession, asker: Asker, competency_id: int, start: int) -> Card:
    view = competencies(session, [competency_id]).get(competency_id)
    if view is None or not sight_of(session, asker.actor).covers(view):
        raise NotFound(say("I don't find that skill."))
    own = frozenset(each.course.id for each in courses_of_person(session, asker.person_id))
    return providers_card(view, providers_of(session, competency_id), start, own)
