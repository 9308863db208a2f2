"""Buttons that run a verb are offered only where that verb is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.cards import Actions, Button, Card, Element, Part
from bot.conversation import Answer, Conversations
from bot.desk import RUN_VERB

Asked = TypeVar("Asked")


def offered(conversations: Conversations, card: Card) -> Card:
    """The card without buttons of verbs that nobody answers."""

    def runs(element: Element) -> bool:
        verb = element.payload.get("verb") if isinstance(element, Button) and element.action == RUN_VERB else None
        return verb is None or verb in conversations.verbs

    parts: list[Part] = []
    for part in card.parts:
        if not isinstance(part, Actions):
            parts.append(part)
        elif kept := [each for each in part.elements if runs(each)]:
            parts.append(Actions(kept))
    return replace(card, parts=tuple(parts))


def offering(conversations: Conversations, handler: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """A handler whose cards offer only what is there."""

    def answer(asked: Asked) -> Answer:
        given = handler(asked)
        return given if given.card is None else replace(given, card=offered(conversations, given.card))

    return answer
