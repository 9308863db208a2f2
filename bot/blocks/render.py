"""Cards into Block Kit: one place knows the limits, escapes what people wrote, and writes the fallback text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards import (
    Actions,
    Attachment,
    Button,
    Card,
    Confirm,
    Context,
    Divider,
    Element,
    Fields,
    Header,
    Part,
    Pick,
    PickDay,
    Picture,
    Table,
    Text,
    Words,
)
from core.words import Reader, Sentence

Seal = Callable[[Mapping[str, Any]], str]
Block = dict[str, Any]

MAX_BLOCKS = 48
MAX_HOME_BLOCKS = 100
MAX_TEXT = 3_000
MAX_SUMMARY = 3_500
MAX_FIELD = 2_000
MAX_HEADER = 150
MAX_LABEL = 75
MAX_CELL = 200
MAX_OPTIONS = 100

_MARKS = re.compile(r"(?<!\w)[*_](?=\S)(.+?)(?<=\S)[*_](?!\w)")


class MarkedReader(Reader):
    """Renders for mrkdwn: what comes from people is escaped, the catalogue's own marks stay."""

    def render(self, sentence: Sentence | str) -> str:
        """The sentence; a bare string is somebody's text and is escaped."""
        return self.value(sentence) if isinstance(sentence, str) else super().render(sentence)

    def value(self, value: Any) -> str:
        """A value, escaped where it is text."""
        return escaped(super().value(value)) if isinstance(value, str) else super().value(value)


def escaped(text: str) -> str:
    """Text that Slack shows as it is, without mentions, links or special commands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True)
class Rendered:
    """A card as Slack takes it; pictures are put in once they are uploaded, by `with_files`."""

    text: str
    blocks: list[Block]
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def holds_files(self) -> bool:
        """Whether pictures or files go with it, which are for the private chat alone."""
        return bool(self.pictures or self.attachments)

    def with_files(self, file_ids: Sequence[str]) -> list[Block]:
        """The blocks with each picture's file in its place."""
        ids = iter(file_ids)
        return [
            {**block, "slack_file": {"id": next(ids)}} if block["type"] == "image" else block for block in self.blocks
        ]


def render(card: Card, reader: Reader, seal: Seal, most: int = MAX_BLOCKS) -> Rendered:
    """A card for one reader, in at most `most` blocks; `seal` turns a payload into a value that only they send back."""
    painter = _Painter(reader, seal)
    blocks = [block for part in card.parts for block in painter.paint(part)]
    pictures = tuple(part for part in card.parts if isinstance(part, Picture))
    attachments = tuple(part for part in card.parts if isinstance(part, Attachment))
    return Rendered(cut(painter.plain(card.summary), MAX_SUMMARY), blocks[:most], pictures, attachments)


def plain(card: Card, reader: Reader | None = None) -> str:
    """What a person reads on the card, as lines of text with buttons in brackets: for the console and the tests."""
    painter = _Painter(reader or Reader(), lambda _payload: "")
    return "\n".join(line for part in card.parts for line in painter.lines(part))


