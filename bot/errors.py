"""Turns errors into messages, alone: a sentence to their author, a reference for surprises, never a trace."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bot.cards import Actions, Button, Card, Context, Text
from bot.logs import log
from core.errors import ProwessError, Refused
from core.words import Sentence, say

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
WHY_REFUSED = "refusal.why"


def card_for(error: BaseException, **where: Any) -> Card:
    """What the author of a request is told when it went wrong (chat/errors, people/refusal)."""
    if isinstance(error, Refused) and error.why is not None:
        why = Button(say("Why?"), WHY_REFUSED, {"capability": error.details.get("capability") or ""})
        return Card(error.sentence, (Text(error.sentence), Actions((why,))))
    if isinstance(error, ProwessError):
        return Card(error.sentence, (Text(error.sentence),))
    return _surprise(error, where)


def field_errors(error: ProwessError, fields: list[str]) -> dict[str, Sentence]:
    """The error at its form field; at the first one where it names none."""
    if not fields:
        return {}
    name = error.field if error.field in fields else fields[0]
    return {name: error.sentence}


def _surprise(error: BaseException, where: Mapping[str, Any]) -> Card:
    reference = "".join(secrets.choice(ALPHABET) for _ in range(6))
    log.error("surprise", reference=reference, error=error, **where)
    sentence = say(
        "Sorry, that went wrong on my side; nothing was changed. Reference for an admin: {reference}.",
        reference=reference,
    )
    return Card(sentence, (Text(sentence), Context(say("Try again in a moment; if it happens again, tell an admin."))))
