"""What the bot says, before it is Block Kit: cards of parts, forms of fields, pictures. Pure values, no Slack.

One card serves the chat, the console and the tests; `bot.blocks` turns it into blocks and its fallback text.
Sentences may hold `*bold*` and `_italic_` marks; values put into them are escaped when rendered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from core.words import Sentence, say

Words = Sentence | str


@dataclass(frozen=True)
class Confirm:
    """Asked before a press takes effect: names the thing and the effect."""

    title: Words
    text: Words
    yes: Words
    no: Words = "Keep"


@dataclass(frozen=True)
class Button:
    """A button: `action` names the handler, `payload` (ids and short values) is sealed for the one it is shown to."""

    label: Words
    action: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    style: Literal["primary", "danger"] | None = None
    confirm: Confirm | None = None


@dataclass(frozen=True)
class PickDay:
    """A date picker that acts at once; the chosen day arrives as `press.chosen`."""

    label: Words
    action: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    initial: date | None = None


@dataclass(frozen=True)
class Pick:
    """A select that acts at once: options are (label, value); the chosen value arrives as `press.chosen`."""

    label: Words
    action: str
    options: Sequence[tuple[Words, str]]
    payload: Mapping[str, Any] = field(default_factory=dict)


Element = Button | PickDay | Pick


@dataclass(frozen=True)
class Header:
    """The thing or the state ('Check and save')."""

    words: Words


@dataclass(frozen=True)
class Text:
    """A paragraph; `button` stands beside it (a row with its own button, or a picker of several things to do)."""

    words: Words
    button: Button | Pick | None = None


@dataclass(frozen=True)
class Fields:
    """Up to 8 pairs of label and value; what is empty and optional is left out by the caller."""

    pairs: Sequence[tuple[Words, Words]]


@dataclass(frozen=True)
class Context:
    """The small line: source, assumption, who sees it."""

    words: Words


@dataclass(frozen=True)
class Actions:
    """At most 4 buttons or pickers in a row."""

    elements: Sequence[Element]


@dataclass(frozen=True)
class Table:
    """The same figures as a picture, in words: header row and rows, at most 99 rows and 20 columns."""

    columns: Sequence[Words]
    rows: Sequence[Sequence[Words]]


@dataclass(frozen=True)
class Picture:
    """A PNG with its alt text; it goes to the private chat only."""

    png: bytes
    alt: Words
    name: str = "chart.png"


@dataclass(frozen=True)
class Attachment:
    """A file handed out with the card; it goes to the private chat only."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Divider:
    """A line between rows."""


Part = Header | Text | Fields | Context | Actions | Table | Picture | Attachment | Divider


@dataclass(frozen=True)
class Card:
    """A message. `summary` is the whole in one sentence: the notification and the text fallback."""

    summary: Words
    parts: Sequence[Part] = ()

    def plus(self, *parts: Part) -> Card:
        """The card with further parts at its end."""
        return replace(self, parts=(*self.parts, *parts))


def line(words: Words) -> Card:
    """A card of one sentence."""
    return Card(words, (Text(words),))


FieldKind = Literal["text", "long_text", "date", "choice", "search", "people", "person", "file", "check"]


@dataclass(frozen=True)
class FormField:
    """A field of a form. `choice` has options; `search` asks the options handler named `lookup` as one types;
    `people`/`person` give chat user ids; `file` takes files with these `endings`;
    `initial` fits the kind (text, date, value, list)."""

    name: str
    label: Words
    kind: FieldKind = "text"
    initial: Any = None
    optional: bool = False
    hint: Words | None = None
    options: Sequence[tuple[Words, str]] = ()
    lookup: str | None = None
    initial_label: Words | None = None
    several: bool = False
    max_length: int | None = None
    endings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A modal: `callback` names the submission handler, `payload` is sealed into it and comes back."""

    title: Words
    callback: str
    fields: Sequence[FormField]
    payload: Mapping[str, Any] = field(default_factory=dict)
    submit: Words = "Save"
    intro: Sequence[Part] = ()
    close: Words = "Cancel"


UNDO = "undo"


def undo_button(undo_id: int) -> Button:
    """The Undo of an effect noted by `core.audit.note_undoable` (chat/undo)."""
    return Button(say("Undo"), UNDO, {"undo": undo_id})
