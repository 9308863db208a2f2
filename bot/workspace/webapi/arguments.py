"""Arguments of a Web API call, from a form, JSON or the query, read with Slack's errors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.workspace.refusals import SlackError

Item = TypeVar("Item")


class Arguments:
    """The named values of one call; lists and objects may come as JSON text, as forms have them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = {key: value for key, value in values.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """Return a text; numbers are taken as they are written."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """Return a text that must not be missing or empty; raises SlackError `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def integer(self, name: str, default: int) -> int:
        """Return a whole number; raises SlackError `invalid_arguments`."""
        value = self.values.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", [f"[ERROR] must be an integer: {name}"]) from None

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a truth value; forms write it as text."""
        value = self.values.get(name, default)
        if isinstance(value, str):
            return value.lower() in {"1", "true", "yes"}
        return bool(value)

    def structure(self, name: str, problem: str = "invalid_json") -> Any:
        """Return a list or object, or None; raises SlackError `problem` when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(problem) from None

    def names(self, name: str) -> list[str]:
        """Return a list written with commas or as JSON."""
        value = self.values.get(name, "")
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in str(value).split(",") if each.strip()]


def page_of(items: Sequence[Item], arguments: Arguments, default: int = 100) -> tuple[list[Item], str]:
    """Return the page asked for by `limit` and `cursor`, and the cursor of the next one (empty: the last)."""
    limit = arguments.integer("limit", default)
    if not 0 <= limit <= 1000:
        raise SlackError("invalid_limit")
    start = _start(arguments.text("cursor"))
    end = start + (limit or default)
    more = end < len(items)
    return list(items[start:end]), base64.b64encode(f"next:{end}".encode()).decode() if more else ""


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next" and number.isdigit():
            return int(number)
    except (binascii.Error, UnicodeDecodeError):
        pass
    raise SlackError("invalid_cursor")
