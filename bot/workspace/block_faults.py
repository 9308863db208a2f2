"""A fault in a payload, and the one sentence that says where it is and what the limit is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, cast

from jsonschema import ValidationError

from bot.workspace.block_schema import validator_for

Path = tuple[str | int, ...]

_KINDS = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "boolean": "true or false",
    "number": "a number",
    "integer": "a whole number",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. `says` completes a sentence that begins with the path."""

    path: Path
    says: str

    def below(self, path: Path) -> "Fault":
        """Return the same fault seen from further out."""
        return Fault(path + self.path, self.says)

    @property
    def sentence(self) -> str:
        """The path, such as `blocks[2].text.text`, and what is wrong there."""
        return f"{written(self.path)} {self.says}."


def written(path: Path) -> str:
    """Write a path as people read it: `blocks[0].elements[1].text`."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return steps.removeprefix(".") or "the payload"


def shape_faults(name: str, value: Any) -> list[Fault]:
    """Return the faults of a value against one Block Kit shape with its limits, in order of place."""
    errors = list(validator_for(name).iter_errors(value))
    wrong_kind = {tuple(error.absolute_path)[:-1] for error in errors if _is_about_type(error)}
    kept = [error for error in errors if _is_about_type(error) or not _inside(error, wrong_kind)]
    found = dict.fromkeys(fault for error in _tightest(kept) for fault in _faults_of(error))
    return sorted(found, key=_in_reading_order)


def _in_reading_order(fault: Fault) -> list[str]:
    return [f"{step:06d}" if isinstance(step, int) else step for step in fault.path]


def _is_about_type(error: ValidationError) -> bool:
    path = error.absolute_path
    return bool(path) and path[-1] == "type" and error.validator in ("const", "byType")


def _tightest(errors: list[ValidationError]) -> list[ValidationError]:
    """Of several limits on the length of one text, keep the lowest: the others say less."""
    lowest: dict[Path, int] = {}
    for error in errors:
        if error.validator == "maxLength":
            path, limit = tuple(error.absolute_path), cast(int, error.validator_value)
            lowest[path] = min(limit, lowest.get(path, limit))
    return [
        error
        for error in errors
        if error.validator != "maxLength" or error.validator_value == lowest[tuple(error.absolute_path)]
    ]


def _inside(error: ValidationError, objects: set[Path]) -> bool:
    """Whether the error follows only from an object being of another kind than it should."""
    path = tuple(error.absolute_path)
    return any(path[: len(place)] == place for place in objects)


def _faults_of(error: ValidationError) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "required":
        yield from (Fault((*path, name), "is missing") for name in _missing(error))
    elif error.validator == "additionalProperties":
        known = list(error.schema["properties"]) if isinstance(error.schema, dict) else []
        given: Any = error.instance
        extra = [name for name in given if name not in known]
        yield from (Fault((*path, str(name)), _unknown_field(str(name), known)) for name in extra)
    else:
        yield Fault(path, _says(error))


def _missing(error: ValidationError) -> list[str]:
    # One error comes per missing name, each with all required names: the message holds which.
    names: Any = error.validator_value
    return [name for name in names if error.message.startswith(repr(name))]


def _unknown_field(name: str, known: Iterable[str]) -> str:
    return f"is not a field that Slack knows here{_did_you_mean(name, known)}"


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean '{close[0]}'" if close else ""


def _short(value: object) -> str:
    if not isinstance(value, str | int | float):
        return "not a plain value"
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."


def _says(error: ValidationError) -> str:
    """Say what is wrong, with the limit, without repeating what the person wrote."""
    rule = str(error.validator)
    limit: Any = error.validator_value
    value: Any = error.instance
    match rule:
        case "maxLength" | "minLength":
            return _length_says(rule, limit, value)
        case "maxItems" | "minItems" | "minProperties":
            return _count_says(rule, limit, value)
        case "maximum" | "minimum" | "exclusiveMinimum":
            word = {"maximum": "at most", "minimum": "at least", "exclusiveMinimum": "more than"}[rule]
            return f"is {_short(value)}; it must be {word} {limit:,}"
        case "type":
            kinds = [limit] if isinstance(limit, str) else limit
            return f"must be {' or '.join(_KINDS.get(kind, kind) for kind in kinds)}"
        case "const":
            return f"is {_short(value)}; it must be '{limit}'"
        case "enum":
            return f"is {_short(value)}; it must be one of {', '.join(map(str, limit))}"
        case _:
            return _rarer_says(rule, limit, value)


def _length_says(rule: str, limit: int, value: str) -> str:
    if rule == "minLength":
        return f"is empty; at least {limit} character is needed"
    return f"has {len(value):,} characters; the limit is {limit:,}"


def _count_says(rule: str, limit: int, value: Any) -> str:
    if rule == "maxItems":
        return f"has {len(value):,} entries; the limit is {limit:,}"
    return f"has {len(value):,} entries; at least {limit} must be there"


def _rarer_says(rule: str, limit: Any, value: Any) -> str:
    match rule:
        case "byType":
            hint = _did_you_mean(value, limit) if isinstance(value, str) else ""
            return f"is {_short(value)}, which Slack does not take here{hint or _one_of(limit)}"
        case "exactlyOne":
            return f"needs exactly one of {' and '.join(limit)}"
        case "atLeastOne":
            return f"needs at least one of {', '.join(limit)}"
        case "pattern":
            return "is not an address that Slack can open"
        case _:
            return "is not a value that Slack takes here"


def _one_of(choices: list[str]) -> str:
    return f"; use one of {', '.join(choices)}" if len(choices) <= 12 else ""
