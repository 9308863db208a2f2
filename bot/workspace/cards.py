"""What a person holds on to in a test: a message (Card) or a form or Home (Sheet), always as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.workspace.elements import Found, elements_of, options_of
from bot.workspace.readable import label_of, readable
from bot.workspace.state import Payload

if TYPE_CHECKING:
    from bot.workspace.looking import PersonLooking


@dataclass(frozen=True, slots=True)
class Card:
    """One message as a person sees it; reading it again shows what became of it."""

    person: PersonLooking
    conversation: str
    ts: str

    @property
    def message(self) -> Payload:
        """The message as the Web API shows it; raises LookupError when it is gone."""
        return self.person.message_at(self.conversation, self.ts)

    @property
    def exists(self) -> bool:
        """Whether the message is still there."""
        try:
            return bool(self.message)
        except LookupError:
            return False

    @property
    def text(self) -> str:
        """What the person reads."""
        return readable(self.message, self.person.driver.names())

    @property
    def fallback(self) -> str:
        """The text of the notification."""
        return str(self.message.get("text", ""))

    @property
    def is_private(self) -> bool:
        """Whether only this person sees it."""
        return bool(self.message.get("is_ephemeral"))

    @property
    def author(self) -> str:
        """The id of who wrote it."""
        return str(self.message["user"])

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, in order."""
        return buttons_in(self.blocks)

    @property
    def blocks(self) -> list[Payload]:
        """Its blocks."""
        return list(self.message.get("blocks", []))

    @property
    def files(self) -> list[Payload]:
        """Its files, as files.info shows them."""
        return list(self.message.get("files", []))

    @property
    def thread(self) -> list[Card]:
        """The answers in its thread, in order."""
        return self.person.messages(thread=self)

    @property
    def container(self) -> dict[str, str]:
        """Where its buttons are."""
        return {"conversation": self.conversation, "ts": self.ts}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A modal or Home as a person sees it."""

    person: PersonLooking
    id: str

    @property
    def view(self) -> Payload:
        """The view as the Web API shows it, with `errors`; raises LookupError when it is closed."""
        return self.person.view_at(self.id)

    @property
    def is_open(self) -> bool:
        """Whether it is still open."""
        try:
            return bool(self.view)
        except LookupError:
            return False

    @property
    def text(self) -> str:
        """What the person reads."""
        return readable(self.view, self.person.driver.names())

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.view["title"]["text"])

    @property
    def errors(self) -> dict[str, str]:
        """The sentences at its fields, by block_id (empty name: at the form itself)."""
        return dict(self.view.get("errors", {}))

    @property
    def values(self) -> dict[str, dict[str, Payload]]:
        """What is typed and chosen in it, as the bot will get it."""
        values: dict[str, dict[str, Payload]] = self.view["state"]["values"]
        return values

    @property
    def blocks(self) -> list[Payload]:
        """Its blocks."""
        return list(self.view["blocks"])

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, in order."""
        return buttons_in(self.blocks)

    @property
    def container(self) -> dict[str, str]:
        """Where its buttons are."""
        return {"view": self.id}


def buttons_in(blocks: list[Payload]) -> list[str]:
    """Return the words on all buttons in blocks."""
    return [label_of(element) for _, element in elements_of(blocks) if element["type"] == "button"]


def control_in(blocks: list[Payload], named: str, *, value: Any = None, nth: int = 0) -> Found:
    """Return the nth (block, element) called `named`: its words, its action_id or its block's id or label.

    `value` narrows buttons to those that carry it. Raises LookupError, naming what there is.
    """
    found = [
        (block, element)
        for block, element in elements_of(blocks)
        if named in names_of(block, element) and value in (None, element.get("value"))
    ]
    if len(found) <= nth:
        there = [label_of(element) or element["action_id"] for _, element in elements_of(blocks)]
        raise LookupError(f"There is no '{named}' here. There are: {', '.join(there) or 'no controls'}.")
    return found[nth]


def names_of(block: Payload, element: Payload) -> set[str]:
    """Return everything an element may be called by."""
    names = {element["action_id"], block["block_id"], label_of(element)}
    if block["type"] == "input":
        names.add(label_of({"label": block["label"]}))
    if element["type"] == "overflow":
        names |= {label_of(each) for each in options_of(element)}
    if element["type"] == "feedback_buttons":
        names |= {label_of(element["positive_button"]), label_of(element["negative_button"])}
    return names - {""}