def cut(text: str, limit: int) -> str:
    """Text within Slack's limit, ending in … where it had to be cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


class _Painter:
    """Paints parts for one reader."""

    def __init__(self, reader: Reader, seal: Seal) -> None:
        self._reader = reader
        self._marked = MarkedReader(reader.locale, reader.time_zone, reader.translations)
        self._seal = seal
        self._count = 0

    def plain(self, words: Words) -> str:
        """Words without marks."""
        if isinstance(words, str):
            return self._reader.render(words)
        return _MARKS.sub(r"\1", self._reader.render(words))

    def marked(self, words: Words, limit: int = MAX_TEXT) -> dict[str, Any]:
        return {"type": "mrkdwn", "text": cut(self._marked.render(words), limit) or " "}

    def label(self, words: Words, limit: int = MAX_LABEL) -> dict[str, Any]:
        return {"type": "plain_text", "text": cut(self.plain(words), limit) or " ", "emoji": False}

    def paint(self, part: Part) -> list[Block]:
        match part:
            case Header():
                return [{"type": "header", "text": self.label(part.words, MAX_HEADER)}]
            case Text():
                return [self._section(part)]
            case Fields():
                return self._fields(part)
            case Context():
                return [{"type": "context", "elements": [self.marked(part.words)]}]
            case Actions():
                return self._actions(part)
            case Table():
                return [self._table(part)]
            case Picture():
                alt = cut(self.plain(part.alt), 2_000)
                return [{"type": "image", "alt_text": alt}]
            case Attachment():
                return []
            case Divider():
                return [{"type": "divider"}]

    def lines(self, part: Part) -> list[str]:
        match part:
            case Header() | Context():
                return [self.plain(part.words)]
            case Text():
                beside = f" [{self.plain(part.button.label)}]" if part.button else ""
                return [self.plain(part.words) + beside]
            case Fields():
                return [f"{self.plain(label)}: {self.plain(value)}" for label, value in part.pairs]
            case Actions():
                return [" ".join(f"[{self.plain(each.label)}]" for each in part.elements)]
            case Table():
                return [" | ".join(self.plain(cell) for cell in row) for row in (part.columns, *part.rows)]
            case Picture():
                return [f"({self.plain(part.alt)})"]
            case Attachment():
                return [f"({part.name})"]
            case Divider():
                return []

    def _section(self, part: Text) -> Block:
        block: Block = {"type": "section", "text": self.marked(part.words)}
        if part.button is not None:
            block["accessory"] = self._element(part.button)
        return block

    def _fields(self, part: Fields) -> list[Block]:
        fields = [
            {"type": "mrkdwn", "text": cut(f"*{self._marked.render(label)}*\n{self._marked.render(value)}", MAX_FIELD)}
            for label, value in part.pairs
        ]
        return [{"type": "section", "fields": fields[start : start + 10]} for start in range(0, len(fields), 10)]

    def _actions(self, part: Actions) -> list[Block]:
        if not part.elements:
            return []
        return [{"type": "actions", "elements": [self._element(each) for each in part.elements[:25]]}]

    def _table(self, part: Table) -> Block:
        rows = [part.columns, *part.rows][:100]
        return {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": cut(self.plain(cell), MAX_CELL) or " "} for cell in row] for row in rows
            ],
            "column_settings": [{"is_wrapped": True} for _ in part.columns],
        }

    def _element(self, element: Element) -> Block:
        self._count += 1
        action_id = f"{element.action}#{self._count}"
        match element:
            case Button():
                return self._button(element, action_id)
            case PickDay():
                return self._day(element, f"{action_id}#{self._seal(element.payload)}")
            case Pick():
                return self._pick(element, f"{action_id}#{self._seal(element.payload)}")

    def _button(self, button: Button, action_id: str) -> Block:
        block: Block = {
            "type": "button",
            "action_id": action_id,
            "text": self.label(button.label),
            "value": self._seal(button.payload),
        }
        if button.style:
            block["style"] = button.style
        if button.confirm:
            block["confirm"] = self._confirm(button.confirm)
        return block

    def _day(self, picker: PickDay, action_id: str) -> Block:
        block: Block = {"type": "datepicker", "action_id": action_id, "placeholder": self.label(picker.label, 150)}
        if picker.initial is not None:
            block["initial_date"] = picker.initial.isoformat()
        return block

    def _pick(self, pick: Pick, action_id: str) -> Block:
        options = [{"text": self.label(label), "value": value} for label, value in pick.options[:MAX_OPTIONS]]
        return {
            "type": "static_select",
            "action_id": action_id,
            "placeholder": self.label(pick.label, 150),
            "options": options,
        }

    def _confirm(self, confirm: Confirm) -> Block:
        return {
            "title": self.label(confirm.title, 100),
            "text": self.label(confirm.text, 300),
            "confirm": self.label(confirm.yes, 30),
            "deny": self.label(confirm.no, 30),
        }
