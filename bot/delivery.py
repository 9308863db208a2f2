"""Delivers the outbox: claims ahead of sending, sends outside any transaction, looks up what is in doubt.

Messages are claimed some at a time; what is plain among them is read at once before it goes, and what arrived is noted
at once after it went. To note it late is no harm: who finds it unsettled looks it up first.

A time-out, a 5xx or a broken connection leaves it open whether a message arrived. Such a message rests; then its key
is looked for in the metadata of the private chat's messages, and only if it is absent is it sent again. Nothing is sent
in the second half of a claim, so that a process that stood still for a while does not send what another took over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from uuid import uuid4

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.blocks import render
from bot.cards import Card
from bot.chat_posting import Posted, asked_to_wait, find, leaves_open, post, word_of
from bot.conversation import Conversations
from bot.departures import Departures, Ready
from bot.letters import letter_of
from bot.logs import log
from bot.mail import PostOffice
from bot.product import Product
from bot.sealing import Sealer
from core.errors import Invalid, Misconfigured
from core.notifications import Medium
from core.notifications.sending import LEASE, QUARANTINE, Outgoing, claim_messages
from core.notifications.settling import Arrival, mark_all_sent, mark_failed, mark_sent, put_back, try_again
from core.people import PersonView, people
from core.words import Reader

SENDERS = 4
BATCH = 20
FRESH = timedelta(seconds=1)
"""What was read longer ago is read again before it goes."""

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
        post_office: PostOffice | None = None,
        lease: timedelta = LEASE,
        quarantine: timedelta = QUARANTINE,
        senders: int = SENDERS,
    ) -> None:
        self._product, self._departures = product, Departures(product, conversations)
        self._client_for, self._sealer = client_for, sealer
        self._post_office = post_office
        self._lease, self._quarantine, self._senders = lease, quarantine, senders
        self._owner = uuid4().hex

    def deliver_due(self, now: datetime | None = None) -> int:
        """Deliver everything due at `now` (default: the engine's clock); how many messages were dealt with."""
        moment = now or self._product.engine.clock()
        done = 0
        with ThreadPoolExecutor(self._senders, thread_name_prefix="sender") as pool:
            while batch := self._claim(moment):
                self._deliver_all(pool, batch)
                done += len(batch)
        return done

    def _deliver_all(self, pool: ThreadPoolExecutor, batch: Sequence[Outgoing]) -> None:
        ready = self._departures.ready(batch)
        arrivals = pool.map(lambda each: self._deliver(each, ready.get(each.id)), batch)
        if arrived := [each for each in arrivals if each is not None]:
            mark_all_sent(self._database, arrived)

    def _claim(self, now: datetime) -> Sequence[Outgoing]:
        return claim_messages(self._database, self._owner, now, limit=BATCH, lease=self._lease)

    @property
    def _database(self) -> Any:
        return self._product.engine.database

    def _now(self) -> datetime:
        return self._product.engine.clock()

    def _deliver(self, message: Outgoing, ready: Ready | None) -> Arrival | None:
        """One message, to its end or to its arrival; a mistake in its words must not keep the others from going out."""
        attempt = _Attempt(message, message.in_doubt)
        try:
            return self._deliver_one(attempt, ready)
        except SlackApiError as error:
            self._answered_with_error(attempt, error)
        except UNSURE as error:
            log.warning("no answer", error=error, kind=message.kind, message=message.id, medium=message.medium)
            self._rest(attempt)
        except Exception as error:  # noqa: BLE001 (logged with its place; tried again, then given up)
            log.error("message not delivered", error=error, kind=message.kind, message=message.id)
            self._rest(attempt)
        return None

    def _deliver_one(self, attempt: _Attempt, ready: Ready | None) -> Arrival | None:
        message = attempt.message
        if ready is not None and self._now() - ready.at <= FRESH:
            client = self._client(message, ready.recipient)
            return self._post(attempt, client, ready.recipient, ready.card) if client is not None else None
        recipient = self._recipient(message)
        if recipient is None:
            self._departures.drop(message)
        elif message.by_mail:
            self._send_by_mail(attempt, recipient)
        elif message.rewriting:
            self._rewrite(attempt, recipient)
        else:
            return self._send(attempt, recipient)
        return None

    def _send(self, attempt: _Attempt, recipient: PersonView) -> Arrival | None:
        message = attempt.message
        client = self._client(message, recipient)
        if client is None:
            return None
        if attempt.in_doubt and (there := self._found(client, message, recipient)):
            return self._arrived(message, there)
        attempt.in_doubt = False
        if self._departures.is_kept(message, recipient) or not self._departures.goes(message, recipient):
            return None
        card = self._departures.card(message, recipient)
        if card is None:
            self._departures.drop(message)
            return None
        return self._post(attempt, client, recipient, card)

    def _post(self, attempt: _Attempt, client: WebClient, recipient: PersonView, card: Card) -> Arrival | None:
        message = attempt.message
        rendered = render(card, _reader(recipient), self._seal_for(message))
        if self._is_late(message):
            return None
        attempt.posting = True
        return self._arrived(message, post(client, str(recipient.chat_user_id), message.key, rendered))

    def _arrived(self, message: Outgoing, posted: Posted) -> Arrival:
        return Arrival(message, posted.channel, posted.ts, self._now())

    def _send_by_mail(self, attempt: _Attempt, recipient: PersonView) -> None:
        """By e-mail there is nothing to look up: a letter in doubt goes again under the same id."""
        message = attempt.message
        attempt.in_doubt = False
        if self._post_office is None:
            self._departures.drop(message)
        elif not recipient.email:
            mark_failed(self._database, message, "no_address", self._now())
        elif not self._departures.is_kept(message, recipient) and self._departures.goes(message, recipient):
            card = self._departures.card(message, recipient)
            if card is None:
                self._departures.drop(message)
            else:
                self._post_letter(attempt, self._post_office, letter_of(card, recipient, message, self._now()))

    def _post_letter(self, attempt: _Attempt, office: PostOffice, letter: Any) -> None:
        message = attempt.message
        if self._is_late(message):
            return
        attempt.posting = True
        try:
            office.send(letter)
        except (SMTPRecipientsRefused, SMTPResponseException, Invalid, Misconfigured) as refused:
            self._letter_refused(attempt, refused)
            return
        mark_sent(self._database, message, str(Medium.MAIL), "", self._now())

    def _letter_refused(self, attempt: _Attempt, refused: Exception) -> None:
        """A server that says 'later' is asked again; one that says no is believed."""
        code = _code_of(refused)
        attempt.posting = False
        log.warning("letter refused", code=code, kind=attempt.message.kind, message=attempt.message.id)
        if 400 <= code < 500:
            self._rest(attempt)
        else:
            mark_failed(self._database, attempt.message, f"smtp_{code}" if code else "bad_address", self._now())

    def _rewrite(self, attempt: _Attempt, recipient: PersonView) -> None:
        """Put today's words in the place of those sent; repeating it does no harm."""
        message = attempt.message
        client = self._client(message, recipient)
        card = self._departures.card(message, recipient) if client is not None else None
        if client is None or card is None or not message.channel or not message.ts:
            self._departures.drop(message)
            return
        rendered = render(card, _reader(recipient), self._seal_for(message))
        client.chat_update(channel=message.channel, ts=message.ts, text=rendered.text, blocks=rendered.blocks)
        mark_sent(self._database, message, message.channel, message.ts, self._now())

    def _seal_for(self, message: Outgoing) -> Callable[[Any], str]:
        workspace_id, person_id, now = message.workspace_id, message.recipient_id, self._now()
        return lambda payload: self._sealer.seal(workspace_id, person_id, payload, now)

    def _recipient(self, message: Outgoing) -> PersonView | None:
        with self._product.reading(message.workspace_id) as session:
            found = people(session, [message.recipient_id]).get(message.recipient_id)
        return found if found is not None and found.active and not found.erased else None

    def _client(self, message: Outgoing, recipient: PersonView) -> WebClient | None:
        """The client to reach them with in chat; where there is none that is noted, and a copy by mail still goes."""
        trouble = "no_chat_account"
        if recipient.chat_user_id:
            try:
                return self._client_for(message.workspace_id)
            except Misconfigured:
                trouble = "not_installed"
        if message.rewriting or not self._departures.is_kept(message, recipient):
            mark_failed(self._database, message, trouble, self._now())
        return None

    def _found(self, client: WebClient, message: Outgoing, recipient: PersonView) -> Posted | None:
        """Where the message stands in the private chat with its recipient, if it arrived."""
        opened = client.conversations_open(users=str(recipient.chat_user_id))
        channel = str(opened["channel"]["id"])
        ts = find(client, channel, message)
        return Posted(channel, ts) if ts else None

    def _is_late(self, message: Outgoing) -> bool:
        """Whether half of the claim is over; it is given back then, for whoever is quicker."""
        now = self._now()
        if message.until is None or message.until - now > self._lease / 2:
            return False
        put_back(self._database, message, now, in_doubt=False)
        return True

    def _answered_with_error(self, attempt: _Attempt, error: SlackApiError) -> None:
        message, now = attempt.message, self._now()
        if (seconds := asked_to_wait(error)) is not None:
            put_back(self._database, message, now + timedelta(seconds=seconds), in_doubt=attempt.in_doubt)
        elif leaves_open(error):
            status = int(error.response.status_code or 0)
            log.warning("Slack in trouble", status=status, kind=message.kind, message=message.id)
            self._rest(attempt)
        else:
            log.warning("not delivered", reason=word_of(error), kind=message.kind, message=message.id)
            mark_failed(self._database, message, word_of(error), now)

    def _rest(self, attempt: _Attempt) -> None:
        try_again(
            self._database,
            attempt.message,
            self._now(),
            in_doubt=attempt.may_have_arrived,
            quarantine=self._quarantine,
        )


def _reader(recipient: PersonView) -> Reader:
    return Reader(recipient.locale, recipient.time_zone)


def _code_of(refused: Exception) -> int:
    if isinstance(refused, SMTPRecipientsRefused):
        return max((int(code) for code, _ in refused.recipients.values()), default=550)
    return int(refused.smtp_code) if isinstance(refused, SMTPResponseException) else 0
