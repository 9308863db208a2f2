"""Signed requests to the bot: events with their retries, and questions that want an answer within 3 s."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import httpx

from bot.workspace.state import new_id

if TYPE_CHECKING:
    from bot.workspace.faults import DeliveryFault
    from bot.workspace.workspace import LocalWorkspace

LOOK_EVERY = 0.05
"""Seconds between two looks whether a bot that is only just starting is up."""

Trouble = Literal["", "http_timeout", "http_error", "connection_failed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered in time, or the trouble there was instead."""

    status: int = 0
    body: Any = None
    trouble: Trouble = ""
    no_retry: bool = False


@dataclass(slots=True)
class Delivery:
    """One thing delivered to the bot, with the outcome of each attempt."""

    kind: str
    name: str
    id: str
    attempts: list[Answer] = field(default_factory=list)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return Slack's v0 request signature."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


class BotLink:
    """The way from the workspace to the bot."""

    def __init__(self, ws: LocalWorkspace) -> None:
        self._ws = ws
        self._client: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.url = ws.config.bot_url
        self.starting = False
        """Whether the bot is only just starting: what is for it waits until it is up (set by who starts it)."""
        self.delivered: deque[Delivery] = deque(maxlen=2000)

    async def close(self) -> None:
        """Give up what is still on its way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def send_event(self, event: dict[str, Any], actor: str | None) -> None:
        """Deliver an event in the background; `actor` is told when the bot never takes it."""
        body = json.dumps(self._envelope(event), ensure_ascii=False).encode()
        delivery = Delivery("event", event["type"], json.loads(body)["event_id"])
        self.delivered.append(delivery)
        fault = self._ws.faults.next_delivery("event")
        for _ in range(_copies(fault)):
            task = asyncio.ensure_future(self._keep_trying(body, delivery, actor, _delay(fault)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ask(self, kind: str, name: str, fields: dict[str, str]) -> Answer:
        """Deliver a command or interaction and return its answer, at most `answer_limit` seconds later."""
        await self.until_up()
        fault = self._ws.faults.next_delivery("command" if kind == "command" else "interaction")
        await asyncio.sleep(_delay(fault))
        body, limit = urlencode(fields).encode(), self._ws.config.answer_limit
        sent = [self._post(body, "application/x-www-form-urlencoded", limit) for _ in range(_copies(fault))]
        answers = await asyncio.gather(*sent)
        answer = answers[0] if answers else Answer(trouble="connection_failed")
        self.delivered.append(Delivery(kind, name, fields.get("trigger_id", ""), [answer]))
        return answer

    async def _keep_trying(self, body: bytes, delivery: Delivery, actor: str | None, delay: float) -> None:
        await self.until_up()
        await asyncio.sleep(delay)
        config = self._ws.config
        reason = ""
        for number, wait in enumerate((0.0, *config.event_retry_waits)):
            await asyncio.sleep(wait)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
            answer = await self._post(body, "application/json", config.answer_limit, headers)
            delivery.attempts.append(answer)
            if not answer.trouble or answer.no_retry:
                return
            reason = answer.trouble
        if actor is not None:
            self._ws.notify(actor, f"{config.bot_real_name} isn't answering. Is it running?")

    async def until_up(self) -> None:
        """Wait for a bot that is starting; at once for any other."""
        while self.starting:
            await asyncio.sleep(LOOK_EVERY)

    async def _post(
        self, body: bytes, content_type: str, limit: float, headers: dict[str, str] | None = None
    ) -> Answer:
        if not self.url:
            return Answer(trouble="connection_failed")
        timestamp = str(int(time.time()))
        signed = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local workspace)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._ws.config.signing_secret, timestamp, body),
            **(headers or {}),
        }
        try:
            async with asyncio.timeout(limit):
                response = await self._http().post(self.url, content=body, headers=signed)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(trouble="http_timeout")
        except httpx.HTTPError:
            return Answer(trouble="connection_failed")
        return _read(response)

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=httpx.Timeout(60.0), trust_env=False)
        return self._client

    def _envelope(self, event: dict[str, Any]) -> dict[str, Any]:
        config = self._ws.config
        return {
            "token": "local-verification",
            "team_id": config.team_id,
            "context_team_id": config.team_id,
            "context_enterprise_id": None,
            "api_app_id": config.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": config.team_id,
                    "user_id": config.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": new_id("4-"),
        }


def _read(response: httpx.Response) -> Answer:
    no_retry = response.headers.get("X-Slack-No-Retry") == "1"
    if not response.is_success:
        return Answer(response.status_code, trouble="http_error", no_retry=no_retry)
    text = response.text
    if "json" in response.headers.get("Content-Type", "") or text.startswith("{"):
        try:
            return Answer(response.status_code, json.loads(text) if text else "")
        except ValueError:
            return Answer(response.status_code, trouble="http_error")
    return Answer(response.status_code, text)


def _copies(fault: DeliveryFault | None) -> int:
    if fault is None or fault.kind == "delay":
        return 1
    return 0 if fault.kind == "drop" else 1 + fault.copies


def _delay(fault: DeliveryFault | None) -> float:
    return fault.seconds if fault is not None and fault.kind == "delay" else 0.0
