"""What Slack itself checks in a form before the bot hears of it: required fields, lengths, numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from bot.workspace.elements import State, content, elements_of
from bot.workspace.state import Payload

MISSING = "Please complete this required field."
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)


def problems(blocks: list[Payload], state: State) -> dict[str, str]:
    """Return one sentence for each input block (by block_id) that cannot be sent as it is."""
    found: dict[str, str] = {}
    for block, element in elements_of(blocks):
        if block["type"] != "input":
            continue
        fragment = state.get(block["block_id"], {}).get(element["action_id"], {})
        problem = _problem(element, content(fragment), bool(block.get("optional")))
        if problem:
            found[block["block_id"]] = problem
    return found


def _problem(element: Payload, value: object, optional: bool) -> str:
    if value in (None, "", []):
        return "" if optional else MISSING
    kind = element["type"]
    if isinstance(value, str) and kind == "number_input":
        return _number_problem(element, value)
    if isinstance(value, str) and kind in {"plain_text_input", "email_text_input", "url_text_input"}:
        return _text_problem(element, value)
    if isinstance(value, list) and len(value) > _most(element):
        return f"Choose at most {_most(element)}."
    return ""


def _text_problem(element: Payload, value: str) -> str:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < shortest:
        return f"Please enter at least {shortest} characters."
    if len(value) > longest:
        return f"Please enter at most {longest} characters."
    if element["type"] == "email_text_input" and not _MAIL.fullmatch(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and not _ADDRESS.fullmatch(value):
        return "Please enter a valid URL."
    return ""


def _number_problem(element: Payload, value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""


def _most(element: Payload) -> int:
    default = 10 if element["type"] == "file_input" else 100
    most: int = element.get("max_selected_items") or element.get("max_files") or default
    return most
