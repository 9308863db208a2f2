"""Events: plain private messages, mentions, opened tabs, people who changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient

from bot.blocks import shared_file
from bot.cards import Actions, Button, Card, Form, Text, line
from bot.channels import follow_event
from bot.conversation import (
    Answer,
    Call,
    Message,
    Place,
)
from bot.desk.desk import RUN_VERB, Desk, bare
from bot.desk.home import show_home
from bot.directory import update_from_event
from bot.errors import card_for
from bot.guarding import is_isolated
from bot.identity import team_of
from core.errors import ProwessError, Stranger
from core.words import say


def answer_message(desk: Desk, body: Mapping[str, Any], client: WebClient, key: str, *, last: bool = True) -> None:
    """Answer a plain private message in its thread; anything but a person's own message is left alone.

    A surprise is raised so that the delivery is tried again; at the last try its author is told.
    """
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("bot_id") or event.get("subtype") not in (None, "file_share"):
        return
    channel, thread = str(event["channel"]), str(event.get("thread_ts") or event["ts"])
    try:
        asker = desk.asker(body)
    except Stranger as error:
        rendered = bare(card_for(error))
        client.chat_postMessage(channel=channel, thread_ts=thread, text=rendered.text, blocks=rendered.blocks)
        desk.turn_away(body)
        return
    place = Place(channel, private=True, thread=thread, message=None)
    voice = desk.voice(client, asker)
    files = [shared_file(each) for each in event.get("files") or []]
    said = Message(desk.product, asker, place, str(event.get("text") or "").strip(), files, key)
    try:
        answer = _heard(desk, said)
    except ProwessError as error:
        desk.note(error, asker)
        answer = Answer(card=card_for(error))
    except Exception as error:
        if not last:
            raise
        answer = Answer(card=desk.told(error, asker, request="message"))
    posted = voice.post(answer.card, channel, thread, key=f"{key}:answer") if answer.card else None
    if answer.later is not None:
        desk.hand_on(asker, answer, answer.later, replace(place, message=posted), "")


def _heard(desk: Desk, said: Message) -> Answer:
    for handler in desk.conversations.messages:
        if (answer := handler(said)) is not None:
            return answer
    verb, _, words = said.words.partition(" ")
    if verb.lower() not in desk.conversations.verbs:
        return desk.run_verb("help", "", said.asker, said.place)
    answer = desk.run_verb(verb, words, said.asker, said.place)
    if answer.form is None or answer.card is not None:
        return answer
    return replace(answer, form=None, card=_form_offered(answer.form, verb, words))


def _form_offered(form: Form, verb: str, words: str) -> Card:
    """A form opens on a press alone: Slack lets none be opened in answer to a message."""
    said = say("{form}: this takes a form.", form=form.title)
    opening = Button(say("Open the form"), RUN_VERB, {"verb": verb, "words": words}, "primary")
    return Card(said, (Text(said), Actions((opening,))))


def answer_mention(desk: Desk, body: Mapping[str, Any], client: WebClient) -> None:
    """Answer a mention in a channel privately: figures never stand in a channel (privacy/channel-safe)."""
    event = body["event"]
    try:
        asker = desk.asker(body)
    except Stranger:
        desk.turn_away(body)
        return
    voice = desk.voice(client, asker)
    place = Place(str(event["channel"]), private=False, thread=event.get("thread_ts"))
    card = line(say("I answer in our private chat, where nobody else reads along. Write to me there, or /prowess."))
    voice.whisper(card, place, None)


def follow_person(desk: Desk, body: Mapping[str, Any]) -> None:
    """Follow the chat workspace: somebody joined, left, or changed their name or time zone (people/directory)."""
    workspace_id = desk.identity.workspace_of(team_of(body))
    if workspace_id is not None:
        update_from_event(desk.product, workspace_id, body["event"])


def follow_channel(desk: Desk, body: Mapping[str, Any], client: WebClient) -> None:
    """Follow a channel that a group follows: somebody joined or left it, or it has another name (people/groups)."""
    workspace_id = desk.identity.workspace_of(team_of(body))
    if workspace_id is not None:
        follow_event(desk.product, client, workspace_id, body["event"])


def answer_opening(desk: Desk, body: Mapping[str, Any], client: WebClient) -> None:
    """Show App Home, or greet somebody who opens the private chat for the first time."""
    event = body["event"]
    try:
        asker = desk.asker(body)
    except Stranger:
        return
    if event.get("tab") == "home":
        show_home(desk, asker, client)
    elif desk.conversations.greeting is not None and not is_isolated(desk.product.settings):
        answer = desk.conversations.greeting(Call(desk.product, asker, Place(event.get("channel")), "hello", ""))
        if answer.card is not None:
            desk.voice(client, asker).post(answer.card, str(event["channel"]))
