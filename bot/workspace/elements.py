"""Buttons, menus and fields inside blocks: finding them, what was chosen in them, and what is wrong with it."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from bot.workspace.refusals import CannotDo
from bot.workspace.state import Payload

Found = tuple[Payload, Payload]
State = dict[str, dict[str, Payload]]


SINGLE_VALUES = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
LIST_VALUES = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", ""),
}
SINGLE_OPTIONS = {"static_select", "external_select", "radio_buttons", "overflow"}
LIST_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
STATELESS = {"button", "overflow", "feedback_buttons", "icon_button", "workflow_button"}


def name_everything(blocks: list[Payload]) -> list[Payload]:
    """Return a copy in which every block has a block_id and every element an action_id, as Slack gives them."""
    named = copy.deepcopy(blocks)
    for block in named:
        block.setdefault("block_id", secrets.token_urlsafe(4))
    for _, element in elements_of(named):
        element.setdefault("action_id", secrets.token_urlsafe(4))
    return named


def elements_of(blocks: list[Payload]) -> Iterator[Found]:
    """Yield (block, element) for everything a person can press, choose or fill."""
    for block in blocks:
        for part in _parts(block):
            if _is_element(part):
                yield block, part


def find_element(blocks: list[Payload], block_id: str, action_id: str) -> Found:
    """Return (block, element); raises CannotDo when it isn't there."""
    for block, element in elements_of(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    raise CannotDo("This button or field is no longer there.")


def initial_state(blocks: list[Payload], kept: State | None = None) -> State:
    """Return the state of all fields: what was typed before where the field is the same, else its start."""
    state: State = {}
    for block, element in elements_of(blocks):
        if element["type"] in STATELESS:
            continue
        before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        same = before is not None and before["type"] == element["type"]
        value = before if same and before is not None else _initial(element)
        state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def chosen(element: Payload, value: Any, files: Callable[[str], Payload] | None = None) -> Payload:
    """Return what Slack reports when `value` is chosen or typed in `element`.

    `value` is a text, an option's value (or the whole option for external selects), or a list of them;
    `files` turns the id of an uploaded file into its public form.
    """
    kind = element["type"]
    if kind in SINGLE_VALUES:
        return {"type": kind, SINGLE_VALUES[kind][0]: None if value in ("", None) else value}
    if kind == "file_input":
        return {"type": kind, "files": [files(each) if files else {"id": each} for each in value or ()]}
    if kind in LIST_VALUES:
        return {"type": kind, LIST_VALUES[kind][0]: list(value or ())}
    if kind in SINGLE_OPTIONS:
        return {"type": kind, "selected_option": None if value in ("", None) else _option(element, value)}
    if kind in LIST_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, each) for each in value or ()]}
    return _pressed(element, value)


def options_of(element: Payload) -> list[Payload]:
    """Return the options that stand in the element itself, groups flattened."""
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped]


def content(fragment: Payload) -> Any:
    """Return what a state fragment holds, empty or not."""
    return next((value for key, value in fragment.items() if key != "type"), None)


def _parts(part: Any) -> Iterator[Payload]:
    if isinstance(part, list):
        for each in part:
            yield from _parts(each)
    elif isinstance(part, dict):
        for key in ("element", "elements", "accessory", "actions", "cards", "slides"):
            inner = part.get(key)
            for each in inner if isinstance(inner, list) else [inner]:
                if isinstance(each, dict):
                    yield each
                    yield from _parts(each)


def _is_element(part: Payload) -> bool:
    kind = part.get("type")
    known = SINGLE_VALUES.keys() | LIST_VALUES.keys() | SINGLE_OPTIONS | LIST_OPTIONS | STATELESS
    return kind in known


def _initial(element: Payload) -> Payload:
    kind = element["type"]
    if kind in SINGLE_VALUES:
        key, initial = SINGLE_VALUES[kind]
        return {"type": kind, key: element.get(initial)}
    if kind in LIST_VALUES:
        key, initial = LIST_VALUES[kind]
        return {"type": kind, key: list(element.get(initial, ()))}
    if kind in SINGLE_OPTIONS:
        return {"type": kind, "selected_option": element.get("initial_option")}
    return {"type": kind, "selected_options": list(element.get("initial_options", ()))}


def _option(element: Payload, value: Any) -> Payload:
    if element["type"] in {"external_select", "multi_external_select"}:
        if isinstance(value, dict) and "value" in value:
            return value
        raise CannotDo("Choose one of the options that were looked up.")
    wanted = value.get("value") if isinstance(value, dict) else value
    for option in options_of(element):
        if option.get("value") == wanted:
            return option
    raise CannotDo("This option is no longer there.")


def _pressed(element: Payload, value: Any) -> Payload:
    kind = element["type"]
    if kind == "feedback_buttons":
        for key in ("positive_button", "negative_button"):
            if element[key]["value"] == value:
                return {"type": kind, "text": element[key]["text"], "value": value}
        raise CannotDo("This button is no longer there.")
    return {"type": kind, **{key: element[key] for key in ("text", "value", "style") if key in element}}
