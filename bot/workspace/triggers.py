"""Trigger ids (seconds to open a form, once) and response URLs (5 answers within 30 minutes)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from bot.workspace.refusals import SlackError

RESPONSE_URL_USES = 5
MOST_REMEMBERED = 5000


@dataclass(slots=True)
class Trigger:
    """Whose press it was, from which modal if any, when, and whether it has been used."""

    person: str
    view_id: str | None
    issued: float
    used: bool = False


@dataclass(slots=True)
class ResponseAddress:
    """Where an answer to a response URL goes."""

    conversation: str
    person: str
    message_ts: str | None
    thread_ts: str | None
    issued: float = field(default_factory=time.monotonic)
    uses: int = 0


class Triggers:
    """Issues trigger ids and takes each back once, within its lifetime in seconds."""

    def __init__(self, lifetime: float) -> None:
        self.lifetime = lifetime
        self._issued: dict[str, Trigger] = {}

    def issue(self, person: str, view_id: str | None = None) -> str:
        """Return a trigger id for something `person` just did."""
        identifier = f"{time.time_ns()}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[identifier] = Trigger(person, view_id, time.monotonic())
        _forget_oldest(self._issued)
        return identifier

    def exchange(self, identifier: str) -> Trigger:
        """Use a trigger id; raises SlackError with Slack's name for what is wrong with it."""
        trigger = self._issued.get(identifier)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > self.lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


class ResponseAddresses:
    """Issues the secret parts of response URLs and counts their use."""

    def __init__(self, lifetime: float) -> None:
        self.lifetime = lifetime
        self._issued: dict[str, ResponseAddress] = {}

    def issue(self, address: ResponseAddress) -> str:
        """Return the secret part of a new response URL."""
        secret = secrets.token_urlsafe(18)
        self._issued[secret] = address
        _forget_oldest(self._issued)
        return secret

    def use(self, secret: str) -> ResponseAddress:
        """Count one use; raises SlackError `expired_url` or `used_url` when there is none left."""
        address = self._issued.get(secret)
        if address is None or time.monotonic() - address.issued > self.lifetime:
            raise SlackError("expired_url")
        if address.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        address.uses += 1
        return address


def _forget_oldest(issued: dict[str, Trigger] | dict[str, ResponseAddress]) -> None:
    if len(issued) > MOST_REMEMBERED:
        del issued[next(iter(issued))]
