"""Slash commands: answered within their acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient

from bot.answering import Voice, command_body, sent_privately
from bot.conversation import (
    Answer,
    Later,
    Place,
)
from bot.desk.desk import PRIVATE_PREFIX, Ack, Desk, bare
from bot.errors import card_for
from core.errors import ProwessError


def answer_command(desk: Desk, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
    """Answer a slash command within its acknowledgement."""
    place = _place_of_command(body)
    try:
        asker = desk.asker(body)
    except ProwessError as error:
        ack(command_body(bare(card_for(error)), private_chat=False))
        desk.turn_away(body)
        return
    if not desk.fresh(asker, f"command:{body.get('trigger_id')}"):
        ack("")
        return
    voice = desk.voice(client, asker)
    try:
        answer = desk.run_verb(*_verb_of(body), asker, place)
    except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
        ack(command_body(voice.rendered(desk.card_of(error, asker, request="command")), private_chat=False))
        desk.note(error, asker)
        return
    _deliver(desk, voice, answer, place, body, ack)


def _deliver(desk: Desk, voice: Voice, answer: Answer, place: Place, body: Mapping[str, Any], ack: Ack) -> None:
    response_url = str(body.get("response_url") or "")
    if answer.form is not None:
        voice.open_form(answer.form, str(body["trigger_id"]), place)
    if answer.later is not None:
        _begin(desk, voice, answer, answer.later, place, response_url, ack)
        return
    if answer.card is None:
        ack("")
    elif _must_go_private(answer, place):
        ack(command_body(voice.rendered(sent_privately()), private_chat=False))
        voice.post(answer.card, voice.private_channel())
    elif place.private and voice.rendered(answer.card).holds_files:
        ack("")
        voice.post(answer.card, str(place.channel))
    else:
        ack(command_body(voice.rendered(answer.card), private_chat=place.private))


def _begin(
    desk: Desk, voice: Voice, answer: Answer, later: Later, place: Place, response_url: str, ack: Ack
) -> None:
    """Say that work goes on, and hand it on. In the private chat that is a message, whose place the answer takes: Slack
    lets nobody take away what a command was acknowledged with."""
    if place.private and answer.card is not None:
        ack("")
        posted = voice.post(answer.card, str(place.channel))
        desk.hand_on(voice.asker, answer, later, replace(place, message=posted), "")
        return
    desk.hand_on(voice.asker, answer, later, place, response_url)
    card = answer.card if answer.where == "here" else sent_privately()
    ack(command_body(voice.rendered(card), private_chat=False) if card else "")


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


def _must_go_private(answer: Answer, place: Place) -> bool:
    return answer.where == "chat" and not place.private
