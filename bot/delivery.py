"""Delivers the outbox: claims ahead of sending, sends outside any transaction, looks up what is in doubt.

A time-out, a 5xx or a broken connection leaves it open whether a message arrived. Such a message rests; then its key
is looked for in the metadata of the private chat's messages, and only if it is absent is it sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks import Rendered, render
from bot.cards import Card
from bot.conversation import Conversations
from bot.logs import log
from bot.product import Product
from bot.sealing import Sealer
from core.clock import system_clock
from core.errors import Misconfigured
from core.notifications.rules import next_opening
from core.notifications.sending import (
    LEASE,
    QUARANTINE,
    Outgoing,
    claim_messages,
    mark_dropped,
    mark_failed,
    mark_sent,
    put_back,
    try_again,
)
from core.notifications.settings import NoticeKind, is_muted
from core.people import PersonView, people
from core.words import Reader

EVENT_TYPE = "prowess_outbox"
SENDERS = 4
BATCH = 20
PAGE = 200
LOOK_BACK = timedelta(days=1)
"""How far before it was made a message's key is looked for: more than two machines' clocks differ."""

TROUBLE_THERE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
"""Errors that Slack answers although it may have carried the call out."""

UNSURE = (OSError, HTTPException, SlackClientError)
"""What a call raises besides an answer: time-outs and broken connections are OSErrors."""

ClientFor = Callable[[int], WebClient]


@dataclass
class _Attempt:
    """One message on its way: `in_doubt` until it was looked up, `posting` from just before it may arrive."""

    message: Outgoing
    in_doubt: bool
    posting: bool = False

    @property
    def may_have_arrived(self) -> bool:
        """Whether it has to be looked up before it is sent again."""
        return self.in_doubt or self.posting


class Deliverer:
    """Delivers what is due in the outboxes of all workspaces, a few at a time; several may run at once."""

    def __init__(
        self,
        product: Product,
        conversations: Conversations,
        client_for: ClientFor,
        sealer: Sealer,
        *,
        lease: timedelta = LEASE,
        quarantine: timedelta = QUARANTINE,
        senders: int = SENDERS,
    ) -> None:
        self._product, self._conversations = product, conversations
        self._client_for, self._sealer = client_for, sealer
        self._lease, self._quarantine, self._senders = lease, quarantine, senders
        self._owner = uuid4().hex
        self._chats: dict[tuple[int, str], str] = {}

    def deliver_due(self, now: datetime | None = None) -> int:
        """Deliver everything due at `now` (default: the engine's clock); how many messages were dealt with."""
        moment = now or self._product.engine.clock()
        done = 0
        with ThreadPoolExecutor(self._senders, thread_name_prefix="sender") as pool:
            while batch := self._claim(moment):
                list(pool.map(self._deliver, batch))
                done += len(batch)
        return done

    def _claim(self, now: datetime) -> Sequence[Outgoing]:
        return claim_messages(self._database, self._owner, now, limit=BATCH, lease=self._lease)

    @property
    def _database(self) -> Any:
        return self._product.engine.database

    def _now(self) -> datetime:
        return self._product.engine.clock()

    def _deliver(self, message: Outgoing) -> None:
        """One message, to its end; a mistake in its words must not keep the others from going out."""
        attempt = _Attempt(message, message.in_doubt)
        try:
            self._deliver_one(attempt)
        except SlackApiError as error:
            self._answered_with_error(attempt, error)
        except UNSURE as error:
            log.warning("no answer from Slack", error=error, kind=message.kind, message=message.id)
            self._rest(attempt)
        except Exception as error:  # noqa: BLE001 (logged with its place; tried again, then given up)
            log.error("message not delivered", error=error, kind=message.kind, message=message.id)
            self._rest(attempt)

    def _deliver_one(self, attempt: _Attempt) -> None:
        message, now = attempt.message, self._now()
        recipient = self._recipient(message)
        if recipient is None:
            mark_dropped(self._database, message, now)
            return
        if not recipient.chat_user_id:
            mark_failed(self._database, message, "no_chat_account", now)
            return
        try:
            client = self._client_for(message.workspace_id)
        except Misconfigured:
            mark_failed(self._database, message, "not_installed", now)
            return
        if message.rewriting:
            self._rewrite(attempt, client, recipient)
        else:
            self._send(attempt, client, recipient)

    def _send(self, attempt: _Attempt, client: WebClient, recipient: PersonView) -> None:
        message = attempt.message
        channel = self._chat(client, message.workspace_id, recipient)
        if attempt.in_doubt and (ts := _find(client, channel, message)):
            mark_sent(self._database, message, channel, ts, self._now())
            return
        attempt.in_doubt = False
        if (until := _quiet_until(message, recipient, self._now())) is not None:
            put_back(self._database, message, until, in_doubt=False)
            return
        rendered = self._worded(message, recipient)
        if rendered is None:
            mark_dropped(self._database, message, self._now())
            return
        attempt.posting = True
        ts = _post(client, channel, message.key, rendered)
        mark_sent(self._database, message, channel, ts, self._now())

    def _rewrite(self, attempt: _Attempt, client: WebClient, recipient: PersonView) -> None:
        """Put today's words in the place of those sent; repeating it does no harm."""
        message = attempt.message
        rendered = self._worded(message, recipient)
        if rendered is None or not message.channel or not message.ts:
            mark_dropped(self._database, message, self._now())
            return
        client.chat_update(channel=message.channel, ts=message.ts, text=rendered.text, blocks=rendered.blocks)
        mark_sent(self._database, message, message.channel, message.ts, self._now())

    def _worded(self, message: Outgoing, recipient: PersonView) -> Rendered | None:
        """The message in its recipient's words, from the data as they are now; None when nothing is left to say."""
        card = self._card(message, recipient)
        if card is None:
            return None
        workspace_id, now = message.workspace_id, self._now()
        reader = Reader(recipient.locale, recipient.time_zone)
        return render(card, reader, lambda payload: self._sealer.seal(workspace_id, recipient.id, payload, now))

    def _card(self, message: Outgoing, recipient: PersonView) -> Card | None:
        handler = self._conversations.notices[message.kind]
        with self._product.reading(message.workspace_id) as session:
            if not message.rewriting and is_muted(session, recipient.id, message.kind):
                return None
            return handler(session, recipient, message.refs, message)

    def _recipient(self, message: Outgoing) -> PersonView | None:
        with self._product.reading(message.workspace_id) as session:
            found = people(session, [message.recipient_id]).get(message.recipient_id)
        return found if found is not None and found.active else None

    def _chat(self, client: WebClient, workspace_id: int, recipient: PersonView) -> str:
        """The private chat with the recipient, asked for once."""
        known = (workspace_id, str(recipient.chat_user_id))
        if known not in self._chats:
            opened = client.conversations_open(users=str(recipient.chat_user_id))
            self._chats[known] = str(opened["channel"]["id"])
        return self._chats[known]

    def _answered_with_error(self, attempt: _Attempt, error: SlackApiError) -> None:
        message, now = attempt.message, self._now()
        status, word = int(error.response.status_code or 0), str(error.response.get("error") or "")
        if status == 429 or word == "ratelimited":
            until = now + timedelta(seconds=_retry_after(error))
            put_back(self._database, message, until, in_doubt=attempt.in_doubt)
        elif status != 200 or word in TROUBLE_THERE or " " in word:
            log.warning("Slack in trouble", status=status, kind=message.kind, message=message.id)
            self._rest(attempt)
        else:
            log.warning("not delivered", reason=word, kind=message.kind, message=message.id)
            mark_failed(self._database, message, word, now)

    def _rest(self, attempt: _Attempt) -> None:
        try_again(
            self._database,
            attempt.message,
            self._now(),
            in_doubt=attempt.may_have_arrived,
            quarantine=self._quarantine,
        )


def _post(client: WebClient, channel: str, key: str, rendered: Rendered) -> str:
    posted = client.chat_postMessage(
        channel=channel,
        text=rendered.text,
        blocks=rendered.blocks or None,
        unfurl_links=False,
        metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
    )
    return str(posted["ts"])


def _find(client: WebClient, channel: str, message: Outgoing) -> str | None:
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


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    return (metadata.get("event_payload") or {}).get("key")


def _quiet_until(message: Outgoing, recipient: PersonView, now: datetime) -> datetime | None:
    """When an expiry notice may go out, if that is not now (reminders/quiet-hours)."""
    if message.kind != NoticeKind.EXPIRY:
        return None
    opens = next_opening(recipient.time_zone, now)
    return opens if opens > now else None


def _retry_after(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in dict(error.response.headers).items()}
    try:
        return max(1.0, float(headers.get("retry-after", "")))
    except ValueError:
        return 30.0
