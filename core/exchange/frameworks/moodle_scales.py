"""Moodle's scales: values separated by commas, and a configuration that numbers them from 1."""

from __future__ import annotations

import json
from typing import Any

from core.exchange.frameworks.draft import ReadScale
from core.frameworks import NewValue
from core.words import Sentence, say

VALUES, CONFIGURATION = "Scale values", "Scale configuration"


class ScaleUnread(Exception):
    """A scale that can't be read: which of the two columns is wrong, and why."""

    def __init__(self, column: str, reason: Sentence) -> None:
        self.column, self.reason = column, reason
        super().__init__(str(reason))


def read_scale(values: str, configuration: str) -> tuple[ReadScale | None, list[Sentence]]:
    """The scale of a row and what of its configuration is left out; None where the row has no scale of its own.

    Raises ScaleUnread where it has fewer than two values, no default or no proficient one (frameworks/scale-required).
    """
    if not values and not configuration:
        return None, []
    names = _names(values)
    settings, left_out = _settings(configuration, len(names))
    read = tuple(
        NewValue(
            name,
            proficient=bool(settings.get(place, {}).get("proficient")),
            default=bool(settings.get(place, {}).get("scaledefault")),
        )
        for place, name in enumerate(names, 1)
    )
    _check(read)
    return ReadScale(read), left_out


def written_scale(scale: ReadScale, number: int) -> tuple[str, str]:
    """A scale as Moodle's two columns have it; `number` stands for the scale's id there."""
    settings: list[dict[str, Any]] = [{"scaleid": str(number)}]
    settings += [
        {"id": place, "scaledefault": int(value.default), "proficient": int(value.proficient)}
        for place, value in enumerate(scale.values, 1)
        if value.default or value.proficient
    ]
    return ",".join(value.name for value in scale.values), json.dumps(settings, separators=(",", ":"))


def _names(values: str) -> list[str]:
    if values.startswith(("[", "{")):
        raise ScaleUnread(
            VALUES,
            say("the values are written as JSON; Moodle's format has them separated by commas: Not yet, Competent"),
        )
    names = [" ".join(each.split()) for each in values.split(",") if each.strip()]
    if len(names) < 2:
        raise ScaleUnread(VALUES, say("a scale needs at least two values, separated by commas"))
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ScaleUnread(VALUES, say("the value {value} stands twice", value=name))
        seen.add(name.casefold())
    return names


def _settings(configuration: str, values: int) -> tuple[dict[int, dict[str, Any]], list[Sentence]]:
    try:
        entries = json.loads(configuration)
        numbered = {int(each["id"]): each for each in entries if "id" in each}
    except (ValueError, TypeError, KeyError):
        raise ScaleUnread(
            CONFIGURATION,
            say('this isn\'t a scale configuration; it looks like {example}',
                example='[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]'),
        ) from None
    left_out = [
        say("the configuration names value {number}, the scale has {values}; left out", number=number, values=values)
        for number in sorted(numbered)
        if not 1 <= number <= values
    ]
    return {number: each for number, each in numbered.items() if 1 <= number <= values}, left_out


def _check(values: tuple[NewValue, ...]) -> None:
    defaults = [each.name for each in values if each.default]
    if len(defaults) != 1:
        reason = (
            say("no value is the default; a scale needs one")
            if not defaults
            else say("{values} are all the default; a scale has one", values=defaults)
        )
        raise ScaleUnread(CONFIGURATION, reason)
    if not any(each.proficient for each in values):
        raise ScaleUnread(CONFIGURATION, say("no value is proficient; a scale needs at least one"))
