"""Knocking at the desk as Slack would, with every registered name: what the walks share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from bot.blocks import plain, render_form
from bot.cards import Actions, Card, Element, Form, Pick, Text
from bot.conversation import Answer, Asker, Call, Conversations, Job, Place, Press, Submission
from bot.desk import (
    answer_command,
    answer_lookup,
    answer_message,
    answer_press,
    answer_shortcut,
    answer_submission,
    do_job,
)
from core.audit.models import FactPerson, RecordedFact
from core.people import Actor, person_by_chat_id
from core.words import Reader
from tests.stories.stage import Stage

CHANNEL = "CGENERAL"
_numbers = count(1)


@dataclass
class Door:
    """Delivers requests to the desk as a user of some team; `said` collects what was acknowledged."""

    stage: Stage
    said: list[Mapping[str, Any]] = field(default_factory=list)

    def ack(self, *body: Any, **named: Any) -> None:
        """What the desk acknowledges with."""
        self.said.append(named if named else (body[0] if body and isinstance(body[0], Mapping) else {}))

    @property
    def client(self) -> Any:
        """The bot's own client."""
        return self.stage.service.installations.client(self.stage.workspace_id)

    def command(self, user: str, text: str, *, team: str = "TNORDLYS", command: str = "/prowess") -> None:
        """A slash command."""
        fields = {"command": command, "text": text, "channel_id": CHANNEL, "response_url": "", "trigger_id": _trigger()}
        answer_command(self.stage.service.desk, {**_who(user, team), **fields}, self.ack, self.client)

    def press(self, user: str, action: str, value: str, *, team: str = "TNORDLYS") -> None:
        """A pressed button."""
        pressed = {"type": "button", "action_id": f"{action}#1", "value": value, "action_ts": _trigger()}
        body = {
            **_who(user, team), "type": "block_actions", "trigger_id": _trigger(), "channel": {"id": CHANNEL},
            "container": {"type": "message", "channel_id": CHANNEL, "message_ts": "1795510000.000100"},
            "actions": [pressed],
        }  # fmt: skip
        answer_press(self.stage.service.desk, body, self.ack, self.client)

    def submit(self, user: str, callback: str, metadata: str, *, team: str = "TNORDLYS") -> None:
        """A submitted form."""
        view = {"id": _trigger(), "hash": "1", "callback_id": callback, "private_metadata": metadata,
                "state": {"values": {}}}  # fmt: skip
        body = {**_who(user, team), "type": "view_submission", "view": view}
        answer_submission(self.stage.service.desk, body, self.ack, self.client)

    def look_up(self, user: str, name: str, metadata: str, *, team: str = "TNORDLYS") -> None:
        """Letters typed in a search field of a form."""
        body = {**_who(user, team), "action_id": f"lookup:{name}", "value": "a", "view": {"private_metadata": metadata}}
        answer_lookup(self.stage.service.desk, body, self.ack)

    def shortcut(self, user: str, name: str, *, team: str = "TNORDLYS") -> None:
        """A shortcut."""
        body = {**_who(user, team), "type": "shortcut", "callback_id": name, "trigger_id": _trigger()}
        answer_shortcut(self.stage.service.desk, body, self.ack, self.client)

    def message(self, user: str, text: str, *, team: str = "TNORDLYS") -> None:
        """A plain message in the private chat."""
        event = {"type": "message", "channel": f"D{user[1:]}", "channel_type": "im", "user": user, "text": text,
                 "ts": _trigger()}  # fmt: skip
        answer_message(self.stage.service.desk, {"team_id": team, "event": event}, self.client, _trigger())

    def job(self, user: str, name: str) -> None:
        """Handed-on work in somebody's name."""
        body = {"job": name, "payload": {}, "person": user, "at": [CHANNEL, 0, None, None], "where": "here",
                "response_url": ""}  # fmt: skip
        do_job(self.stage.service.desk, self.stage.workspace_id, json.dumps(body).encode(), self.client, _trigger(),
               attempt=1, last=True)  # fmt: skip


def _who(user: str, team: str) -> dict[str, Any]:
    """Commands name the user by id, interactions as an object; both name the team."""
    return {"team_id": team, "user_id": user, "team": {"id": team}, "user": {"id": user, "team_id": team}}


def _trigger() -> str:
    return f"1795510000.{next(_numbers):06d}"


def refusals(stage: Stage) -> int:
    """How many refusals the audit holds."""
    return len(facts_since(stage, 0, kind="action.refused"))


def last_fact(stage: Stage) -> int:
    """The id of the newest fact."""
    with stage.engine.reading(stage.workspace_id) as session:
        newest = sa.select(sa.func.max(RecordedFact.id)).where(RecordedFact.kind.not_in(BACKGROUND))
        return session.scalar(newest) or 0


BACKGROUND = ("data.converted",)
"""What the workers record by themselves."""


