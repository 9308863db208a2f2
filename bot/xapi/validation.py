"""Whether a statement is one, and if not, what is wrong with it and where, in a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators
from jsonschema.exceptions import best_match

from core.errors import Invalid
from core.words import Sentence, say

_FORMATS = FormatChecker(formats=())


def check_statement(statement: Any, place: int | None = None) -> None:
    """Raise Invalid for what is no statement; `place` counts from 1 where there are several."""
    found = best_match(_checker().iter_errors(statement))
    if found is not None:
        raise Invalid(_where(place, _said(found)))
    if (empty := next(_nulls(statement), None)) is not None:
        raise Invalid(_where(place, say("{path} is null; leave it out instead.", path=empty)))
    if (wrong := _disordered(statement)) is not None:
        raise Invalid(_where(place, wrong))


def instant(text: str) -> datetime:
    """A timestamp as an instant in UTC; one without zone is taken for UTC. Raises ValueError for anything else."""
    if "T" not in text.upper() or text.endswith("-00:00"):
        raise ValueError(text)
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@_FORMATS.checks("instant", raises=(ValueError, OverflowError))
def _is_instant(value: object) -> bool:
    if isinstance(value, str):
        instant(value)
    return True


@cache
def _checker() -> Any:
    schema = json.loads(Path(__file__).with_name("statement.json").read_text(encoding="utf-8"))
    types = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number).redefine("integer", _is_integer)
    extend: Any = validators.extend
    return extend(Draft202012Validator, type_checker=types)(schema, format_checker=_FORMATS)


def _is_number(_checker: Any, value: object) -> bool:
    """Numbers with a fraction are read as decimals, so that 0.9 is exactly that."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_integer(_checker: Any, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _where(place: int | None, said: Sentence) -> Sentence:
    return said if place is None else say("Statement {place}: {said}", place=place, said=said)


def _said(error: ValidationError) -> Sentence:
    """What is wrong, without repeating the value: it may be somebody's."""
    path = ".".join(str(part) for part in error.absolute_path) or "the statement"
    match error.validator:
        case "required":
            required: Any = error.validator_value
            given: Any = error.instance or {}
            missing = next((each for each in required if each not in given), "a part")
            return say("{path} lacks {part}.", path=path, part=str(missing))
        case "additionalProperties":
            schema, instance = cast(Mapping[str, Any], error.schema), cast(Mapping[str, Any], error.instance)
            unknown = next((each for each in instance if each not in schema.get("properties", {})), "a part")
            return say("{path} has an unknown part {part}.", path=path, part=str(unknown)[:50])
        case "minimum" | "maximum":
            return say("{path} must be from -1 to 1.", path=path)
        case "type":
            return say("{path} must be of type {kind}.", path=path, kind=str(error.validator_value))
        case "oneOf" | "anyOf" if path.rpartition(".")[2] not in ("parent", "grouping", "category", "other"):
            names = "mbox, mbox_sha1sum, openid or account"
            return say("{path} must be named by exactly one of {names}.", path=path, names=names)
        case "format":
            return say("{path} must be a time such as 2026-11-24T09:00:00Z.", path=path)
    return say("{path} isn't as the xAPI specification has it.", path=path)


def _nulls(value: Any, path: str = "") -> Iterator[str]:
    """Places with null, which only extensions may hold."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name != "extensions":
                yield from _nulls(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _nulls(part, f"{path}.{place}")
    elif value is None:
        yield path


def _disordered(statement: Mapping[str, Any]) -> Sentence | None:
    """What no schema says: a raw score lies between its least and most; a voiding statement voids a statement."""
    score = statement.get("result", {}).get("score", {})
    least, raw, most = (score.get(name) for name in ("min", "raw", "max"))
    if least is not None and most is not None and least >= most:
        return say("result.score.min must be below result.score.max.")
    if raw is not None and ((least is not None and raw < least) or (most is not None and raw > most)):
        return say("result.score.raw must lie between min and max.")
    voids = statement["verb"]["id"].endswith("/voided")
    if voids and statement["object"].get("objectType") != "StatementRef":
        return say("A voiding statement's object must be a StatementRef.")
    return None
