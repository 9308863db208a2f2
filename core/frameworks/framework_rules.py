"""Decisions about frameworks: what one needs, and how its depths are named (frameworks/create, taxonomy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Invalid
from core.frameworks.rules import DEPTH_NAMES, MAX_DEPTH
from core.words import say

DEFAULT_DEPTHS = ("Domain", "Competency", "Behaviour", "Indicator")
"""How the depths of a framework are named unless somebody names them."""


@dataclass(frozen=True)
class FrameworkDetails:
    """What a framework is made of; without `category_id` it is available to the whole site."""

    name: str
    idnumber: str
    scale_id: int
    category_id: int | None = None
    depth_names: tuple[str, ...] = DEFAULT_DEPTHS
    description: str = ""


def checked_framework(details: FrameworkDetails) -> FrameworkDetails:
    """The framework with its spaces tidied; raises Invalid at the field that is wrong."""
    name, idnumber = " ".join(details.name.split()), details.idnumber.strip()
    if not name:
        raise Invalid(say("A framework needs a name. Example: Warehouse skills."), field="name")
    if not idnumber:
        raise Invalid(say("A framework needs an id number of its own. Example: WAREHOUSE-2026."), field="idnumber")
    depths = checked_depths(details.depth_names)
    return FrameworkDetails(
        name, idnumber, details.scale_id, details.category_id, depths, details.description.strip()
    )


def checked_depths(names: Sequence[str]) -> tuple[str, ...]:
    """The names of the four depths; where fewer are given the last one goes on. Raises Invalid for another word."""
    known = {name.casefold(): name for name in DEPTH_NAMES}
    found = []
    for place, name in enumerate(names[:MAX_DEPTH]):
        if name.strip().casefold() not in known:
            raise Invalid(
                say("A depth can't be named '{name}'. Names: {names}.", name=name.strip(), names=DEPTH_NAMES),
                field=f"depth{place + 1}",
            )
        found.append(known[name.strip().casefold()])
    if not found:
        return DEFAULT_DEPTHS
    return (*found, *[found[-1]] * (MAX_DEPTH - len(found)))


def depth_name(names: Sequence[str], depth: int) -> str:
    """What a competency at this depth (1 to 4) is called in the framework."""
    known = tuple(names) or DEFAULT_DEPTHS
    return known[min(depth, len(known)) - 1]
