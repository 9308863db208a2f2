"""How people write a threshold: '0.6', '0,6', '1 wrong in 10', 'environment'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.activities import LEAST_WRONG_IN, MOST_WRONG_IN
from core.errors import Invalid
from core.words import say

EXAMPLE = "/prowess tagger 0.6"
_NUMBER = re.compile(r"^\d{0,3}(?:[.,]\d{1,6})?$")
_WRONG_IN = re.compile(r"^(?:at\s+most\s+)?(?:1|one)\s+(?:(?:is\s+)?wrong\s+)?(?:in|of|out\s+of)\s+(\d{1,4})$")
_ENVIRONMENT = ("environment", "the environment's", "default", "none", "reset")


@dataclass(frozen=True)
class Wanted:
    """What was asked for: a number, 'at most 1 wrong in N', or neither: the environment's."""

    value: float | None = None
    wrong_in: int | None = None


def read_threshold(words: str) -> Wanted:
    """What the words say; raises Invalid with an example where they say nothing of a threshold."""
    said = re.sub(r"^(?:threshold|set)\s+", "", " ".join(words.lower().split()).rstrip("."))
    if said in _ENVIRONMENT:
        return Wanted()
    if (found := _WRONG_IN.match(said)) is not None:
        return Wanted(wrong_in=_wrong_in(int(found[1])))
    if _NUMBER.match(said) and any(map(str.isdigit, said)):
        return Wanted(_value(float(said.replace(",", "."))))
    raise Invalid(
        say("Which threshold? A number from 0 to 1, or: 1 wrong in 10. Example: {example}", example=EXAMPLE),
        field="threshold",
    )


def _value(number: float) -> float:
    if not 0 <= number <= 1:
        raise Invalid(say("The threshold is a number from 0 to 1. Example: 0.6"), field="threshold")
    return number


def _wrong_in(number: int) -> int:
    if not LEAST_WRONG_IN <= number <= MOST_WRONG_IN:
        raise Invalid(
            say("'At most 1 wrong in' takes a number from {least} to {most}. Example: 1 wrong in 10",
                least=LEAST_WRONG_IN, most=MOST_WRONG_IN),
            field="threshold",
        )  # fmt: skip
    return number
