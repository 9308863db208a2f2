"""Speaks to handlers as a person does: commands, presses by label, filled forms; every card passes the block check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.blocks import plain, render, render_form
from bot.cards import UNDO, Actions, Button, Card, Form, Pick, Text
from bot.conversation import Answer, Asker, Call, Conversations, Job, Place, Press, Submission
from bot.product import Product
from core.audit import close_undo, open_undo
from core.people import Actor, person
from core.words import Reader
from tests.checks.blocks import BlockGuard
from tests.conftest import House

HERE = Place("D0001", private=True, message="1.0001")


@dataclass
class Spoken:
    """One person in their private chat; `card` and `form` are what they see last."""

    house: House
    product: Product
    conversations: Conversations
    person_id: int
    card: Card = field(default_factory=lambda: Card(""))
    form: Form | None = None
    told: list[Card] = field(default_factory=list)

    @property
    def asker(self) -> Asker:
        """The person as the desk knows them."""
        with self.house.reading() as session:
            known = person(session, self.person_id)
        actor = Actor(self.house.workspace_id, self.person_id)
        return Asker(actor, known, Reader(known.locale, known.time_zone))

    @property
    def says(self) -> str:
        """What stands on the card, as lines."""
        return plain(self.card, self.asker.reader)

    @property
    def here(self) -> Place:
        """Where slow work that was handed on answers."""
        return HERE

    def command(self, verb: str, words: str = "") -> str:
        """A slash command, with the slow work it hands on done."""
        call = Call(self.product, self.asker, HERE, verb, words)
        return self._seen(self.conversations.verbs[verb].handler(call))

    def press(self, label: str, nth: int = 0) -> str:
        """Press a button of the card by its label, the nth of that name."""
        found = [each for each in buttons(self.card) if self.asker.reader.render(each.label) == label]
        assert len(found) > nth, f"no [{label}] on:\n{self.says}"
        return self.press_button(found[nth])

    def press_button(self, button: Button) -> str:
        """Press a button, perhaps of an older card."""
        if button.action == UNDO:
            return self._undo(int(button.payload["undo"]))
        press = Press(self.product, self.asker, HERE, button.payload)
        return self._seen(self.conversations.presses[button.action](press))

    def choose(self, label: str, nth: int = 0) -> str:
        """Choose an option of the card's pickers by its label, the nth of that name."""
        found = [
            (pick, value)
            for pick in picks(self.card)
            for name, value in pick.options
            if self.asker.reader.render(name) == label
        ]
        assert len(found) > nth, f"no option {label} on:\n{self.says}"
        pick, value = found[nth]
        press = Press(self.product, self.asker, HERE, pick.payload, chosen=value)
        return self._seen(self.conversations.presses[pick.action](press))

    def fill(self, **values: Any) -> str:
        """Submit the open form: what is not named stays as it was prefilled."""
        assert self.form is not None
        filled = {**{each.name: _initial(each) for each in self.form.fields}, **values}
        form = Submission(self.product, self.asker, HERE, self.form.payload, filled)
        return self._seen(self.conversations.submissions[self.form.callback](form))

    def options(self, lookup: str, words: str) -> list[str]:
        """The labels a search field offers."""
        about = self.form.payload if self.form else {}
        call = Call(self.product, self.asker, HERE, lookup, words, about=about)
        found = self.conversations.lookups[lookup](call)
        guard = BlockGuard()
        options = [{"text": {"type": "plain_text", "text": label[:75]}, "value": value} for label, value in found]
        guard.record("block_suggestion", {"options": options})
        guard.verify()
        return [label for label, _ in found]

    def _undo(self, undo_id: int) -> str:
        with self.house.writing() as session:
            undoing = open_undo(session, self.person_id, undo_id)
            words = self.conversations.undos[undoing.kind](session, self.asker.actor, undoing.refs)
            close_undo(session, undoing.id)
        return self.asker.reader.render(words or "")

    def _seen(self, answer: Answer) -> str:
        self.form = answer.form
        if answer.form is not None:
            self._check("views.open", {"view": render_form(answer.form, self.asker.reader, seal)})
        if answer.card is not None:
            self._check_card(answer.card)
            self.told.append(answer.card)
            if answer.private:
                return plain(answer.card, self.asker.reader)
            self.card = answer.card
        if answer.later is not None:
            job = Job(self.product, self.asker, self.here, answer.later.payload)
            return self._seen(self.conversations.jobs[answer.later.job](job))
        return self.says

    def _check_card(self, card: Card) -> None:
        rendered = render(card, self.asker.reader, seal)
        blocks = rendered.with_files([f"F{number:08d}" for number in range(len(rendered.pictures))])
        self._check("chat.postMessage", {"channel": "D0001", "text": rendered.text, "blocks": blocks})

    def _check(self, method: str, payload: dict[str, Any]) -> None:
        guard = BlockGuard()
        guard.record(method, payload)
        guard.verify()


def seal(payload: Any) -> str:
    """A sealed value's usual length."""
    return "s" * (60 + len(str(payload)) * 4 // 3)


def buttons(card: Card) -> Iterator[Button]:
    """All buttons of a card in the order one reads them."""
    for part in card.parts:
        if isinstance(part, Actions):
            yield from (each for each in part.elements if isinstance(each, Button))
        elif isinstance(part, Text) and isinstance(part.button, Button):
            yield part.button


def picks(card: Card) -> Iterator[Pick]:
    """All pickers of a card in the order one reads them."""
    for part in card.parts:
        if isinstance(part, Actions):
            yield from (each for each in part.elements if isinstance(each, Pick))
        elif isinstance(part, Text) and isinstance(part.button, Pick):
            yield part.button


def labels(card: Card) -> list[str]:
    """The labels of a card's buttons."""
    return [Reader().render(each.label) for each in buttons(card)]


def conversations_of(*registers: Callable[[Conversations], None]) -> Conversations:
    """The registries with these modules' handlers."""
    found = Conversations()
    for register in registers:
        register(found)
    return found


def _initial(field_: Any) -> Any:
    if field_.kind == "search" and field_.several:
        return [value for _, value in field_.initial or []]
    if field_.kind == "search":
        return field_.initial[1] if field_.initial else None
    return bool(field_.initial) if field_.kind == "check" else field_.initial