def facts_since(stage: Stage, after: int, *, kind: str | None = None) -> list[tuple[str, frozenset[int]]]:
    """Facts recorded after one: their kinds, and the people each concerns."""
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(RecordedFact.id, RecordedFact.kind, RecordedFact.plain).where(
            RecordedFact.id > after, RecordedFact.kind.not_in(BACKGROUND)
        )
        rows = session.execute(query.where(RecordedFact.kind == kind) if kind else query).all()
        people = {row[0]: {row[2]["person_id"]} for row in rows if row[2].get("person_id") is not None}
        if rows and kind is None:
            concerned = sa.select(FactPerson.fact_id, FactPerson.person_id).where(FactPerson.fact_id > after)
            for fact_id, person_id in session.execute(concerned):
                people.setdefault(fact_id, set()).add(person_id)
    return [(row[1], frozenset(people.get(row[0], ()))) for row in rows]


@dataclass
class Voice:
    """One person asking the handlers directly; everything they are shown is kept in `read`."""

    stage: Stage
    chat_user_id: str
    read: list[str] = field(default_factory=list)
    seen: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def conversations(self) -> Conversations:
        """All that is registered."""
        return self.stage.service.desk.conversations

    @property
    def asker(self) -> Asker:
        """The person as the desk makes them."""
        with self.stage.engine.reading(self.stage.workspace_id) as session:
            found = person_by_chat_id(session, self.chat_user_id)
        assert found is not None
        return Asker(Actor(self.stage.workspace_id, found.id), found, Reader(found.locale, found.time_zone))

    @property
    def place(self) -> Place:
        """Their private chat."""
        return Place(f"D{self.chat_user_id[1:]}", private=True)

    def says(self, verb: str, words: str) -> None:
        """A command."""
        call = Call(self.stage.service.product, self.asker, self.place, verb, words)
        self.take(self.conversations.verbs[verb].handler(call))

    def presses(self, action: str, payload: Mapping[str, Any], chosen: Any = None) -> None:
        """A press with this payload, as if it had been sealed for them."""
        press = Press(self.stage.service.product, self.asker, self.place, payload, chosen)
        self.take(self.conversations.presses[action](press))

    def submits(self, callback: str, payload: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """A form with this payload and these values."""
        form = Submission(self.stage.service.product, self.asker, self.place, payload, values)
        self.take(self.conversations.submissions[callback](form))

    def looks_up(self, name: str, words: str, about: Mapping[str, Any]) -> None:
        """A search field."""
        call = Call(self.stage.service.product, self.asker, self.place, name, words, about=about)
        self.read.append(" | ".join(label for label, _ in self.conversations.lookups[name](call)))

    def does(self, name: str, payload: Mapping[str, Any]) -> None:
        """Handed-on work."""
        job = Job(self.stage.service.product, self.asker, self.place, payload, key="walk")
        self.take(self.conversations.jobs[name](job))

    def opens_home(self) -> None:
        """App Home."""
        call = Call(self.stage.service.product, self.asker, Place(), "home", "")
        for card in self.conversations.home_cards(call):
            self.take(Answer(card=card))

    def take(self, answer: Answer) -> None:
        """Read an answer and keep the buttons and forms it offers; slow work it hands on is done."""
        for card in (answer.card, answer.share):
            if card is not None:
                self.read.append(plain(card, self.asker.reader))
                for each in offered(card):
                    self.seen.setdefault(each.action, []).append(each.payload)
                    if isinstance(each, Pick) and each.options:
                        self.options.setdefault(each.action, each.options[0][1])
        if answer.form is not None:
            self._open(answer.form)
        if answer.later is not None:
            self.seen.setdefault(f"job:{answer.later.job}", []).append(answer.later.payload)
            self.does(answer.later.job, answer.later.payload)

    def _open(self, form: Form) -> None:
        self.read.append(json.dumps(render_form(form, self.asker.reader, str), default=str))
        self.seen.setdefault(f"form:{form.callback}", []).append(form.payload)


def offered(card: Card) -> Iterator[Element]:
    """The buttons and pickers of a card."""
    for part in card.parts:
        if isinstance(part, Actions):
            yield from part.elements
        elif isinstance(part, Text) and part.button is not None:
            yield part.button


TOMORROW = timedelta(days=1)


def guesses(day: date) -> dict[str, Any]:
    """Values for the fields of any form: other people's, and what a form may ask for."""
    return {
        "person": "UANNA", "people": ["UANNA", "UERIK"], "over": "UERIK", "manager": "1", "text": "words",
        "name": "Zzz", "reason": "because", "comment": "words", "note": "words", "value": "1",
        "skills": ["1"], "skill": "1",
        "competency": "1", "competencies": ["1"], "courses": ["1"], "course": "1", "email": "zzz@nordlys.example",
        "issued_on": day, "expires_on": day + TOMORROW, "due": day + TOMORROW, "until": day + TOMORROW, "since": day,
        "role": "admin", "kind": "people", "capabilities": ["site.manage"], "activity": "1", "channel": "#general",
    }  # fmt: skip


class Anything(dict[str, Any]):
    """Answers any key that a handler needs: what is known, else a number that is some row's id."""

    def __missing__(self, key: str) -> Any:
        return 1

