"""Delivers answers to Slack: where they belong, in whose eyes, replacing what was pressed (privacy/channel-safe)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.blocks import Rendered, render, render_form
from bot.cards import Card, Form, Picture, line
from bot.conversation import Asker, Place
from bot.logs import log
from bot.product import Product
from bot.sealing import Sealer
from core.words import say

SENT_PRIVATELY = say("Sent to our private chat.")
FILE_READY_TRIES = 4
EVENT_TYPE = "prowess_answer"


@dataclass(frozen=True)
class Voice:
    """Speaks to one asker through one client."""

    product: Product
    sealer: Sealer
    client: WebClient
    asker: Asker

    def rendered(self, card: Card) -> Rendered:
        """A card for this asker, its payloads sealed for them."""
        return render(card, self.asker.reader, self.seal)

    def seal(self, payload: Mapping[str, Any]) -> str:
        """A payload that only this asker can send back."""
        now = self.product.engine.clock()
        return self.sealer.seal(self.asker.workspace_id, self.asker.person_id, payload, now)

    def private_channel(self) -> str:
        """The private chat with the asker."""
        opened = self.client.conversations_open(users=str(self.asker.person.chat_user_id))
        return str(opened["channel"]["id"])

    def post(self, card: Card, channel: str, thread: str | None = None, key: str | None = None) -> str:
        """Post a card; its ts. With a key, a post that already arrived is not repeated."""
        if key and (posted := self._posted(channel, thread, key)):
            return posted
        rendered = self.rendered(card)
        blocks = self._blocks(rendered)
        answer = self.client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=rendered.text,
            blocks=blocks or None,
            unfurl_links=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}} if key else None,
        )
        self._attach(rendered, channel, thread)
        return str(answer["ts"])

    def rewrite(self, card: Card, place: Place, response_url: str | None) -> None:
        """Put a card in the place of the message that was pressed; ephemeral ones through their response URL."""
        rendered = self.rendered(card)
        if place.message and place.channel and not response_url:
            blocks = self._blocks(rendered)
            self.client.chat_update(channel=place.channel, ts=place.message, text=rendered.text, blocks=blocks)
            self._attach(rendered, place.channel, place.thread or place.message)
        elif response_url:
            respond(response_url, rendered, replace_original=True)

    def whisper(self, card: Card, place: Place, response_url: str | None) -> None:
        """Show a card to the asker alone, leaving what was pressed as it is."""
        rendered = self.rendered(card)
        if response_url:
            respond(response_url, rendered, replace_original=False)
        elif place.channel:
            self.client.chat_postEphemeral(
                channel=place.channel,
                user=str(self.asker.person.chat_user_id),
                thread_ts=place.thread,
                text=rendered.text,
                blocks=rendered.blocks or None,
            )

    def open_form(self, form: Form, trigger_id: str, place: Place) -> None:
        """Open a form for the asker; where it was asked goes along, sealed."""
        self.client.views_open(trigger_id=trigger_id, view=self.view(form, place))

    def view(self, form: Form, place: Place) -> dict[str, Any]:
        """A form as a view, with the place it was opened from."""
        return render_form(form, self.asker.reader, lambda payload: self.seal({"p": payload, "at": packed(place)}))

    def _blocks(self, rendered: Rendered) -> list[dict[str, Any]]:
        if not rendered.pictures:
            return rendered.blocks
        return rendered.with_files([self.upload(picture) for picture in rendered.pictures])

    def _attach(self, rendered: Rendered, channel: str, thread: str | None) -> None:
        """Hand out the card's files beside it."""
        for each in rendered.attachments:
            self.client.files_upload_v2(
                content=each.content, filename=each.name, title=each.name, channel=channel, thread_ts=thread
            )

    def upload(self, picture: Picture) -> str:
        """Upload a picture; its file id, once Slack can show it."""
        alt = self.asker.reader.render(picture.alt)
        uploaded = self.client.files_upload_v2(content=picture.png, filename=picture.name, alt_txt=alt[:1_000])
        file_id = str(uploaded["files"][0]["id"])
        for attempt in range(FILE_READY_TRIES):
            if self.client.files_info(file=file_id)["file"].get("mimetype"):
                break
            time.sleep(0.25 * 2**attempt)
        return file_id

    def _posted(self, channel: str, thread: str | None, key: str) -> str | None:
        """The ts of the answer with this key, if it was posted before a crash."""
        try:
            if thread:
                found = self.client.conversations_replies(
                    channel=channel, ts=thread, include_all_metadata=True, limit=100
                )
            else:
                found = self.client.conversations_history(channel=channel, include_all_metadata=True, limit=50)
        except SlackApiError:
            return None
        return next((str(each["ts"]) for each in found["messages"] if _key_of(each) == key), None)


def respond(response_url: str, rendered: Rendered, *, replace_original: bool) -> None:
    """Answer through a response URL (5 times within 30 minutes)."""
    WebhookClient(response_url, timeout=10).send(
        text=rendered.text,
        blocks=rendered.blocks or None,
        response_type="ephemeral",
        replace_original=replace_original,
    )


def take_back(response_url: str) -> None:
    """Take away the line that said work goes on, now that its answer stands; where Slack won't, it just stays."""
    try:
        WebhookClient(response_url, timeout=5).send_dict({"delete_original": True})
    except OSError as error:
        log.debug("line left standing", error=error)


def command_body(rendered: Rendered, *, private_chat: bool) -> dict[str, Any]:
    """The answer to a command in its acknowledgement: a message in the private chat, else for the asker alone."""
    body: dict[str, Any] = {
        "response_type": "in_channel" if private_chat else "ephemeral",
        "text": rendered.text,
        "unfurl_links": False,
    }
    if rendered.blocks:
        body["blocks"] = rendered.blocks
    return body


def sent_privately() -> Card:
    """The line left where something was asked whose answer went to the private chat."""
    return line(SENT_PRIVATELY)


def packed(place: Place) -> Sequence[Any]:
    """A place as a short list, for payloads."""
    return [place.channel, int(place.private), place.thread, place.message]


def unpacked(values: Sequence[Any]) -> Place:
    """A place from its short list."""
    channel, private, thread, message = values
    return Place(channel, bool(private), thread, message)


def _key_of(message: Mapping[str, Any]) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    key = payload.get("key")
    return str(key) if key else None
