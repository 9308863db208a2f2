"""The desk: takes a Slack payload, finds the asker and the handler, and brings the answer where it belongs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from rapidfuzz import process
from slack_sdk import WebClient

from bot.answering import Voice, command_body, packed, respond, sent_privately, take_back, unpacked
from bot.blocks import read_values, render, shared_file
from bot.cards import UNDO, Actions, Button, Card, Text, line
from bot.conversation import (
    Answer,
    Asker,
    Call,
    Conversations,
    Job,
    Later,
    Message,
    Place,
    Press,
    Submission,
)
from bot.directory import update_from_event
from bot.errors import card_for, field_errors
from bot.identity import Identity, team_of, user_of
from bot.logs import log
from bot.product import Product
from bot.sealing import Sealer
from core.audit import close_undo, open_undo
from core.errors import ProwessError, Refused, Stranger
from core.people import note_refusal
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

    # -- commands ---------------------------------------------------------------------------------------------

    def command(self, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
        """Answer a slash command within its acknowledgement."""
        place = _place_of_command(body)
        try:
            asker = self._asker(body)
        except ProwessError as error:
            ack(command_body(_bare(card_for(error)), private_chat=False))
            return
        if not self._fresh(asker, f"command:{body.get('trigger_id')}"):
            ack("")
            return
        voice = Voice(self.product, self.sealer, client, asker)
        try:
            answer = self.run_verb(*_verb_of(body), asker, place)
        except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
            answer = Answer(card=self._told(error, asker, request="command"))
            ack(command_body(voice.rendered(answer.card or line("")), private_chat=False))
            return
        self._answer_command(voice, answer, place, body, ack)

    def run_verb(self, verb: str, words: str, asker: Asker, place: Place) -> Answer:
        """The answer to a verb with its words; an unknown verb is asked back (chat/errors)."""
        known = self.conversations.verbs.get(verb.lower())
        if known is None:
            return self._unknown_verb(verb)
        return known.handler(Call(self.product, asker, place, known.name, words.strip(), key=uuid4().hex))

    def _answer_command(self, voice: Voice, answer: Answer, place: Place, body: Mapping[str, Any], ack: Ack) -> None:
        response_url = str(body.get("response_url") or "")
        if answer.form is not None:
            voice.open_form(answer.form, str(body["trigger_id"]), place)
        if answer.later is not None:
            self._hand_on(voice.asker, answer, answer.later, place, response_url)
            card = answer.card if place.private or answer.where == "here" else sent_privately()
            ack(command_body(voice.rendered(card), private_chat=False) if card else "")
            return
        if answer.card is None:
            ack("")
        elif _must_go_private(answer, place):
            ack(command_body(voice.rendered(sent_privately()), private_chat=False))
            voice.post(answer.card, voice.private_channel())
        elif place.private and voice.rendered(answer.card).pictures:
            ack("")
            voice.post(answer.card, str(place.channel))
        else:
            ack(command_body(voice.rendered(answer.card), private_chat=place.private))

    # -- presses ----------------------------------------------------------------------------------------------

    def press(self, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
        """Answer a pressed button or a choice."""
        response_url = str(body.get("response_url") or "") if _is_ephemeral(body) else ""
        place = _place_of_press(body)
        action = body["actions"][0]
        try:
            asker = self._asker(body)
        except ProwessError as error:
            ack()
            if url := str(body.get("response_url") or ""):
                respond(url, _bare(card_for(error)), replace_original=False)
            return
        voice = Voice(self.product, self.sealer, client, asker)
        if not self._fresh(asker, _press_key(body, action)):
            ack()
            return
        try:
            answer = self._pressed(asker, place, action)
            if answer.form is not None:
                voice.open_form(answer.form, str(body["trigger_id"]), place)
        except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
            ack()
            voice.whisper(self._told(error, asker, request="press"), place, str(body.get("response_url") or ""))
            return
        ack()
        self._answer_press(voice, answer, place, response_url, body)

    def _pressed(self, asker: Asker, place: Place, action: Mapping[str, Any]) -> Answer:
        name, payload = self._opened_action(asker, action)
        if name == UNDO:
            return self._undo(asker, int(payload["undo"]))
        if name == RUN_VERB:
            return self.run_verb(payload["verb"], payload.get("words", ""), asker, place)
        handler = self.conversations.presses.get(name)
        if handler is None:
            raise Refused(say("This card is out of date. Nothing was changed."))
        return handler(Press(self.product, asker, place, payload, _chosen(action), key=uuid4().hex))

    def _opened_action(self, asker: Asker, action: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The action's name and payload: buttons carry it as value, pickers in their action id."""
        name, _, rest = str(action.get("action_id") or "").partition("#")
        sealed = str(action.get("value") or "") if action.get("type") == "button" else rest.partition("#")[2]
        now = self.product.engine.clock()
        return name, self.sealer.unseal(asker.workspace_id, asker.person_id, sealed, now)

    def _answer_press(
        self, voice: Voice, answer: Answer, place: Place, response_url: str, body: Mapping[str, Any]
    ) -> None:
        if answer.card is not None:
            if body.get("view") and not body.get("message"):
                self.show_home(voice.asker, voice.client, notice=answer.card)
            elif answer.private or (answer.where == "here" and not answer.replace and not place.private):
                voice.whisper(answer.card, place, str(body.get("response_url") or ""))
            elif answer.replace:
                voice.rewrite(answer.card, place, response_url)
            else:
                voice.post(answer.card, place.channel or voice.private_channel(), _thread_of(answer, place))
        if answer.share is not None and place.channel:
            voice.post(answer.share, place.channel)
        if answer.later is not None:
            self._hand_on(voice.asker, answer, answer.later, place, response_url)

    def _undo(self, asker: Asker, undo_id: int) -> Answer:
        with self.product.writing(asker.workspace_id) as session:
            undoing = open_undo(session, asker.person_id, undo_id)
            words = self.conversations.undos[undoing.kind](session, asker.actor, undoing.refs)
            close_undo(session, undoing.id)
        return Answer(card=line(words or say("Undone. Nothing of it is left.")))

    # -- forms ------------------------------------------------------------------------------------------------

    def submission(self, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
        """Answer a submitted form: errors stay in it, a good one closes and is answered where it was opened."""
        view = body["view"]
        values = read_values((view.get("state") or {}).get("values") or {})
        try:
            asker = self._asker(body)
            payload, place = self._opened_view(asker, view)
        except ProwessError as error:
            ack(response_action="update", view=_sorry(card_for(error)))
            return
        voice = Voice(self.product, self.sealer, client, asker)
        if not self._fresh(asker, f"view:{view.get('id')}:{body.get('trigger_id') or view.get('hash')}"):
            ack()
            return
        handler = self.conversations.submissions.get(str(view.get("callback_id")))
        try:
            if handler is None:
                raise Refused(say("This form is out of date. Nothing was changed."))
            answer = handler(Submission(self.product, asker, place, payload, values, key=uuid4().hex))
        except ProwessError as error:
            self._note(error, asker)
            self._refuse_form(error, values, asker, ack)
            return
        except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
            ack(response_action="update", view=_sorry(self._told(error, asker, request="form")))
            return
        self._answer_submission(voice, answer, place, ack)

    def _refuse_form(self, error: ProwessError, values: Mapping[str, Any], asker: Asker, ack: Ack) -> None:
        fields = list(values)
        if isinstance(error, Refused) or not fields:
            ack(response_action="update", view=_sorry(card_for(error), asker.reader))
            return
        marked = field_errors(error, fields)
        ack(response_action="errors", errors={name: asker.reader.render(said) for name, said in marked.items()})

    def _answer_submission(self, voice: Voice, answer: Answer, place: Place, ack: Ack) -> None:
        if answer.form is not None:
            ack(response_action="update", view=voice.view(answer.form, place))
        else:
            ack()
        if answer.card is not None:
            if answer.replace and place.message and place.private:
                voice.rewrite(answer.card, place, None)
            else:
                channel = place.channel if place.private and place.channel else voice.private_channel()
                voice.post(answer.card, channel, place.thread if place.private else None)
        if answer.later is not None:
            self._hand_on(voice.asker, answer, answer.later, place, "")

    def _opened_view(self, asker: Asker, view: Mapping[str, Any]) -> tuple[dict[str, Any], Place]:
        now = self.product.engine.clock()
        sealed = str(view.get("private_metadata") or "")
        opened = self.sealer.unseal(asker.workspace_id, asker.person_id, sealed, now)
        return opened["p"], unpacked(opened["at"])

    # -- search fields, shortcuts -------------------------------------------------------------------------------

    def lookup(self, body: Mapping[str, Any], ack: Ack) -> None:
        """Answer a search field with at most 100 options; a stranger gets none."""
        try:
            asker = self._asker(body)
            name = str(body.get("action_id") or "").removeprefix("lookup:")
            handler = self.conversations.lookups[name]
            found = handler(Call(self.product, asker, Place(), name, str(body.get("value") or "").strip()))
        except (ProwessError, KeyError):
            found = []
        options = [
            {"text": {"type": "plain_text", "text": label[:75] or " "}, "value": value} for label, value in found[:100]
        ]
        ack(options=options)

    def shortcut(self, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
        """Answer a global or message shortcut: its callback id is a verb, a message's text its words."""
        ack()
        try:
            asker = self._asker(body)
        except Stranger:
            return
        words = str((body.get("message") or {}).get("text") or "")
        place = Place(channel=None, private=True)
        voice = Voice(self.product, self.sealer, client, asker)
        try:
            answer = self.run_verb(str(body.get("callback_id")), words, asker, place)
            if answer.form is not None:
                voice.open_form(answer.form, str(body["trigger_id"]), place)
            elif answer.card is not None:
                voice.post(answer.card, voice.private_channel())
            if answer.later is not None:
                self._hand_on(asker, answer, answer.later, place, "")
        except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
            voice.post(self._told(error, asker, request="shortcut"), voice.private_channel())

    # -- messages and App Home ----------------------------------------------------------------------------------

    def message(self, body: Mapping[str, Any], client: WebClient, key: str, *, last: bool = True) -> None:
        """Answer a plain private message in its thread; anything but a person's own message is left alone.

        A surprise is raised so that the delivery is tried again; at the last try its author is told.
        """
        event = body["event"]
        if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype") not in (None, "file_share"):
            return
        channel, thread = str(event["channel"]), str(event.get("thread_ts") or event["ts"])
        try:
            asker = self._asker(body)
        except Stranger as error:
            rendered = _bare(card_for(error))
            client.chat_postMessage(channel=channel, thread_ts=thread, text=rendered.text, blocks=rendered.blocks)
            return
        place = Place(channel, private=True, thread=thread, message=None)
        voice = Voice(self.product, self.sealer, client, asker)
        files = [shared_file(each) for each in event.get("files") or []]
        said = Message(self.product, asker, place, str(event.get("text") or "").strip(), files, key)
        try:
            answer = self._heard(said)
        except ProwessError as error:
            self._note(error, asker)
            answer = Answer(card=card_for(error))
        except Exception as error:
            if not last:
                raise
            answer = Answer(card=self._told(error, asker, request="message"))
        posted = voice.post(answer.card, channel, thread, key=f"{key}:answer") if answer.card else None
        if answer.later is not None:
            self._hand_on(asker, answer, answer.later, replace(place, message=posted), "")

    def _heard(self, said: Message) -> Answer:
        for handler in self.conversations.messages:
            if (answer := handler(said)) is not None:
                return answer
        verb, _, words = said.words.partition(" ")
        if verb.lower() in self.conversations.verbs:
            return self.run_verb(verb, words, said.asker, said.place)
        return self.run_verb("help", "", said.asker, said.place)

    def mention(self, body: Mapping[str, Any], client: WebClient) -> None:
        """Answer a mention in a channel privately: figures never stand in a channel (privacy/channel-safe)."""
        event = body["event"]
        try:
            asker = self._asker(body)
        except Stranger:
            return
        voice = Voice(self.product, self.sealer, client, asker)
        place = Place(str(event["channel"]), private=False, thread=event.get("thread_ts"))
        card = line(say("I answer in our private chat, where nobody else reads along. Write to me there, or /prowess."))
        voice.whisper(card, place, None)

    def person_changed(self, body: Mapping[str, Any]) -> None:
        """Follow the chat workspace: somebody joined, left, or changed their name or time zone (people/directory)."""
        workspace_id = self.identity.workspace_of(team_of(body))
        if workspace_id is not None:
            update_from_event(self.product, workspace_id, body["event"])

    def home_opened(self, body: Mapping[str, Any], client: WebClient) -> None:
        """Show App Home, or greet somebody who opens the private chat for the first time."""
        event = body["event"]
        try:
            asker = self._asker(body)
        except Stranger:
            return
        if event.get("tab") == "home":
            self.show_home(asker, client)
        elif self.conversations.greeting is not None:
            answer = self.conversations.greeting(Call(self.product, asker, Place(event.get("channel")), "hello", ""))
            if answer.card is not None:
                Voice(self.product, self.sealer, client, asker).post(answer.card, str(event["channel"]))

    def show_home(self, asker: Asker, client: WebClient, notice: Card | None = None) -> None:
        """Publish App Home from its sections; `notice` is what a press on it just did."""
        call = Call(self.product, asker, Place(), "home", "")
        sections = [section for handler in self.conversations.home if (section := handler(call)) is not None]
        parts = [part for card in ([notice] if notice else []) + sections for part in card.parts]
        blocks = Voice(self.product, self.sealer, client, asker).rendered(Card(say("Home"), parts)).blocks
        client.views_publish(user_id=str(asker.person.chat_user_id), view={"type": "home", "blocks": blocks})

    # -- slow work ----------------------------------------------------------------------------------------------

    def _hand_on(self, asker: Asker, answer: Answer, later: Later, place: Place, response_url: str) -> None:
        body = {
            "job": later.job,
            "payload": dict(later.payload),
            "person": asker.person.chat_user_id,
            "at": packed(place),
            "where": answer.where,
            "response_url": response_url,
        }
        self.defer(asker.workspace_id, f"job:{uuid4().hex}", body)

    def job(self, workspace_id: int, raw: bytes, client: WebClient, key: str, *, attempt: int, last: bool) -> None:
        """Do handed-on work and bring its answer; a crash before the end does it again, its post is not doubled."""
        body = json.loads(raw)
        team = next(each.chat_team_id for each in self.product.engine.workspaces() if each.id == workspace_id)
        try:
            asker = self.identity.asker(team, body["person"])
        except Stranger:
            return
        place = unpacked(body["at"])
        voice = Voice(self.product, self.sealer, client, asker)
        try:
            handler = self.conversations.jobs[body["job"]]
            answer = handler(Job(self.product, asker, place, body["payload"], key, attempt))
        except ProwessError as error:
            self._note(error, asker)
            answer = Answer(card=card_for(error))
        except Exception as error:
            if not last:
                raise
            answer = Answer(card=self._told(error, asker, request="job"))
        self._answer_job(voice, answer, place, body, key)

    def _answer_job(self, voice: Voice, answer: Answer, place: Place, body: Mapping[str, Any], key: str) -> None:
        if answer.card is None:
            return
        where = "chat" if voice.rendered(answer.card).pictures else answer.where
        if place.message and place.private and not body["response_url"]:
            voice.rewrite(answer.card, place, None)
        elif place.private or where == "chat" or body["where"] == "chat" or not body["response_url"]:
            channel = place.channel if place.private and place.channel else voice.private_channel()
            voice.post(answer.card, channel, place.thread if place.private else None, key=f"{key}:answer")
            if place.private and body["response_url"]:
                take_back(body["response_url"])
        else:
            voice.whisper(answer.card, place, body["response_url"])

    # -- shared -------------------------------------------------------------------------------------------------

    def _asker(self, body: Mapping[str, Any]) -> Asker:
        user_id, user_team = user_of(body)
        return self.identity.asker(team_of(body), user_id, user_team)

    def _fresh(self, asker: Asker, key: str) -> bool:
        return self.first_time(asker.workspace_id, key)

    def _told(self, error: BaseException, asker: Asker, **where: Any) -> Card:
        if isinstance(error, ProwessError):
            self._note(error, asker)
        return card_for(error, workspace=asker.workspace_id, person=asker.person_id, **where)

    def _note(self, error: ProwessError, asker: Asker) -> None:
        """A refusal for want of a right is audited; a wrong value is not."""
        if isinstance(error, Refused):
            capability = str(error.details.get("capability") or "")
            with self.product.writing(asker.workspace_id) as session:
                note_refusal(session, asker.actor, capability)
            log.info("refused", workspace=asker.workspace_id, person=asker.person_id, capability=capability)

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


def _bare(card: Card) -> Any:
    """A card for somebody without rights: its words only, no buttons."""
    texts = tuple(part for part in card.parts if isinstance(part, Text))
    return render(Card(card.summary, texts), Reader(), lambda _payload: "")


def _sorry(card: Card, reader: Reader | None = None) -> dict[str, Any]:
    """A form replaced by the reason why nothing was done; what was typed goes only where going on makes no sense."""
    texts = tuple(part for part in card.parts if not isinstance(part, Actions))
    blocks = render(Card(card.summary, texts), reader or Reader(), lambda _payload: "").blocks
    close = {"type": "plain_text", "text": "Close"}
    return {"type": "modal", "title": {"type": "plain_text", "text": "Not done"}, "close": close, "blocks": blocks}


def _verb_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """Which verb a command means, and its words: `/target` and `/tag` are verbs themselves, `/prowess` names one."""
    command, text = str(body.get("command") or "").lstrip("/").lower(), str(body.get("text") or "").strip()
    if command not in ("prowess", ""):
        return command, text
    verb, _, words = text.partition(" ")
    return verb or "help", words.strip()


def _place_of_command(body: Mapping[str, Any]) -> Place:
    channel = str(body.get("channel_id") or "")
    return Place(channel, private=channel.startswith(PRIVATE_PREFIX))


def _place_of_press(body: Mapping[str, Any]) -> Place:
    container, message = body.get("container") or {}, body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "") or None
    return Place(
        channel,
        private=channel is None or channel.startswith(PRIVATE_PREFIX),
        thread=message.get("thread_ts") or container.get("thread_ts"),
        message=str(container.get("message_ts") or message.get("ts") or "") or None,
    )


def _is_ephemeral(body: Mapping[str, Any]) -> bool:
    return bool((body.get("container") or {}).get("is_ephemeral"))


def _thread_of(answer: Answer, place: Place) -> str | None:
    return (place.thread or place.message) if answer.thread else None


def _must_go_private(answer: Answer, place: Place) -> bool:
    return answer.where == "chat" and not place.private


def _press_key(body: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    container = body.get("container") or {}
    about = (body.get("user") or {}).get("id"), container.get("message_ts") or container.get("view_id")
    return f"press:{about[0]}:{about[1]}:{action.get('action_id')}:{action.get('action_ts')}"


def _chosen(action: Mapping[str, Any]) -> str | date | None:
    if chosen := action.get("selected_date"):
        return date.fromisoformat(chosen)
    option = action.get("selected_option") or {}
    return option.get("value") or action.get("selected_user")
