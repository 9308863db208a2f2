"""Asks the bot's handlers without Slack: commands, presses, forms, jobs, notices; every card is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, cast

from sqlalchemy import select

from bot.blocks import plain, render, render_form
from bot.cards import UNDO, Actions, Button, Card, Form, Pick, Text
from bot.conversation import Answer, Asker, Call, Conversations, Job, Place, Press, Submission
from bot.product import Product
from bot.workspace.blockcheck import check_message, check_view
from core.audit import close_undo, open_undo
from core.frameworks import visible_competencies
from core.notifications.models import OutboxMessage
from core.people import Actor, person
from core.words import Reader
from tagging.matching import CatalogueName, NameBook
from tests.conftest import House


@dataclass(frozen=True)
class SpelledSkills:
    """Look-alikes by spelling alone: what the product gives while its model is not yet loaded."""

    house: House

    def look_alikes(
        self, workspace_id: int, actor: Actor, text: str, *_rest: Any, **_more: Any
    ) -> list[tuple[int, float]]:
        with self.house.engine.reading(workspace_id) as session:
            book = NameBook.of([CatalogueName(e.id, e.name) for e in visible_competencies(session, actor)])
        return [(each.id, each.score) for each in book.look_alikes(text, None)]

    def near_in_meaning(self, *_asked: Any, **_more: Any) -> list[tuple[int, float]]:
        """Nothing: meaning waits for the model."""
        return []

    def meant_like(self, *_asked: Any, **_more: Any) -> list[tuple[int, float]]:
        """Nothing: meaning waits for the model."""
        return []


@dataclass
class Chat:
    """Talks with the handlers of some conversations as different people."""

    house: House
    modules: tuple[ModuleType, ...]
    channel: str = "D1"
    conversations: Conversations = field(default_factory=Conversations)

    def __post_init__(self) -> None:
        for module in self.modules:
            module.register(self.conversations)
        self.product = Product(self.house.engine, cast(Any, None), SpelledSkills(self.house))

    def asker(self, person_id: int) -> Asker:
        """The person as the desk makes them."""
        with self.house.reading() as session:
            view = person(session, person_id)
        return Asker(self.house.as_(person_id), view, Reader(view.locale, view.time_zone))

    @property
    def place(self) -> Place:
        return Place(self.channel, private=self.channel.startswith("D"))

    def command(self, person_id: int, verb: str, words: str = "") -> Answer:
        """A slash command."""
        call = Call(self.product, self.asker(person_id), self.place, verb, words)
        return self.checked(self.conversations.verbs[verb].handler(call), person_id)

    def press(self, person_id: int, card: Card | None, label: str) -> Answer:
        """A press of the card's button of that name, or Undo."""
        button = self.button(card, label)
        if button.action == UNDO:
            return self._undo(person_id, button.payload["undo"])
        press = Press(self.product, self.asker(person_id), self.place, button.payload)
        return self.checked(self.conversations.presses[button.action](press), person_id)

    def choose(self, person_id: int, card: Card | None, label: str, value: str) -> Answer:
        """A choice from the card's picker of that name."""
        assert card is not None
        elements = [each for part in card.parts if isinstance(part, Actions) for each in part.elements]
        pick = next(each for each in elements if isinstance(each, Pick) and str(each.label) == label)
        assert value in [option for _, option in pick.options]
        press = Press(self.product, self.asker(person_id), self.place, pick.payload, chosen=value)
        return self.checked(self.conversations.presses[pick.action](press), person_id)

    def lookup_in(self, person_id: int, form: Form | None, name: str, typed: str) -> list[str]:
        """Labels of a search field's options, in the form it stands in."""
        assert form is not None
        call = Call(self.product, self.asker(person_id), Place(), name, typed, about=form.payload)
        return [label for label, _ in self.conversations.lookups[name](call)]

    def _undo(self, person_id: int, undo_id: int) -> Answer:
        with self.house.writing() as session:
            undoing = open_undo(session, person_id, undo_id)
            words = self.conversations.undos[undoing.kind](session, self.house.as_(person_id), undoing.refs)
            close_undo(session, undoing.id)
        assert words is not None
        return Answer(card=Card(words, (Text(words),)))

    def submit(self, person_id: int, form: Form | None, **values: Any) -> Answer:
        """A submitted form: the values given, the others as the form had them."""
        assert form is not None
        filled = {each.name: _initial(each.initial, each.kind) for each in form.fields} | values
        sent = Submission(self.product, self.asker(person_id), self.place, form.payload, filled)
        return self.checked(self.conversations.submissions[form.callback](sent), person_id)

    def later(self, person_id: int, answer: Answer) -> Answer:
        """The slow part of an answer."""
        assert answer.later is not None
        job = Job(self.product, self.asker(person_id), self.place, answer.later.payload)
        return self.checked(self.conversations.jobs[answer.later.job](job), person_id)

    def lookup(self, person_id: int, name: str, typed: str) -> list[str]:
        """Labels of a search field's options."""
        call = Call(self.product, self.asker(person_id), Place(), name, typed)
        return [label for label, _ in self.conversations.lookups[name](call)]

    def notice(self, message: OutboxMessage, *, sent: bool = False) -> Card | None:
        """The words of an outbox message as they would be sent now."""
        with self.house.reading() as session:
            recipient = person(session, message.recipient_id)
            state = _Sent(rewriting=sent, in_doubt=False)
            card = self.conversations.notices[message.kind](session, recipient, message.refs, state)
        return self.checked(Answer(card=card), message.recipient_id).card

    def read(self, card: Card | None, person_id: int) -> str:
        """What a person reads on the card."""
        assert card is not None
        return plain(card, self.asker(person_id).reader)

    def button(self, card: Card | None, label: str) -> Button:
        """The button of that name."""
        assert card is not None
        buttons = [each for part in card.parts if isinstance(part, Actions) for each in part.elements]
        named = {str(each.label): each for each in buttons if isinstance(each, Button)}
        assert label in named, f"no {label} among {list(named)}"
        return named[label]

    def checked(self, answer: Answer, person_id: int) -> Answer:
        """The answer, after its blocks passed the strict check."""
        reader = self.asker(person_id).reader
        if answer.card is not None:
            rendered = render(answer.card, reader, str)
            blocks = rendered.with_files([f"F{n:08d}" for n in range(len(rendered.pictures))])
            found = check_message({"channel": "D1", "text": rendered.text, "blocks": blocks})
            assert not found, found
        if answer.form is not None:
            view = render_form(answer.form, reader, str)
            assert not check_view(view), check_view(view)
        return answer


@dataclass(frozen=True)
class _Sent:
    rewriting: bool
    in_doubt: bool


def _initial(value: Any, kind: str) -> Any:
    """What Slack sends back of a field left as it was."""
    if kind == "search" and isinstance(value, tuple):
        return value[1]
    if kind == "search":
        return [each for _label, each in value or []]
    return value


def messages_to(house: House, person_id: int) -> list[OutboxMessage]:
    """The outbox messages to a person, oldest first."""

    with house.reading() as session:
        query = select(OutboxMessage).where(OutboxMessage.recipient_id == person_id).order_by(OutboxMessage.id)
        return list(session.scalars(query))
