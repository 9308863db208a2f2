"""The desk every request comes to: who asks, whether it is a repeat, which verb answers, what is told of an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from rapidfuzz import process
from slack_sdk import WebClient

from bot.answering import Voice, packed
from bot.blocks import Rendered, render
from bot.cards import Actions, Button, Card, Text
from bot.conversation import (
    Answer,
    Asker,
    Call,
    Conversations,
    Later,
    Place,
)
from bot.errors import card_for
from bot.identity import Identity, team_of, user_of
from bot.logs import log
from bot.product import Product
from bot.sealing import Sealer
from core.errors import Refused
from core.people import Actor, note_refusal
from core.words import Reader, say

Ack = Callable[..., Any]
RUN_VERB = "verb.run"
PRIVATE_PREFIX = "D"


@dataclass(frozen=True)
class Desk:
    """Everything an incoming request needs; `defer` stores slow work durably and `first_time` knows repeats."""

    product: Product
    conversations: Conversations
    sealer: Sealer
    identity: Identity
    defer: Callable[[int, str, Mapping[str, Any]], None]
    first_time: Callable[[int, str], bool]

    def voice(self, client: WebClient, asker: Asker) -> Voice:
        """Speaks to the asker through a client."""
        return Voice(self.product, self.sealer, client, asker)

    def run_verb(self, verb: str, words: str, asker: Asker, place: Place) -> Answer:
        """The answer to a verb with its words; an unknown verb is asked back (chat/errors)."""
        known = self.conversations.verbs.get(verb.lower())
        if known is None:
            return self._unknown_verb(verb)
        return known.handler(Call(self.product, asker, place, known.name, words.strip(), key=uuid4().hex))

    def asker(self, body: Mapping[str, Any]) -> Asker:
        """Who sent a payload; raises Stranger."""
        user_id, user_team = user_of(body)
        return self.identity.asker(team_of(body), user_id, user_team)

    def fresh(self, asker: Asker, key: str) -> bool:
        """Whether this request comes for the first time (chat/retries)."""
        return self.first_time(asker.workspace_id, key)

    def told(self, error: BaseException, asker: Asker, **where: Any) -> Card:
        """What the author of a request is told of an error; refusals are audited, surprises logged."""
        self.note(error, asker)
        return self.card_of(error, asker, **where)

    def card_of(self, error: BaseException, asker: Asker, **where: Any) -> Card:
        """What the author is told; who answers so before the audit must `note` the error after."""
        return card_for(error, workspace=asker.workspace_id, person=asker.person_id, **where)

    def note(self, error: BaseException, asker: Asker) -> None:
        """A refusal for want of a right is audited; a wrong value is not."""
        if isinstance(error, Refused):
            capability = str(error.details.get("capability") or "")
            with self.product.writing(asker.workspace_id) as session:
                note_refusal(session, asker.actor, capability)
            log.info("refused", workspace=asker.workspace_id, person=asker.person_id, capability=capability)

    def turn_away(self, body: Mapping[str, Any]) -> None:
        """A stranger's request is audited like any other refusal, where the workspace asked in is known."""
        workspace_id = self.identity.workspace_of(team_of(body))
        if workspace_id is not None:
            with self.product.writing(workspace_id) as session:
                note_refusal(session, Actor.stranger(workspace_id), "")
            log.info("stranger turned away", workspace=workspace_id)

    def hand_on(self, asker: Asker, answer: Answer, later: Later, place: Place, response_url: str) -> None:
        """Store slow work, with where its answer belongs."""
        body = {
            "job": later.job,
            "payload": dict(later.payload),
            "person": asker.person.chat_user_id,
            "at": packed(place),
            "where": answer.where,
            "response_url": response_url,
        }
        self.defer(asker.workspace_id, f"job:{uuid4().hex}", body)

    def _unknown_verb(self, verb: str) -> Answer:
        names = list(self.conversations.verbs)
        near = process.extractOne(verb.lower(), names, score_cutoff=60) if verb else None
        if near is None:
            said = say("I don't know '{verb}'. Help shows what you can do.", verb=verb)
            return Answer(card=Card(said, (Text(said), Actions((_run("help", say("Help")),)))))
        said = say("I don't know '{verb}'. Did you mean {near}?", verb=verb, near=near[0])
        run = _run(near[0], say("Run {near}", near=near[0]), primary=True)
        return Answer(card=Card(said, (Text(said), Actions((run, _run("help", say("Help")))))))


def _run(verb: str, label: Any, *, primary: bool = False) -> Button:
    return Button(label, RUN_VERB, {"verb": verb}, "primary" if primary else None)


def bare(card: Card) -> Rendered:
    """A card for somebody without rights: its words only, no buttons."""
    texts = tuple(part for part in card.parts if isinstance(part, Text))
    return render(Card(card.summary, texts), Reader(), lambda _payload: "")
