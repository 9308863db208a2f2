"""Slash commands: answered within their acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient

from bot.answering import Voice, command_body, sent_privately
from bot.conversation import (
    Answer,
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
        desk.hand_on(voice.asker, answer, answer.later, place, response_url)
        card = answer.card if place.private or answer.where == "here" else sent_privately()
        ack(command_body(voice.rendered(card), private_chat=False) if card else "")
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
