"""Decisions about scales: what a scale needs, and what of it a rating locks (frameworks/scale, scale-locked)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.words import say

MIN_VALUES = 2
MAX_VALUES = 50
"""More values than this nobody can tell apart, and no list in chat shows them."""


@dataclass(frozen=True)
class NewValue:
    """An entry of a scale as somebody writes it, from the lowest upward."""

    name: str
    description: str = ""
    proficient: bool = False
    default: bool = False


@dataclass(frozen=True)
class ScaleDetails:
    """What a scale is made of: its name and its values from the lowest to the highest."""

    name: str
    values: tuple[NewValue, ...]

    @property
    def structure(self) -> tuple[tuple[str, bool, bool], ...]:
        """What a rating locks: values, order, default and proficient set."""
        return tuple((value.name, value.proficient, value.default) for value in self.values)


def checked_scale(details: ScaleDetails) -> ScaleDetails:
    """The scale with its spaces tidied; raises Invalid at the field that is wrong (frameworks/scale-required)."""
    values = tuple(
        NewValue(_tidy(each.name), each.description.strip(), each.proficient, each.default) for each in details.values
    )
    if not _tidy(details.name):
        raise Invalid(say("A scale needs a name. Example: Four steps of practice."), field="name")
    _check_values(values)
    _check_marks(values)
    return ScaleDetails(_tidy(details.name), values)


def _check_values(values: Sequence[NewValue]) -> None:
    if len(values) < MIN_VALUES:
        raise Invalid(say("A scale needs at least two values, one a line, the lowest first."), field="values")
    if len(values) > MAX_VALUES:
        raise Invalid(say("A scale has at most {most} values; these are {n}.", most=MAX_VALUES, n=len(values)),
                      field="values")
    seen: set[str] = set()
    for value in values:
        if not value.name.strip():
            raise Invalid(say("Each value of a scale needs a name."), field="values")
        if value.name.casefold() in seen:
            raise Invalid(say("{value} stands twice in this scale. Name each value once.", value=value.name),
                          field="values")
        seen.add(value.name.casefold())


def _check_marks(values: Sequence[NewValue]) -> None:
    defaults = [value.name for value in values if value.default]
    if not defaults:
        raise Invalid(
            say("A scale needs one default value: the one a completed course or a qualification gives."),
            field="default",
        )
    if len(defaults) > 1:
        raise Invalid(say("A scale has exactly one default value; here are {values}.", values=defaults),
                      field="default")
    if not any(value.proficient for value in values):
        raise Invalid(say("A scale needs at least one proficient value: who reaches it has the competency."),
                      field="proficient")


def _tidy(text: str) -> str:
    return " ".join(text.split())
