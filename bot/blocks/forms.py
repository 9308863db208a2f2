"""Forms into modals, and what was filled in back into values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.blocks.render import Block, Seal, cut, render
from bot.cards import Card, Form, FormField, Words
from bot.conversation import SharedFile
from core.words import Reader

PUBLISHED = "value"
"""The action id of every input: the block id names the field."""


def render_form(form: Form, reader: Reader, seal: Seal) -> Block:
    """A form as a modal view for one reader."""
    intro = render(Card("", form.intro), reader, seal).blocks
    return {
        "type": "modal",
        "callback_id": form.callback,
        "title": _label(form.title, reader, 24),
        "submit": _label(form.submit, reader, 24),
        "close": _label(form.close, reader, 24),
        "private_metadata": seal(form.payload),
        "blocks": [*intro, *(_input(field, reader) for field in form.fields)],
    }


def read_values(state: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, by field name: text, date, chosen value, lists of people or files, or bool for a check."""
    return {name: _value(next(iter(inputs.values()))) for name, inputs in state.items() if inputs}


def _label(words: Words, reader: Reader, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(reader.render(words), limit), "emoji": False}


def _input(field: FormField, reader: Reader) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": _label(field.label, reader, 2_000),
        "optional": field.optional or field.kind == "check",
        "element": _element(field, reader),
    }
    if field.hint is not None and field.kind != "check":
        block["hint"] = _label(field.hint, reader, 2_000)
    return block


def _element(field: FormField, reader: Reader) -> Block:
    element = {"action_id": PUBLISHED, **_ELEMENTS[field.kind](field, reader)}
    return {key: value for key, value in element.items() if value is not None}


def _text(field: FormField, _reader: Reader) -> Block:
    return {
        "type": "plain_text_input",
        "multiline": field.kind == "long_text",
        "initial_value": field.initial or None,
        "max_length": field.max_length,
    }


def _date(field: FormField, _reader: Reader) -> Block:
    initial = field.initial.isoformat() if isinstance(field.initial, date) else None
    return {"type": "datepicker", "initial_date": initial}


def _choice(field: FormField, reader: Reader) -> Block:
    options = [{"text": _label(label, reader, 75), "value": value} for label, value in field.options[:100]]
    wanted = field.initial if field.several else [field.initial]
    chosen = [option for option in options if option["value"] in (wanted or [])]
    if field.several:
        return {"type": "multi_static_select", "options": options, "initial_options": chosen or None}
    return {"type": "static_select", "options": options, "initial_option": chosen[0] if chosen else None}


def _search(field: FormField, reader: Reader) -> Block:
    """A search field; several values only where the field says so. `initial` is [(label, value)] or (label, value)."""
    pairs = [] if not field.initial else (field.initial if field.several else [field.initial])
    initial = [{"text": _label(label, reader, 75), "value": value} for label, value in pairs]
    element: Block = {
        "type": "multi_external_select" if field.several else "external_select",
        "action_id": f"lookup:{field.lookup}",
        "min_query_length": 1,
    }
    if field.several:
        element["initial_options"] = initial or None
    else:
        element["initial_option"] = initial[0] if initial else None
    return element


def _people(field: FormField, _reader: Reader) -> Block:
    if field.kind == "person":
        return {"type": "users_select", "initial_user": field.initial or None}
    return {"type": "multi_users_select", "initial_users": list(field.initial or []) or None}


def _file(field: FormField, _reader: Reader) -> Block:
    endings = [*field.endings] or ["pdf", "png", "jpg", "jpeg"]
    return {"type": "file_input", "filetypes": endings, "max_files": 5 if field.several else 1}


def _check(field: FormField, reader: Reader) -> Block:
    option = {"text": _label(field.hint or field.label, reader, 75), "value": "yes"}
    return {"type": "checkboxes", "options": [option], "initial_options": [option] if field.initial else None}


_ELEMENTS = {
    "text": _text,
    "long_text": _text,
    "date": _date,
    "choice": _choice,
    "search": _search,
    "people": _people,
    "person": _people,
    "file": _file,
    "check": _check,
}


def _value(state: Mapping[str, Any]) -> Any:
    match state.get("type"):
        case "plain_text_input":
            return (state.get("value") or "").strip()
        case "datepicker":
            chosen = state.get("selected_date")
            return date.fromisoformat(chosen) if chosen else None
        case "static_select" | "external_select" | "radio_buttons":
            return (state.get("selected_option") or {}).get("value")
        case "multi_static_select" | "multi_external_select":
            return [option["value"] for option in state.get("selected_options") or []]
        case "checkboxes":
            return bool(state.get("selected_options"))
        case "users_select":
            return state.get("selected_user")
        case "multi_users_select":
            return list(state.get("selected_users") or [])
        case "file_input":
            return [shared_file(each) for each in state.get("files") or []]
    return None


def shared_file(file: Mapping[str, Any]) -> SharedFile:
    """A file as Slack describes it; its size is a claim, checked again when it is fetched."""
    return SharedFile(
        id=str(file.get("id", "")),
        name=str(file.get("name") or "file"),
        media_type=str(file.get("mimetype") or ""),
        size=int(file.get("size") or 0),
        url=str(file.get("url_private_download") or file.get("url_private") or ""),
    )
