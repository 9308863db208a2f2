"""What was filled into the forms of frameworks and scales, as values of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.blocks.framework_forms import EVERYWHERE
from bot.blocks.framework_scales import BESIDE
from core.errors import Invalid
from core.frameworks import MAX_DEPTH, FrameworkDetails, NewValue, ScaleDetails
from core.words import say


def read_framework(values: Mapping[str, Any]) -> FrameworkDetails:
    """The framework a form describes; raises Invalid at the field that is wrong."""
    category = chosen_id(values, "category") or 0
    depths = tuple(str(values.get(f"depth{n}") or "") for n in range(1, MAX_DEPTH + 1))
    return FrameworkDetails(
        name=text_of(values, "name"),
        idnumber=text_of(values, "idnumber"),
        scale_id=chosen_id(values, "scale") or 0,
        category_id=category if category != int(EVERYWHERE) else None,
        depth_names=tuple(each for each in depths if each),
        description=text_of(values, "description"),
    )


def read_scale(values: Mapping[str, Any]) -> ScaleDetails:
    """The scale a form describes: values one a line, the proficient and the default ones by name."""
    rows = [_value(line) for line in text_of(values, "values").splitlines() if line.strip()]
    known = {name.casefold() for name, _ in rows}
    proficient = [" ".join(line.split()) for line in text_of(values, "proficient").splitlines() if line.strip()]
    default = " ".join(text_of(values, "default").split())
    _check_known("proficient", proficient, known)
    _check_known("default", [default] if default else [], known)
    marked, first = {each.casefold() for each in proficient}, default.casefold()
    found = (NewValue(name, said, name.casefold() in marked, name.casefold() == first) for name, said in rows)
    return ScaleDetails(text_of(values, "name"), tuple(found))


def text_of(values: Mapping[str, Any], name: str) -> str:
    """A text field's words, empty where nothing was written."""
    return str(values.get(name) or "").strip()


def chosen_id(values: Mapping[str, Any], name: str) -> int | None:
    """The id chosen in a list or found by search; None where nothing is chosen."""
    chosen = values.get(name)
    if chosen is None or chosen == "":
        return None
    return _number(chosen, name)


def chosen_ids(values: Mapping[str, Any], name: str) -> list[int]:
    """The ids chosen in a field of several."""
    return [_number(each, name) for each in values.get(name) or []]


def _number(value: Any, name: str) -> int:
    if not str(value).isdecimal():
        raise Invalid(say("Pick from the list; '{value}' isn't in it.", value=str(value)[:50]), field=name)
    return int(value)


def _value(line: str) -> tuple[str, str]:
    name, _, description = line.partition(BESIDE)
    return " ".join(name.split()), description.strip()


def _check_known(name: str, wanted: list[str], known: set[str]) -> None:
    for each in wanted:
        if each.casefold() not in known:
            raise Invalid(say("{value} is none of the scale's values. Write it as above.", value=each), field=name)
