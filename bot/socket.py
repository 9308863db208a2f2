"""Socket Mode: Slack's deliveries come over a connection that the bot opens; the same rules hold as at the edge.

Events are stored before they are acknowledged; commands and interactions are answered in the acknowledgement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.logs import log
from bot.metrics import ACKNOWLEDGED
from bot.pending import PendingDeliveries
from core.errors import Misconfigured, Unavailable
from core.words import say

ANSWERING = 32
NOT_HANDLED = ("message_changed", "message_deleted")
TIMEOUT = 10


@dataclass(frozen=True)
class Receiver:
    """What deliveries need: the app that answers, where events are stored, and whose team is which workspace."""

    app: App
    pending: PendingDeliveries
    workspace_of: Callable[[str | None], int | None]

    def receive(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Store or answer one delivery, then acknowledge it; what can't be stored is left for Slack to repeat."""
        try:
            with ACKNOWLEDGED.time():
                answer = self._taken(request)
            if answer is not None:
                client.send_socket_mode_response(SocketModeResponse(request.envelope_id, dict(answer) or None))
        except Exception as error:  # noqa: BLE001 (its text may quote a person; the library would log it)
            log.error("delivery not taken", error=error, kind=request.type)

    def _taken(self, request: SocketModeRequest) -> Mapping[str, Any] | None:
        """What goes into the acknowledgement; None for none."""
        if request.type == "events_api":
            return {} if self._stored(request.payload) else None
        return _body(self.app.dispatch(BoltRequest(mode="socket_mode", body=request.payload)))

    def _stored(self, payload: Mapping[str, Any]) -> bool:
        """Whether the event is kept, or is none that we keep."""
        workspace_id = self.workspace_of(str(payload.get("team_id") or ""))
        event, event_id = payload.get("event"), payload.get("event_id")
        if workspace_id is None or not isinstance(event, Mapping) or not isinstance(event_id, str):
            return True
        if event.get("subtype") in NOT_HANDLED:
            return True
        sender = event.get("user")
        body = json.dumps(payload, ensure_ascii=False).encode()
        return self.pending.store_now(
            workspace_id, f"event:{event_id}", "event", sender if isinstance(sender, str) else None, body
        )


class SocketMode:
    """The connection; it is opened again by itself when it breaks or Slack asks for it."""

    def __init__(self, receiver: Receiver, app_token: str, api_url: str) -> None:
        self._receiver, self._app_token, self._api_url = receiver, app_token, api_url
        self._client: SocketModeClient | None = None

    def start(self) -> None:
        """Connect. Raises Misconfigured where Slack refuses the token, Unavailable where it doesn't answer."""
        web = WebClient(base_url=self._api_url, timeout=TIMEOUT)
        try:
            address = str(web.apps_connections_open(app_token=self._app_token)["url"])
            self._client = self._prepared(web)
            self._client.wss_uri = address
            self._client.connect()
        except SlackApiError as error:
            raise refused_token("SLACK_APP_TOKEN", error) from None
        except OSError as error:
            self.stop()
            raise Unavailable(say("Slack doesn't answer. Check this machine's network, then start again.")) from error

    def _prepared(self, web: WebClient) -> SocketModeClient:
        client = SocketModeClient(self._app_token, web_client=web, concurrency=ANSWERING)
        client.socket_mode_request_listeners.append(self._receiver.receive)
        return client

    @property
    def connected(self) -> bool:
        """Whether the connection stands now."""
        return self._client is not None and self._client.is_connected()

    def stop(self) -> None:
        """Close the connection; what is being answered is finished."""
        if self._client is not None:
            self._client.close()


def refused_token(setting: str, error: SlackApiError) -> Misconfigured:
    """The error for a token that Slack doesn't take, with Slack's word for why."""
    reason = str(error.response.get("error", "no reason given"))
    return Misconfigured(
        say("Slack refuses {setting}: {reason}. Copy it again from the app's settings.", setting=setting, reason=reason)
    )


def _body(answer: BoltResponse) -> Mapping[str, Any] | None:
    if answer.status != 200:
        return None
    if not answer.body:
        return {}
    if (answer.headers.get("content-type") or [""])[0].startswith("application/json"):
        parsed: Mapping[str, Any] = json.loads(answer.body)
        return parsed
    return {"text": answer.body}
