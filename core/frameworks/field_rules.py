"""Decisions about custom fields: what each kind takes (frameworks/field-sets)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from core.errors import Invalid
from core.frameworks.rules import folded
from core.words import say

LONGEST_TEXT = 2_000
MOST_FIELDS = 20
CHECKED = "yes"


class FieldKind(StrEnum):
    """What a custom field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHECKBOX = "checkbox"


@dataclass(frozen=True)
class NewField:
    """A custom field as somebody describes it; `options` are those of a choice."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldView:
    """A custom field of a set."""

    id: int
    name: str
    kind: FieldKind
    options: tuple[str, ...]


def form_field(field_id: int) -> str:
    """The name under which a custom field stands in a form, and in an error about it."""
    return f"custom_{field_id}"


def kept_value(field: FieldView, said: Any) -> str:
    """What is kept for a value somebody gave; '' for none. Raises Invalid naming the field when it is a wrong one."""
    if said is None or said == "" or said is False:
        return ""
    match field.kind:
        case FieldKind.NUMBER:
            return _number(field, str(said))
        case FieldKind.DATE:
            return _date(field, said)
        case FieldKind.CHOICE:
            return _option(field, str(said))
        case FieldKind.CHECKBOX:
            return _checked(field, said)
        case FieldKind.TEXT:
            return _text(field, str(said))


def shown_value(field: FieldView, kept: str) -> Any:
    """A kept value as forms and cards take it: a date, a bool, or text; None for none."""
    if not kept:
        return None
    if field.kind == FieldKind.DATE:
        return date.fromisoformat(kept)
    return True if field.kind == FieldKind.CHECKBOX else kept


def check_fields(fields: Sequence[NewField]) -> None:
    """Raise Invalid unless these can be a set: at least one field, names once, a choice with two options or more."""
    if not fields:
        raise Invalid(say("A field set needs a field. Example: Risk: choice low, medium, high."), field="fields")
    if len(fields) > MOST_FIELDS:
        raise Invalid(say("A field set takes {most} fields at most.", most=MOST_FIELDS), field="fields")
    seen: set[str] = set()
    for each in fields:
        if folded(each.name) in seen:
            raise Invalid(say("{name} stands there twice.", name=each.name), field="fields")
        seen.add(folded(each.name))
        if each.kind == FieldKind.CHOICE and len({folded(option) for option in each.options}) < 2:
            said = say("{name} needs two options. Example: Risk: choice low, medium, high.", name=each.name)
            raise Invalid(said, field="fields")


def _number(field: FieldView, said: str) -> str:
    try:
        number = Decimal(said.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong(field, say("{field}: '{value}' is no number. Example: 12.5.", field=field.name, value=said))
    return format(number.normalize(), "f")


def _date(field: FieldView, said: Any) -> str:
    if isinstance(said, date):
        return said.isoformat()
    try:
        return date.fromisoformat(str(said).strip()).isoformat()
    except ValueError:
        example = say("{field}: '{value}' is no date. Example: 2026-11-24.", field=field.name, value=str(said))
        raise _wrong(field, example) from None


def _option(field: FieldView, said: str) -> str:
    for option in field.options:
        if folded(option) == folded(said):
            return option
    options = list(field.options)
    raise _wrong(
        field, say("{field}: '{value}' is no choice here. Choices: {options}.", field=field.name, value=said,
                   options=options)
    )


def _checked(field: FieldView, said: Any) -> str:
    word = str(said).strip().casefold()
    if said is True or word in ("yes", "true", "1", "x"):
        return CHECKED
    if word in ("no", "false", "0"):
        return ""
    raise _wrong(field, say("{field} is yes or no; '{value}' is neither.", field=field.name, value=str(said)))


def _text(field: FieldView, said: str) -> str:
    text = said.strip()
    if len(text) > LONGEST_TEXT:
        raise _wrong(
            field,
            say("{field} takes {most} characters at most; this has {n}.", field=field.name, most=LONGEST_TEXT,
                n=len(text)),
        )
    return text


def _wrong(field: FieldView, said: Any) -> Invalid:
    return Invalid(said, field=form_field(field.id))
