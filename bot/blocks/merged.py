"""Several messages as one: the parts of each below one another, most urgent first (reminders/budget)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.cards import Actions, Button, Card, Divider, Element, Fields, Header, Part, Table, Text
from core.words import Reader, say_count

E = TypeVar("E", bound=Element)

APART = "apart"
"""In a payload: the answer stands below the message and not in its place, which holds other things as well."""

MOST_PARTS, MOST_CHARACTERS = 38, 9_000
MOST_LINES = 6


def merged_card(cards: Sequence[Card]) -> Card:
    """One card of several; those there is no room for stand as one line each."""
    if len(cards) == 1:
        return cards[0]
    summary = say_count("{first} And 1 more.", "{first} And {n} more.", len(cards) - 1, first=cards[0].summary)
    parts: list[Part] = []
    room, rest = MOST_CHARACTERS, list(cards)
    while rest and len(parts) + len(rest[0].parts) < MOST_PARTS and _size(rest[0]) <= room:
        card = rest.pop(0)
        room -= _size(card)
        parts += [*([Divider()] if parts else []), *(_apart(part) for part in card.parts)]
    return Card(summary, (*parts, *_in_short(rest)))


def beside(button: Button) -> Button:
    """The button with its answer below the message."""
    return replace(button, payload={**button.payload, APART: True})


def _in_short(cards: Sequence[Card]) -> list[Part]:
    if not cards:
        return []
    found: list[Part] = [Divider(), *(Text(card.summary) for card in cards[:MOST_LINES])]
    if len(cards) > MOST_LINES:
        found.append(Text(say_count("And 1 more like these.", "And {n} more like these.", len(cards) - MOST_LINES)))
    return found


def _apart(part: Part) -> Part:
    match part:
        case Actions():
            return Actions([_element_apart(each) for each in part.elements])
        case Text() if part.button is not None:
            return replace(part, button=_element_apart(part.button))
    return part


def _element_apart(element: E) -> E:
    if "digest" in element.payload:
        return element
    return replace(element, payload={**element.payload, APART: True})


def _size(card: Card) -> int:
    """About how many characters its texts have."""
    reader = Reader()
    found = 0
    for part in card.parts:
        match part:
            case Header() | Text():
                found += len(reader.render(part.words))
            case Fields():
                found += sum(len(reader.render(each)) for pair in part.pairs for each in pair)
            case Table():
                found += sum(len(reader.render(cell)) for row in (part.columns, *part.rows) for cell in row)
    return found
