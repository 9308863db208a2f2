"""How a list of another day is to be read (find/as-of)."""

from __future__ import annotations

from datetime import date

from core.words import Sentence, say


def day_words(day: date, *, over: bool) -> Sentence:
    """What the day means: recorded then where it is over, else foreseen from what is known."""
    if over:
        return say("As it was recorded on {day}.", day=day)
    return say("As of {day}, by what is on file today.", day=day)
