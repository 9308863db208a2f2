"""Handed-on work, done on a worker, also after a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient

from bot.answering import Voice, take_back, unpacked
from bot.conversation import (
    Answer,
    Job,
    Place,
)
from bot.desk.desk import Desk
from bot.errors import card_for
from core.errors import ProwessError, Stranger


def do_job(desk: Desk, workspace_id: int, raw: bytes, client: WebClient, key: str, *, attempt: int, last: bool) -> None:
    """Do handed-on work and bring its answer; a crash before the end does it again, its post is not doubled."""
    body = json.loads(raw)
    team = next(each.chat_team_id for each in desk.product.engine.workspaces() if each.id == workspace_id)
    try:
        asker = desk.identity.asker(team, body["person"])
    except Stranger:
        desk.turn_away({"team_id": team})
        return
    place = unpacked(body["at"])
    voice = desk.voice(client, asker)
    try:
        handler = desk.conversations.jobs[body["job"]]
        answer = handler(Job(desk.product, asker, place, body["payload"], key, attempt))
    except ProwessError as error:
        desk.note(error, asker)
        answer = Answer(card=card_for(error))
    except Exception as error:
        if not last:
            raise
        answer = Answer(card=desk.told(error, asker, request="job"))
    _deliver(desk, voice, answer, place, body, key)
    if answer.later is not None:
        desk.hand_on(asker, answer, answer.later, place, body["response_url"])


def _deliver(desk: Desk, voice: Voice, answer: Answer, place: Place, body: Mapping[str, Any], key: str) -> None:
    if answer.card is None:
        return
    where = "chat" if voice.rendered(answer.card).holds_files else answer.where
    if place.message and place.private and not body["response_url"]:
        voice.rewrite(answer.card, place, None)
    elif place.private or where == "chat" or body["where"] == "chat" or not body["response_url"]:
        channel = place.channel if place.private and place.channel else voice.private_channel()
        voice.post(answer.card, channel, place.thread if place.private else None, key=f"{key}:answer")
        if place.private and body["response_url"]:
            take_back(body["response_url"])
    else:
        voice.whisper(answer.card, place, body["response_url"])
