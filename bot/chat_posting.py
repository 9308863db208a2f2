"""Posting outbox messages in private chats, and finding there what may have arrived: each carries its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import Rendered
from core.clock import system_clock
from core.notifications import Outgoing

EVENT_TYPE = "prowess_outbox"
PAGE = 200
LOOK_BACK = timedelta(days=1)
"""How far before it was made a message's key is looked for: more than two machines' clocks differ."""

TROUBLE_THERE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Errors that Slack answers although it may have carried the call out."""


@dataclass(frozen=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str


def post(client: WebClient, channel: str, key: str, rendered: Rendered) -> Posted:
    """Post a message with its key; a person's id as channel means the private chat with them."""
    posted = client.chat_postMessage(
        channel=channel,
        text=rendered.text,
        blocks=rendered.blocks or None,
        unfurl_links=False,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
    )
    return Posted(str(posted["channel"]), str(posted["ts"]))


def find(client: WebClient, channel: str, message: Outgoing) -> str | None:
    """The ts of the message that carries this key, if it arrived: every page since shortly before it was made.

    A demo's clock can be ahead of the platform's, so the one that is behind counts.
    """
    oldest = str((min(message.made_at, system_clock()) - LOOK_BACK).timestamp())
    cursor: str | None = None
    while True:
        page = client.conversations_history(
            channel=channel, include_all_metadata=True, limit=PAGE, oldest=oldest, cursor=cursor
        )
        for each in page["messages"]:
            if _key_of(each) == message.key:
                return str(each["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return None


def asked_to_wait(error: SlackApiError) -> float | None:
    """For how many seconds Slack asks to be left alone, None where it does not."""
    status, word = int(error.response.status_code or 0), word_of(error)
    if status != 429 and word != "ratelimited":
        return None
    headers = {name.lower(): value for name, value in dict(error.response.headers).items()}
    try:
        return max(1.0, float(headers.get("retry-after", "")))
    except ValueError:
        return 30.0


def leaves_open(error: SlackApiError) -> bool:
    """Whether the answer leaves it open that the call was carried out: trouble there, or no word of Slack's."""
    word = word_of(error)
    return int(error.response.status_code or 0) != 200 or word in TROUBLE_THERE or " " in word


def word_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong."""
    return str(error.response.get("error") or "")


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return (metadata.get("event_payload") or {}).get("key")
