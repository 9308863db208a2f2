"""Outbox messages as letters: the words of the card, without its buttons, and where to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.blocks import plain
from bot.cards import Actions, Card, Part, Text
from bot.mail import Letter
from core.notifications import Outgoing
from core.people import PersonView
from core.words import Reader, say

WHERE_TO_ANSWER = say(
    "To answer, open your private chat with Prowess in Slack. To stop these e-mails, write settings there."
)


def letter_of(card: Card, recipient: PersonView, message: Outgoing, at: datetime) -> Letter:
    """The card as a letter to its recipient, in their language and order of dates."""
    reader = Reader(recipient.locale, recipient.time_zone)
    text = plain(Card(card.summary, tuple(_readable(card.parts))), reader)
    said = plain(Card("", (Text(card.summary),)), reader)
    body = f"{text}\n\n{reader.render(WHERE_TO_ANSWER)}\n"
    return Letter(recipient.name, recipient.email or "", said, body, message.key, at)


def _readable(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        if isinstance(part, Text):
            yield replace(part, button=None)
        elif not isinstance(part, Actions):
            yield part
