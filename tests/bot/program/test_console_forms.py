"""Forms in a terminal: each kind of field gives what it gives in the chat, and is asked again until it fits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cards import Form, FormField
from bot.console import Asking
from core.errors import NotFound
from core.words import Reader, say

IDS = {"Anna": "UANNA", "Ben": "UBEN"}
OPTIONS = (("Low", "1"), ("High", "2"))


def chat_id(name: str) -> str:
    if name not in IDS:
        raise NotFound(say("I don't find one person called {name}.", name=name))
    return IDS[name]


def look_up(name: str, words: str) -> list[tuple[str, str]]:
    assert name == "skills"
    return [(skill, str(number)) for number, skill in enumerate(["Fire safety", "First aid"]) if words in skill]


class Terminal:
    """Lines to be read, and what was shown."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.shown: list[str] = []

    def read(self, prompt: str) -> str:
        self.shown.append(prompt)
        return self.lines.pop(0)

    @property
    def asking(self) -> Asking:
        return Asking(self.shown.append, self.read, Reader(), look_up, chat_id)


def answered(field: FormField, *lines: str) -> Any:
    terminal = Terminal(*lines)
    value = terminal.asking.field(field)
    assert terminal.lines == []
    return value


@pytest.mark.parametrize(
    ("field", "lines", "value"),
    [
        (FormField("note", "Note"), ["seen"], "seen"),
        (FormField("note", "Note", optional=True), [""], ""),
        (FormField("note", "Note", initial="before"), [""], "before"),
        (FormField("day", "Day", "date"), ["2027-03-01"], date(2027, 3, 1)),
        (FormField("day", "Day", "date", initial=date(2027, 3, 1)), [""], date(2027, 3, 1)),
        (FormField("day", "Day", "date", optional=True), [""], None),
        (FormField("level", "Level", "choice", options=OPTIONS), ["2"], "2"),
        (FormField("level", "Level", "choice", options=OPTIONS, initial="1"), [""], "1"),
        (FormField("levels", "Levels", "choice", options=OPTIONS, several=True), ["2", "1", ""], ["2", "1"]),
        (FormField("skill", "Skill", "search", lookup="skills"), ["First", "1"], "1"),
        (FormField("skill", "Skill", "search", lookup="skills", initial=("Fire safety", "0")), [""], "0"),
        (FormField("all", "All", "search", lookup="skills", several=True), ["Fi", "2", "Fire", "1", ""], ["1", "0"]),
        (FormField("who", "Who", "person"), ["Anna"], "UANNA"),
        (FormField("who", "Who", "people"), ["Anna, Ben"], ["UANNA", "UBEN"]),
        (FormField("sure", "Sure", "check"), ["y"], True),
        (FormField("sure", "Sure", "check"), [""], False),
        (FormField("file", "File", "file", optional=True), [""], []),
    ],
)
def test_a_field_gives_what_it_gives_in_the_chat(field: FormField, lines: list[str], value: Any) -> None:
    assert answered(field, *lines) == value


@pytest.mark.parametrize(
    ("field", "lines", "sentence"),
    [
        (FormField("note", "Note"), ["", "seen"], "This is needed."),
        (FormField("day", "Day", "date"), ["31 February", "2027-03-01"], "31 February isn't a date."),
        (FormField("level", "Level", "choice", options=OPTIONS), ["3", "1"], "Choose a number from 1 to 2."),
        (FormField("skill", "Skill", "search", lookup="skills"), ["Welding", "Fire", "1"], "nothing to choose from"),
        (FormField("who", "Who", "person"), ["Carl", "Anna"], "I don't find one person called Carl."),
        (FormField("file", "File", "file", optional=True), ["nowhere.pdf", ""], "There is no file nowhere.pdf."),
    ],
)
def test_what_does_not_fit_is_asked_again(field: FormField, lines: list[str], sentence: str) -> None:
    terminal = Terminal(*lines)
    terminal.asking.field(field)
    assert any(sentence in line for line in terminal.shown)


def test_a_file_is_this_machines(tmp_path: Path) -> None:
    path = tmp_path / "aid.pdf"
    path.write_bytes(b"%PDF-1.7")
    (file,) = answered(FormField("file", "File", "file"), str(path))
    assert (file.name, file.media_type, file.size) == ("aid.pdf", "application/pdf", 8)


def test_a_form_is_asked_in_its_order() -> None:
    terminal = Terminal("seen", "2027-03-01")
    form = Form("Log", "log", (FormField("note", "Note"), FormField("day", "Day", "date")))
    assert terminal.asking.form(form) == {"note": "seen", "day": date(2027, 3, 1)}
    assert terminal.shown == ["Log", "Note: ", "Day: "]
