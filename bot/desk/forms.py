"""Submitted forms: errors stay in them, a good one closes and is answered where it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient

from bot.answering import Voice, unpacked
from bot.blocks import read_values, render
from bot.cards import Actions, Card
from bot.conversation import (
    Answer,
    Asker,
    Place,
    Submission,
)
from bot.desk.desk import Ack, Desk
from bot.errors import card_for, field_errors
from core.errors import ProwessError, Refused
from core.words import Reader, say


def answer_submission(desk: Desk, body: Mapping[str, Any], ack: Ack, client: WebClient) -> None:
    """Answer a submitted form: errors stay in it, a good one closes and is answered where it was opened."""
    view = body["view"]
    values = read_values((view.get("state") or {}).get("values") or {})
    try:
        asker = desk.asker(body)
    except ProwessError as error:
        ack(response_action="update", view=_sorry(card_for(error)))
        desk.turn_away(body)
        return
    try:
        payload, place = _opened_view(desk, asker, view)
    except ProwessError as error:
        ack(response_action="update", view=_sorry(card_for(error), asker.reader))
        desk.note(error, asker)
        return
    voice = desk.voice(client, asker)
    if not desk.fresh(asker, f"view:{view.get('id')}:{body.get('trigger_id') or view.get('hash')}"):
        ack()
        return
    handler = desk.conversations.submissions.get(str(view.get("callback_id")))
    try:
        if handler is None:
            raise Refused(say("This form is out of date. Nothing was changed."))
        answer = handler(Submission(desk.product, asker, place, payload, values, key=uuid4().hex))
    except ProwessError as error:
        _refuse_form(desk, error, values, asker, ack)
        desk.note(error, asker)
        return
    except Exception as error:  # noqa: BLE001 (the author of any error is told, here alone)
        ack(response_action="update", view=_sorry(desk.told(error, asker, request="form")))
        return
    _deliver(desk, voice, answer, place, ack)


def _refuse_form(desk: Desk, error: ProwessError, values: Mapping[str, Any], asker: Asker, ack: Ack) -> None:
    fields = list(values)
    if isinstance(error, Refused) or not fields:
        ack(response_action="update", view=_sorry(card_for(error), asker.reader))
        return
    marked = field_errors(error, fields)
    ack(response_action="errors", errors={name: asker.reader.render(said) for name, said in marked.items()})


def _deliver(desk: Desk, voice: Voice, answer: Answer, place: Place, ack: Ack) -> None:
    if answer.form is not None:
        ack(response_action="update", view=voice.view(answer.form, place))
    else:
        ack()
    if answer.card is not None:
        if answer.replace and place.message and place.private:
            voice.rewrite(answer.card, place, None)
        else:
            channel = place.channel if place.private and place.channel else voice.private_channel()
            thread = place.thread if place.private else None
            place = Place(channel, thread=thread, message=voice.post(answer.card, channel, thread))
    if answer.later is not None:
        desk.hand_on(voice.asker, answer, answer.later, place, "")


def _opened_view(desk: Desk, asker: Asker, view: Mapping[str, Any]) -> tuple[dict[str, Any], Place]:
    now = desk.product.engine.clock()
    sealed = str(view.get("private_metadata") or "")
    opened = desk.sealer.unseal(asker.workspace_id, asker.person_id, sealed, now)
    return opened["p"], unpacked(opened["at"])


def _sorry(card: Card, reader: Reader | None = None) -> dict[str, Any]:
    """A form replaced by the reason why nothing was done; what was typed goes only where going on makes no sense."""
    texts = tuple(part for part in card.parts if not isinstance(part, Actions))
    blocks = render(Card(card.summary, texts), reader or Reader(), lambda _payload: "").blocks
    close = {"type": "plain_text", "text": "Close"}
    return {"type": "modal", "title": {"type": "plain_text", "text": "Not done"}, "close": close, "blocks": blocks}
