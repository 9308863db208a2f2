"""One person's conversation in a terminal: what is written is answered as in the private chat."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from bot.blocks import plain
from bot.cards import UNDO, Actions, Button, Card, Element, Form, Pick, Text, line
from bot.console.asking import Asking, local_file
from bot.conversation import (
    Answer,
    Asker,
    Call,
    Conversations,
    Job,
    Message,
    Place,
    Press,
    SharedFile,
    Submission,
)
from bot.desk import RUN_VERB, Desk
from bot.errors import card_for
from bot.identity import Identity
from bot.product import Product
from bot.sealing import Sealer
from core.audit import close_undo, open_undo
from core.errors import Invalid, NotFound, ProwessError, Refused
from core.people import note_refusal, people_named, person_by_chat_id, person_by_email
from core.words import say

WELCOME = say(
    "You write as {name}. A verb with its words, or a sentence, as in the private chat; a number presses a button; "
    "'> …' answers in the last thread; '/file PATH …' drops a file; 'exit' ends."
)
MENTION = re.compile(r"(?<![\w<])@([\w.+-]+(?:@[\w.-]+)?)")


class Console:
    """Reads lines and shows answers until there is nothing more to read."""

    def __init__(
        self,
        product: Product,
        conversations: Conversations,
        asker: Asker,
        *,
        show: Callable[[str], None],
        read: Callable[[str], str],
    ) -> None:
        self._product = replace(product, fetch_file=_read_local)
        self._conversations, self._asker = conversations, asker
        self._desk = _desk(self._product, conversations)
        self._show, self._read = show, read
        self._elements: list[Element] = []
        self._threads = 0
        self._asking = Asking(show, read, asker.reader, self._look_up, self._chat_id)
        self._about: Mapping[str, Any] = {}

    def run(self) -> None:
        """Converse until 'exit' or the end of what is written."""
        self._show(self._asker.reader.render(replace(WELCOME, values={"name": self._asker.person.name})))
        while True:
            try:
                words = self._read("> ").strip()
                if words.lower() in ("exit", "quit"):
                    return
                if words:
                    self.hear(words)
            except EOFError:
                return

    def hear(self, words: str) -> None:
        """Answer one line; an error is shown as it would be in the chat."""
        try:
            self._answer(self._heard(words))
        except ProwessError as error:
            if isinstance(error, Refused):
                self._note_refusal(error)
            self._show_card(card_for(error))

    def _heard(self, words: str) -> Answer:
        if words.isdigit() and self._elements:
            return self._pressed(int(words))
        if words.startswith("/file "):
            path, _, rest = words.removeprefix("/file ").strip().partition(" ")
            return self._message(rest, (local_file(Path(path).expanduser()),))
        if words.startswith("/"):
            return self._command(words)
        return self._message(words)

    def _command(self, words: str) -> Answer:
        verb, _, rest = words.lstrip("/").partition(" ")
        if verb == "prowess":
            verb, _, rest = rest.strip().partition(" ")
        return self._desk.run_verb(verb or "help", self._with_mentions(rest), self._asker, self._place)

    def _message(self, words: str, files: Sequence[SharedFile] = ()) -> Answer:
        if words.startswith(">"):
            words = words[1:].strip()
        else:
            self._threads += 1
        said = Message(self._product, self._asker, self._place, self._with_mentions(words), files, uuid4().hex)
        for handler in self._conversations.messages:
            if (answer := handler(said)) is not None:
                return answer
        verb, _, rest = said.words.partition(" ")
        known = verb.lower() in self._conversations.verbs
        return self._desk.run_verb(verb if known else "help", rest if known else "", self._asker, said.place)

    @property
    def _place(self) -> Place:
        return Place("console", private=True, thread=f"console-{self._threads}")

    def _pressed(self, number: int) -> Answer:
        if not 1 <= number <= len(self._elements):
            raise Invalid(say("There is no button {number}.", number=str(number)))
        element = self._elements[number - 1]
        chosen = self._chosen(element)
        if isinstance(element, Button) and element.confirm and not self._confirmed(element):
            return Answer(card=line(say("Nothing was changed.")))
        if element.action == UNDO:
            return self._undo(int(element.payload["undo"]))
        if element.action == RUN_VERB:
            words = str(element.payload.get("words", ""))
            return self._desk.run_verb(str(element.payload["verb"]), words, self._asker, self._place)
        handler = self._conversations.presses.get(element.action)
        if handler is None:
            raise Invalid(say("This button works in the chat only."))
        return handler(Press(self._product, self._asker, self._place, element.payload, chosen, uuid4().hex))

    def _confirmed(self, button: Button) -> bool:
        assert button.confirm is not None
        return self._asking.yes(self._asker.reader.render(button.confirm.text))

    def _chosen(self, element: Element) -> Any:
        if isinstance(element, Button):
            return None
        if isinstance(element, Pick):
            return self._asking.one_of(element.label, element.options)
        return self._asking.day(element.label, element.initial)

    def _undo(self, undo_id: int) -> Answer:
        with self._product.writing(self._asker.workspace_id) as session:
            undoing = open_undo(session, self._asker.person_id, undo_id)
            words = self._conversations.undos[undoing.kind](session, self._asker.actor, undoing.refs)
            close_undo(session, undoing.id)
        return Answer(card=line(words or say("Undone. Nothing of it is left.")))

    def _answer(self, answer: Answer) -> None:
        if answer.card is not None:
            self._show_card(answer.card)
        if answer.form is not None:
            self._fill(answer.form)
        if answer.later is not None:
            job = self._conversations.jobs[answer.later.job]
            self._answer(job(Job(self._product, self._asker, self._place, answer.later.payload, uuid4().hex)))

    def _fill(self, form: Form) -> None:
        """Ask for a form's fields and submit them; a field at fault is asked again."""
        self._about = form.payload
        values = self._asking.form(form)
        handler = self._conversations.submissions[form.callback]
        while True:
            submission = Submission(self._product, self._asker, self._place, form.payload, values, uuid4().hex)
            try:
                self._answer(handler(submission))
                return
            except ProwessError as error:
                wrong = next((each for each in form.fields if each.name == error.field), None)
                if wrong is None:
                    raise
                self._show(self._asker.reader.render(error.sentence))
                values = {**values, wrong.name: self._asking.field(wrong)}

    def _show_card(self, card: Card) -> None:
        """A card's words, then its buttons with their numbers."""
        self._show(plain(card, self._asker.reader))
        self._elements = _elements(card)
        if self._elements:
            names = [self._asker.reader.render(each.label) for each in self._elements]
            self._show("   ".join(f"{number} {name}" for number, name in enumerate(names, 1)))

    def _look_up(self, name: str, words: str) -> Sequence[tuple[str, str]]:
        call = Call(self._product, self._asker, self._place, name, words, about=self._about)
        return self._conversations.lookups[name](call)

    def _with_mentions(self, words: str) -> str:
        """`@anna` becomes a mention where exactly one person is meant, as the chat makes it."""
        return MENTION.sub(lambda found: self._mention(found[1]), words)

    def _mention(self, name: str) -> str:
        try:
            return f"<@{self._chat_id(name)}>"
        except ProwessError:
            return f"@{name}"

    def _chat_id(self, name: str) -> str:
        with self._product.reading(self._asker.workspace_id) as session:
            known = person_by_chat_id(session, name) or person_by_email(session, name)
            found = [known] if known else people_named(session, name)
        if len(found) != 1 or not found[0].chat_user_id:
            raise NotFound(say("I don't find one person called {name}.", name=name))
        return found[0].chat_user_id

    def _note_refusal(self, error: Refused) -> None:
        with self._product.writing(self._asker.workspace_id) as session:
            note_refusal(session, self._asker.actor, str(error.details.get("capability") or ""))


def _elements(card: Card) -> list[Element]:
    """Buttons and pickers, in the order in which they are shown."""
    found: list[Element] = []
    for part in card.parts:
        if isinstance(part, Text) and part.button is not None:
            found.append(part.button)
        elif isinstance(part, Actions):
            found.extend(part.elements)
    return found


def _desk(product: Product, conversations: Conversations) -> Desk:
    """The desk that answers verbs; nothing is deferred here, and nothing arrives twice."""
    return Desk(
        product, conversations, Sealer(product.engine.vault), Identity(product), lambda *_: None, lambda *_: True
    )


def _read_local(_workspace_id: int, file: SharedFile) -> bytes:
    """The bytes of a file that was dropped here, from this machine."""
    return Path(unquote(urlsplit(file.url).path)).read_bytes()
