"""What is done with one competency: open, edit, disable, enable, its activities; and which one words name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.blocks import competencies as cards
from bot.blocks.skills import ACTIVITIES_PAGE, ROWS, activities_card, blocked_card
from bot.cards import Actions, Button, Card, Words, line
from bot.conversation import Answer, Asker, Conversations, Press
from bot.desk import RUN_VERB
from bot.listeners.competency_cards import card_of
from bot.listeners.competency_form import competency_form
from bot.listeners.competency_languages import languages_card
from bot.product import Product
from core.activities import activities, activities_of
from core.audit import note_undoable
from core.catalogue import disable_competency, enable_competency
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.frameworks import (
    ACTIVE,
    CompetencyCategory,
    CompetencyView,
    competencies,
    competency,
    competency_record,
    find_named,
)
from core.people import Actor
from core.words import Sentence, TimeOfDay, say

UNDO_STATUS = "competency_status"
MOST_LIKE = 5

Switch = Callable[[WorkspaceSession, Asker, int], tuple[Words, int | None]]
"""Disables or enables a competency: what to say of it, and the id of its undo."""


def register(conversations: Conversations) -> None:
    """Add the buttons of a competency's card, and how a status is undone."""
    conversations.press(cards.OPEN, lambda press: Answer(card=open_card(press.product, press.asker, _id(press))))
    conversations.press(cards.EDIT, _edit)
    conversations.press(cards.DISABLE, lambda press: _switch(press, disable))
    conversations.press(cards.ENABLE, lambda press: _switch(press, enable))
    conversations.press(cards.ACTIVITIES, _activities)
    conversations.press(ACTIVITIES_PAGE, _turn_activities)
    conversations.press(cards.TRANSLATE, _translate)
    conversations.undo(UNDO_STATUS, _undo_status)


# -- opening ----------------------------------------------------------------------------------------------------


def open_card(product: Product, asker: Asker, competency_id: int) -> Card:
    """All that is on file about a competency the asker sees."""
    with product.reading(asker.workspace_id) as session:
        return card_of(session, asker.actor, competency_id)


def activities_of_card(product: Product, asker: Asker, competency_id: int, start: int = 0) -> Card:
    """Exactly the activities that carry a competency the asker sees (skills/dashboard)."""
    with product.reading(asker.workspace_id) as session:
        view = competency_record(session, asker.actor, competency_id).view
        carrying = activities_of(session, competency_id)
        shown = carrying[start : start + ROWS]
        found = activities(session, shown)
    return activities_card(competency_id, view.name, [found[each] for each in shown], start, len(carrying))


def _edit(press: Press) -> Answer:
    return Answer(form=competency_form(press.product, press.asker, competency_id=_id(press)))


def _activities(press: Press) -> Answer:
    return Answer(card=activities_of_card(press.product, press.asker, _id(press)), replace=False)


def _turn_activities(press: Press) -> Answer:
    start = int(press.payload.get("start") or 0)
    return Answer(card=activities_of_card(press.product, press.asker, _id(press), start))


def _translate(press: Press) -> Answer:
    return Answer(card=languages_card(press.product, press.asker, _id(press)))


# -- status -----------------------------------------------------------------------------------------------------


def disable(session: WorkspaceSession, asker: Asker, competency_id: int) -> tuple[Words, int | None]:
    """Disable a competency; raises Conflict naming the activities that carry it (skills/disable)."""
    before = _status(session, asker.actor, competency_id)
    disable_competency(session, asker.actor, competency_id)
    done = say("⊘ {name} disabled by you, {at}.", name=before.name, at=TimeOfDay(session.now))
    return _noted(session, asker, before, done, say("{name} is disabled already.", name=before.name))


def enable(session: WorkspaceSession, asker: Asker, competency_id: int) -> tuple[Words, int | None]:
    """Enable a competency, on no activity (skills/re-enable)."""
    before = _status(session, asker.actor, competency_id)
    enable_competency(session, asker.actor, competency_id)
    done = say("✓ {name} enabled by you, {at}. It is on no activity.", name=before.name, at=TimeOfDay(session.now))
    return _noted(session, asker, before, done, say("{name} is active already.", name=before.name))


def switched_card(product: Product, asker: Asker, competency_id: int, switch: Switch) -> Card:
    """The competency's card after it was disabled or enabled, or what keeps it from that."""
    try:
        with product.writing(asker.workspace_id) as session:
            note, undo_id = switch(session, asker, competency_id)
            return card_of(session, asker.actor, competency_id, note=note, undo_id=undo_id)
    except Conflict as error:
        return refused_card(competency_id, error)


def refused_card(competency_id: int, error: Conflict) -> Card:
    """Why its status stays, with the way to the activities that carry it."""
    return blocked_card(competency_id, error.sentence) if error.details.get("activities") else line(error.sentence)


def _switch(press: Press, switch: Switch) -> Answer:
    try:
        with press.product.writing(press.asker.workspace_id) as session:
            note, undo_id = switch(session, press.asker, _id(press))
            return Answer(card=card_of(session, press.asker.actor, _id(press), note=note, undo_id=undo_id))
    except Conflict as error:
        return Answer(card=refused_card(_id(press), error), private=True)


def _status(session: WorkspaceSession, actor: Actor, competency_id: int) -> CompetencyView:
    return competency_record(session, actor, competency_id).view


def _noted(
    session: WorkspaceSession, asker: Asker, before: CompetencyView, done: Words, already: Words
) -> tuple[Words, int | None]:
    session.flush()
    if competency(session, before.id).status == before.status:
        return already, None
    refs = {"competency": before.id, "before": before.status}
    return done, note_undoable(session, asker.person_id, UNDO_STATUS, **refs)


def _undo_status(session: WorkspaceSession, actor: Actor, refs: Mapping[str, Any]) -> Sentence:
    competency_id, before = int(refs["competency"]), str(refs["before"])
    (enable_competency if before == ACTIVE else disable_competency)(session, actor, competency_id)
    name = competency(session, competency_id).name
    if before == ACTIVE:
        return say("Undone, {at}. {name} is active.", name=name, at=TimeOfDay(session.now))
    return say("Undone, {at}. {name} is disabled.", name=name, at=TimeOfDay(session.now))


# -- which one --------------------------------------------------------------------------------------------------


def find_one(product: Product, asker: Asker, words: str, example: str) -> int | Card:
    """The competency that words name, a skill before others; else the card that asks which. Raises Invalid without
    words."""
    if not words:
        raise Invalid(say("Which skill? Example: {example}", example=example))
    with product.reading(asker.workspace_id) as session:
        found = find_named(session, asker.actor, words)
    skills = [each for each in found if each.category == CompetencyCategory.SKILL] or found
    if len(skills) == 1:
        return skills[0].id
    return cards.which_card(words, skills) if skills else not_found(product, asker, words)


def not_found(product: Product, asker: Asker, words: str) -> Card:
    """Nothing of that name: what comes near in spelling or meaning (chat/errors)."""
    near = product.skills.look_alikes(asker.workspace_id, asker.actor, words, limit=MOST_LIKE)
    with product.reading(asker.workspace_id) as session:
        named = competencies(session, [each for each, _ in near])
    found = [named[each] for each, _ in near if each in named]
    card = cards.alike_card(words, found)
    return card if found else card.plus(Actions((Button(say("All skills"), RUN_VERB, {"verb": "skills"}),)))


def _id(press: Press) -> int:
    return int(press.payload["competency"])
