"""Search fields and shortcuts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk import WebClient

from bot.conversation import Asker, Call, Place
from bot.desk.desk import Ack, Desk
from core.errors import ProwessError, Stranger


def answer_lookup(desk: Desk, body: Mapping[str, Any], ack: Ack) -> None:
    """Answer a search field with at most 100 options; a stranger, and who may not search there, gets none."""
    try:
        asker = desk.asker(body)
    except ProwessError:
        ack(options=[])
        desk.turn_away(body)
        return
    refused: ProwessError | None = None
    try:
        name = str(body.get("action_id") or "").removeprefix("lookup:")
        handler = desk.conversations.lookups[name]
        words = str(body.get("value") or "").strip()
        found = handler(Call(desk.product, asker, Place(), name, words, about=_form_about(desk, asker, body)))
    except KeyError:
        found = []
    except ProwessError as error:
        found, refused = [], error
    options = [
        {"text": {"type": "plain_text", "text": label[:75] or " "}, "value": value} for label, value in found[:100]
    ]
    ack(options=options)
    if refused is not None:
        desk.note(refused, asker)


def _form_about(desk: Desk, asker: Asker, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the form is about in which the search field stands; empty on a message."""
    sealed = (body.get("view") or {}).get("private_metadata")
    if not sealed:
        return {}
    now = desk.product.engine.clock()
    opened = desk.sealer.unseal(asker.workspace_id, asker.person_id, str(sealed), now)
    return dict(opened.get("p") or {})


def answer_shortcut(desk: Desk, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
    """Answer a global or message shortcut: its callback id is a verb, a message's text its words."""
    ack()
    try:
        asker = desk.asker(body)
    except Stranger:
        desk.turn_away(body)
        return
    words = str((body.get("message") or {}).get("text") or "")
    place = Place(channel=None, private=True)
    voice = desk.voice(client, asker)
    try:
        answer = desk.run_verb(str(body.get("callback_id")), words, asker, place)
        if answer.form is not None:
            voice.open_form(answer.form, str(body["trigger_id"]), place)
        elif answer.card is not None:
            voice.post(answer.card, voice.private_channel())
        if answer.later is not None:
            desk.hand_on(asker, answer, answer.later, place, "")
    except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
        voice.post(desk.told(error, asker, request="shortcut"), voice.private_channel())
