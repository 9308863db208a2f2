"""Buttons and pickers: answered in the place of what was pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient

from bot.answering import Voice, respond, sent_privately
from bot.blocks.merged import APART
from bot.cards import UNDO, Card, line
from bot.conversation import (
    Answer,
    Asker,
    Place,
    Press,
)
from bot.desk.desk import PRIVATE_PREFIX, RUN_VERB, Ack, Desk, bare
from bot.desk.home import show_home
from bot.errors import card_for
from core.audit import close_undo, open_undo
from core.errors import ProwessError, Refused
from core.words import say


def answer_press(desk: Desk, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
    """Answer a pressed button or a choice."""
    response_url = str(body.get("response_url") or "") if _is_ephemeral(body) else ""
    place = _place_of_press(body)
    action = body["actions"][0]
    try:
        asker = desk.asker(body)
    except ProwessError as error:
        ack()
        if url := str(body.get("response_url") or ""):
            respond(url, bare(card_for(error)), replace_original=False)
        desk.turn_away(body)
        return
    voice = desk.voice(client, asker)
    if not desk.fresh(asker, _press_key(body, action)):
        ack()
        return
    try:
        answer, place = _pressed(desk, asker, place, action)
        if answer.form is not None:
            voice.open_form(answer.form, str(body["trigger_id"]), place)
    except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
        ack()
        card = desk.card_of(error, asker, request="press")
        voice.whisper(card, place, str(body.get("response_url") or ""))
        desk.note(error, asker)
        return
    ack()
    _deliver(desk, voice, answer, place, response_url, body)


def _pressed(desk: Desk, asker: Asker, place: Place, action: Mapping[str, Any]) -> tuple[Answer, Place]:
    """The answer and where it belongs: below a message that holds other things as well, else in its place."""
    name, payload = _opened_action(desk, asker, action)
    if not payload.pop(APART, False):
        return _answered(desk, asker, place, action, name, payload), place
    below = replace(place, thread=place.thread or place.message, message=None)
    return replace(_answered(desk, asker, below, action, name, payload), replace=False), below


def _answered(
    desk: Desk, asker: Asker, place: Place, action: Mapping[str, Any], name: str, payload: Mapping[str, Any]
) -> Answer:
    if name == UNDO:
        return _undo(desk, asker, int(payload["undo"]))
    if name == RUN_VERB:
        return desk.run_verb(payload["verb"], payload.get("words", ""), asker, place)
    handler = desk.conversations.presses.get(name)
    if handler is None:
        raise Refused(say("This card is out of date. Nothing was changed."))
    return handler(Press(desk.product, asker, place, payload, _chosen(action), key=uuid4().hex))


def _opened_action(desk: Desk, asker: Asker, action: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The action's name and payload: buttons carry it as value, pickers in their action id."""
    name, _, rest = str(action.get("action_id") or "").partition("#")
    sealed = str(action.get("value") or "") if action.get("type") == "button" else rest.partition("#")[2]
    now = desk.product.engine.clock()
    return name, desk.sealer.unseal(asker.workspace_id, asker.person_id, sealed, now)


def _deliver(
    desk: Desk, voice: Voice, answer: Answer, place: Place, response_url: str, body: Mapping[str, Any]
) -> None:
    shown = None
    if answer.card is not None:
        if body.get("view") and not body.get("message"):
            show_home(desk, voice.asker, voice.client, notice=answer.card)
        elif place.private:
            shown = _show_in_chat(voice, answer, answer.card, place, body, response_url)
        else:
            _show_in_channel(voice, answer, answer.card, place, body)
    if answer.share is not None and place.channel:
        voice.post(answer.share, place.channel)
    if answer.later is not None:
        desk.hand_on(voice.asker, answer, answer.later, shown or place, "" if shown else response_url)


def _show_in_chat(
    voice: Voice, answer: Answer, card: Card, place: Place, body: Mapping[str, Any], response_url: str
) -> Place | None:
    """Show it apart, in the pressed message's place, or as a message of its own: then where that is."""
    if answer.private:
        voice.whisper(card, place, str(body.get("response_url") or ""))
        return None
    if answer.replace:
        voice.rewrite(card, place, response_url)
        return None
    channel, thread = place.channel or voice.private_channel(), _thread_of(answer, place)
    return replace(place, channel=channel, thread=thread, message=voice.post(card, channel, thread))


def _show_in_channel(voice: Voice, answer: Answer, card: Card, place: Place, body: Mapping[str, Any]) -> None:
    """In a channel only the presser sees an answer; pictures, documents and long lists go to the private chat."""
    response_url = str(body.get("response_url") or "")
    if answer.where == "chat" or voice.rendered(card).holds_files:
        voice.whisper(sent_privately(), place, response_url)
        if answer.later is None:
            voice.post(card, voice.private_channel())
    elif answer.replace and not answer.private and _is_ephemeral(body):
        voice.rewrite(card, place, response_url)
    else:
        voice.whisper(card, place, response_url)


def _undo(desk: Desk, asker: Asker, undo_id: int) -> Answer:
    with desk.product.writing(asker.workspace_id) as session:
        undoing = open_undo(session, asker.person_id, undo_id)
        words = desk.conversations.undos[undoing.kind](session, asker.actor, undoing.refs)
        close_undo(session, undoing.id)
    return Answer(card=line(words or say("Undone. Nothing of it is left.")))


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


def _press_key(body: Mapping[str, Any], action: Mapping[str, Any]) -> str:
    container = body.get("container") or {}
    about = (body.get("user") or {}).get("id"), container.get("message_ts") or container.get("view_id")
    return f"press:{about[0]}:{about[1]}:{action.get('action_id')}:{action.get('action_ts')}"


def _chosen(action: Mapping[str, Any]) -> str | date | None:
    if chosen := action.get("selected_date"):
        return date.fromisoformat(chosen)
    option = action.get("selected_option") or {}
    return option.get("value") or action.get("selected_user")
