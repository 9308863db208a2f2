"""Plays one person in the local workspace, for tests: they write, press, fill and wait, as on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.workspace import pressing, talking
from bot.workspace.cards import Card, Sheet, control_in
from bot.workspace.elements import LIST_OPTIONS, LIST_VALUES, options_of
from bot.workspace.looking import PersonLooking
from bot.workspace.readable import label_of
from bot.workspace.state import Payload


class PersonAtKeyboard(PersonLooking):
    """One person of the workspace, who does what a person does on the page."""

    def says(
        self,
        text: str = "",
        *,
        to: str = "",
        thread: Card | None = None,
        files: Sequence[Path | str | tuple[str, bytes]] = (),
    ) -> Card:
        """Send a message to the private chat (or the channel `to`, or into a thread), with files."""
        ws = self.driver.ws
        place = thread.conversation if thread else self._conversation(to)
        root = thread.message.get("thread_ts", thread.ts) if thread else ""
        uploaded = [self._uploads(each) for each in files]
        message = self.driver.run(
            lambda: talking.say(ws, self.id, text=text, conversation=place, thread_ts=root, files=uploaded)
        )
        return Card(self, place, message["ts"])

    def commands(self, command: str, text: str = "", *, to: str = "") -> Card | None:
        """Run a slash command; return the answer in its acknowledgement, if there is one."""
        place = self._conversation(to)
        work = talking.run_command(self.driver.ws, self.id, command=command, text=text, conversation=place)
        answer = self.driver.act(work)
        return Card(self, place, answer["ts"]) if answer else None

    def uses_shortcut(self, callback_id: str, on: Card | None = None) -> None:
        """Use a global shortcut, or a message shortcut on a message."""
        where = on.container if on else {}
        self.driver.act(pressing.use_shortcut(self.driver.ws, self.id, callback_id=callback_id, **where))

    def presses(self, thing: Card | Sheet, named: str, *, value: Any = None, nth: int = 0) -> None:
        """Press a button or an overflow's choice by its words or action_id, saying yes where it asks."""
        block, element = control_in(thing.blocks, named, value=value, nth=nth)
        self._press(thing, block, element, _pressed_value(element, named))

    def chooses(self, thing: Card | Sheet, named: str, wanted: Any, *, query: str = "", nth: int = 0) -> None:
        """Choose or type `wanted` in a menu, picker or field: words or value of an option, a date, a person."""
        block, element = control_in(thing.blocks, named, nth=nth)
        self._press(thing, block, element, self._value(thing, block, element, wanted, query))

    def fills(self, sheet: Card | Sheet, values: Mapping[str, Any]) -> None:
        """Fill fields by their labels, block ids or action ids."""
        for named, wanted in values.items():
            self.chooses(sheet, named, wanted)

    def looks_up(self, thing: Card | Sheet, named: str, query: str) -> list[str]:
        """Type `query` in an external select; return the options' words."""
        block, element = control_in(thing.blocks, named)
        return [option["text"]["text"] for option in self._options(thing, block, element, query)]

    def submits(self, sheet: Sheet) -> dict[str, str]:
        """Send a form; return the sentences at its fields (empty: it was taken)."""
        return self.driver.act(pressing.submit(self.driver.ws, self.id, view=sheet.id))

    def closes(self, sheet: Sheet, *, whole_stack: bool = False) -> None:
        """Close a form by its close button, or all open ones by the cross."""
        self.driver.act(pressing.close(self.driver.ws, self.id, view=sheet.id, whole_stack=whole_stack))

    def _uploads(self, file: Path | str | tuple[str, bytes]) -> str:
        name, content = file if isinstance(file, tuple) else (Path(file).name, Path(file).read_bytes())
        ws = self.driver.ws
        return self.driver.run(lambda: talking.upload(ws, self.id, name=name, content=content).id)

    def _press(self, thing: Card | Sheet, block: Payload, element: Payload, value: Any) -> None:
        self.driver.act(
            pressing.press(
                self.driver.ws,
                self.id,
                container=thing.container,
                block_id=block["block_id"],
                action_id=element["action_id"],
                value=value,
            )
        )

    def _options(self, thing: Card | Sheet, block: Payload, element: Payload, query: str) -> list[Payload]:
        work = pressing.look_up(
            self.driver.ws,
            self.id,
            container=thing.container,
            block_id=block["block_id"],
            action_id=element["action_id"],
            query=query,
        )
        return options_of(self.driver.act(work))

    def _value(self, thing: Card | Sheet, block: Payload, element: Payload, wanted: Any, query: str) -> Any:
        kind = element["type"]
        if kind in LIST_OPTIONS | LIST_VALUES.keys():
            each_wanted = wanted if isinstance(wanted, list) else [wanted]
            return [self._one_value(thing, block, element, each, query) for each in each_wanted]
        return self._one_value(thing, block, element, wanted, query)

    def _one_value(self, thing: Card | Sheet, block: Payload, element: Payload, wanted: Any, query: str) -> Any:
        kind = element["type"]
        if isinstance(wanted, PersonAtKeyboard):
            return wanted.id
        if kind == "file_input":
            return self._uploads(wanted)
        if "external" in kind and isinstance(wanted, str) and wanted:
            return _option_called(self._options(thing, block, element, query or wanted), wanted)
        options = options_of(element)
        return _option_called(options, wanted)["value"] if options and wanted else wanted


def _option_called(options: list[Payload], wanted: str) -> Payload:
    for option in options:
        if wanted in (label_of(option), option.get("value")):
            return option
    there = ", ".join(label_of(each) for each in options) or "none"
    raise LookupError(f"There is no option '{wanted}'. There are: {there}.")


def _pressed_value(element: Payload, named: str) -> Any:
    if element["type"] == "overflow":
        return _option_called(options_of(element), named)["value"]
    if element["type"] == "feedback_buttons":
        pair = (element["positive_button"], element["negative_button"])
        return next((each["value"] for each in pair if label_of(each) == named), pair[0]["value"])
    return None
