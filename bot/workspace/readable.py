"""Messages and forms as the plain text a person reads, so that tests can read the bot's words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

Block = Mapping[str, Any]
_TOKEN = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_MARKS = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)(.+?)(?<=\S)\1(?![\w*_~`])")


def readable(message: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """Return what a person reads in a message or view, a line for each part.

    Buttons stand in [ ], menus in [ ▾], pictures and files in ( ) with their alternative text; `names`
    maps ids of people to the names shown for them.
    """
    known = names or {}
    lines = [_heading(message, known)]
    lines += [_block(each, known) for each in message.get("blocks", ())]
    if not message.get("blocks"):
        lines.append(plain(message.get("text", ""), known))
    lines += [_file(each) for each in message.get("files", ())]
    return "\n".join(each for each in lines if each)


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """Return Slack's markup as plain text: no marks, names for mentions, labels for links."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            return f"@{(names or {}).get(target[1:], label or target[1:])}"
        return label or target.removeprefix("mailto:")

    without_tokens = _TOKEN.sub(shown, text)
    return html.unescape(_MARKS.sub(r"\2", without_tokens))


def label_of(element: Block) -> str:
    """Return the words by which a person knows a button, menu or field."""
    for key in ("text", "placeholder", "label"):
        if isinstance(element.get(key), Mapping):
            return str(element[key].get("text", ""))
    return str(element.get("accessibility_label", ""))


def _heading(view: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _text(view["title"], names) if isinstance(view.get("title"), Mapping) else ""


def _block(block: Block, names: Mapping[str, str]) -> str:
    draw = _BLOCKS.get(block.get("type", ""))
    return draw(block, names) if draw else ""


def _text(part: Any, names: Mapping[str, str]) -> str:
    if not isinstance(part, Mapping):
        return ""
    text = str(part.get("text", ""))
    return plain(text, names) if part.get("type") == "mrkdwn" else html.unescape(text)


def _section(block: Block, names: Mapping[str, str]) -> str:
    lines = [_text(block.get("text"), names), *(_text(each, names) for each in block.get("fields", ()))]
    lines.append(_element(block.get("accessory"), names))
    return "\n".join(each for each in lines if each)


def _row(block: Block, names: Mapping[str, str]) -> str:
    return " ".join(each for each in (_element(part, names) for part in block.get("elements", ())) if each)


def _input(block: Block, names: Mapping[str, str]) -> str:
    lines = [_text(block.get("label"), names), _element(block.get("element"), names)]
    return "\n".join(each for each in [*lines, _text(block.get("hint"), names)] if each)


def _element(element: Any, names: Mapping[str, str]) -> str:
    if not isinstance(element, Mapping):
        return ""
    kind = element.get("type", "")
    draw = _ELEMENTS.get(kind)
    if draw:
        return draw(element, names)
    shown = _start_value(element) or label_of(element)
    if "select" in kind or "picker" in kind:
        return f"[{shown} ▾]"
    return f"[{shown}]" if "input" in kind and shown else ""


def _start_value(element: Block) -> str:
    options = [*element.get("initial_options", ()), element.get("initial_option")]
    if any(options):
        return ", ".join(label_of(each) for each in options if each)
    started = [value for key, value in element.items() if key.startswith("initial_")]
    return ", ".join(str(each) for each in started if not isinstance(each, (dict, list)))


def _button(element: Block, _names: Mapping[str, str]) -> str:
    return f"[{label_of(element)}]"


def _choices(element: Block, names: Mapping[str, str]) -> str:
    return " ".join(f"[{_text(each.get('text'), names)}]" for each in element.get("options", ()))


def _feedback(element: Block, _names: Mapping[str, str]) -> str:
    pair = (element.get("positive_button"), element.get("negative_button"))
    return " ".join(f"[{label_of(each)}]" for each in pair if isinstance(each, Mapping))


def _image(block: Block, names: Mapping[str, str]) -> str:
    title = _text(block.get("title"), names)
    alternative = f"(picture: {block.get('alt_text', '')})"
    return f"{title}\n{alternative}" if title else alternative


def _file(file: Block) -> str:
    if file.get("mode") == "tombstone":
        return "(file: deleted)"
    alternative = f", {file['alt_txt']}" if file.get("alt_txt") else ""
    return f"(file: {file.get('name', '')}{alternative})"


def _table(block: Block, names: Mapping[str, str]) -> str:
    rows = [" | ".join(_cell(cell, names) for cell in _cells(row)) for row in block.get("rows", ())]
    caption = block.get("caption")
    return "\n".join([*([str(caption)] if caption else []), *rows])


def _cells(row: Any) -> list[Any]:
    return list(row.get("cells", ())) if isinstance(row, Mapping) else list(row)


def _cell(cell: Any, names: Mapping[str, str]) -> str:
    if not isinstance(cell, Mapping):
        return str(cell)
    if cell.get("type") == "rich_text":
        return _rich(cell, names)
    return str(cell.get("text", cell.get("value", "")))


def _rich(part: Any, names: Mapping[str, str]) -> str:
    if not isinstance(part, Mapping):
        return ""
    kind = part.get("type")
    if kind == "user":
        return f"@{names.get(part.get('user_id', ''), part.get('user_id', ''))}"
    if kind == "emoji":
        return f":{part.get('name', '')}:"
    if kind in {"text", "link"}:
        return str(part.get("text") or part.get("url", ""))
    between = "\n" if kind in {"rich_text", "rich_text_list"} else ""
    return between.join(_rich(each, names) for each in part.get("elements", ()))


def _chart(block: Block, _names: Mapping[str, str]) -> str:
    title = block.get("title", "")
    return f"(chart: {title.get('text', '') if isinstance(title, Mapping) else title})"


_BLOCKS: dict[str, Callable[[Block, Mapping[str, str]], str]] = {
    "header": lambda block, names: _text(block.get("text"), names),
    "section": _section,
    "context": _row,
    "actions": _row,
    "context_actions": _row,
    "input": _input,
    "image": _image,
    "markdown": lambda block, _names: str(block.get("text", "")),
    "rich_text": _rich,
    "table": _table,
    "data_table": _table,
    "data_visualization": _chart,
    "alert": lambda block, names: _text(block.get("text"), names),
}
_ELEMENTS: dict[str, Callable[[Block, Mapping[str, str]], str]] = {
    "mrkdwn": _text,
    "plain_text": _text,
    "image": _image,
    "button": _button,
    "icon_button": _button,
    "workflow_button": _button,
    "overflow": _choices,
    "radio_buttons": _choices,
    "checkboxes": _choices,
    "feedback_buttons": _feedback,
}
