"""Asking in a terminal: one question, one line; every answer is read into the kind of value that its field holds."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.cards import Form, FormField, Words
from bot.conversation import Option, SharedFile
from core.errors import Invalid, ProwessError
from core.words import Reader, say

YES, NO = ("y", "yes"), ("n", "no", "")


@dataclass(frozen=True)
class Asking:
    """What asking needs: how to show a line and read one, how to look things up, and who is meant by a name."""

    show: Callable[[str], None]
    read: Callable[[str], str]
    reader: Reader
    look_up: Callable[[str, str], Sequence[Option]]
    id_of: Callable[[str], str]

    def form(self, form: Form) -> dict[str, Any]:
        """A form's values, asked field by field."""
        self.show(self.reader.render(form.title))
        return {field.name: self.field(field) for field in form.fields}

    def field(self, field: FormField) -> Any:
        """One field's value; asked again until it fits."""
        while True:
            try:
                return self._value(field)
            except ProwessError as error:
                self.show(self.reader.render(error.sentence))

    def yes(self, question: str) -> bool:
        """A yes or no."""
        while True:
            answer = self.read(f"{question} (y/n) ").strip().lower()
            if answer in YES or answer in NO:
                return answer in YES

    def day(self, label: Words, initial: date | None = None) -> date | None:
        """A date, as 2027-03-01; none where nothing is written and none was offered."""
        given = self._asked(label, initial.isoformat() if initial else None)
        if not given:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise Invalid(say("{given} isn't a date. Example: 2027-03-01.", given=given)) from None

    def one_of(self, label: Words, options: Sequence[tuple[Words, str]]) -> str | None:
        """One choice of several, by its number; none where nothing is written."""
        if not options:
            raise Invalid(say("There is nothing to choose from."))
        for number, (name, _) in enumerate(options, 1):
            self.show(f"  {number} {self.reader.render(name)}")
        given = self._asked(label)
        if not given:
            return None
        if not given.isdigit() or not 1 <= int(given) <= len(options):
            raise Invalid(say("Choose a number from 1 to {n}.", n=len(options)))
        return options[int(given) - 1][1]

    def _value(self, field: FormField) -> Any:
        value = self._read(field)
        if value in (None, "", []) and not field.optional and field.kind != "check":
            raise Invalid(say("This is needed."))
        return value

    def _read(self, field: FormField) -> Any:
        readers: dict[str, Callable[[FormField], Any]] = {
            "date": lambda field: self.day(field.label, field.initial),
            "check": lambda field: self.yes(self.reader.render(field.hint or field.label)),
            "choice": self._choice,
            "search": self._search,
            "person": self._people,
            "people": self._people,
            "file": self._files,
        }
        if reader := readers.get(field.kind):
            return reader(field)
        return self._asked(field.label, field.initial)

    def _files(self, field: FormField) -> list[SharedFile]:
        given = self._asked(field.label, hint="a path")
        return [local_file(Path(given).expanduser())] if given else []

    def _choice(self, field: FormField) -> Any:
        if not field.several:
            return self.one_of(field.label, field.options) or field.initial
        chosen = []
        while value := self.one_of(field.label, field.options):
            chosen.append(value)
        return chosen or list(field.initial or [])

    def _search(self, field: FormField) -> Any:
        """What was offered stays where nothing is written; `initial` is (label, value), or a list of these."""
        offered = field.initial or []
        offered = offered if field.several else ([offered] if offered else [])
        chosen: list[str] = []
        while words := self._asked(field.label, ", ".join(label for label, _ in offered) if not chosen else None):
            if not chosen and words == ", ".join(label for label, _ in offered):
                chosen = [value for _, value in offered]
                break
            if value := self.one_of(field.label, self.look_up(str(field.lookup), words)):
                chosen.append(value)
            if not field.several:
                break
        return chosen if field.several else (chosen[0] if chosen else None)

    def _people(self, field: FormField) -> Any:
        offered = field.initial if isinstance(field.initial, str) else ", ".join(field.initial or [])
        given = self._asked(field.label, offered, hint="names")
        ids = [self.id_of(name.strip()) for name in given.split(",") if name.strip()]
        return ids if field.kind == "people" else (ids[0] if ids else None)

    def _asked(self, label: Words, offered: str | None = None, hint: str = "") -> str:
        """A line; what was offered, where nothing is written."""
        beside = f" [{offered}]" if offered else f" ({hint})" if hint else ""
        return self.read(f"{self.reader.render(label)}{beside}: ").strip() or (offered or "")


def local_file(path: Path) -> SharedFile:
    """A file of this machine, as one dropped into the chat; raises Invalid where there is none."""
    if not path.is_file():
        raise Invalid(say("There is no file {path}.", path=str(path)))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return SharedFile(str(path), path.name, kind, path.stat().st_size, path.resolve().as_uri())
