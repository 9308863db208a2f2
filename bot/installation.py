"""Where the app is installed: a client for each workspace, its token kept sealed in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.product import Product
from core.errors import Misconfigured, Stranger
from core.people import bot_token, bot_user, keep_installation
from core.words import say

TIMEOUT = 10


class Installations:
    """Clients by workspace. `tokens` are read once; installing again forgets what was read."""

    def __init__(self, product: Product, api_url: str) -> None:
        self._product, self._api_url = product, api_url
        self._clients: dict[int, WebClient] = {}
        self._lock = threading.Lock()

    def client(self, workspace_id: int) -> WebClient:
        """The client of a workspace. It never resends by itself: who sends decides what a lost answer means."""
        with self._lock:
            if workspace_id not in self._clients:
                self._clients[workspace_id] = self._open(self._token(workspace_id))
            return self._clients[workspace_id]

    def install(self, token: str) -> int:
        """Install with a bot token: ask Slack whose it is and keep it; the workspace's id."""
        told = self._open(token).auth_test()
        workspace_id = self._product.engine.add_workspace(str(told["team_id"]), str(told["team"]))
        self.keep(workspace_id, token, str(told["user_id"]), str(told.get("app_id") or ""))
        return workspace_id

    def keep(self, workspace_id: int, token: str, bot_user_id: str, app_id: str) -> None:
        """Keep a workspace's token."""
        with self._product.writing(workspace_id) as session:
            keep_installation(session, token, bot_user_id, app_id)
        with self._lock:
            self._clients.pop(workspace_id, None)

    def authorizer(self, workspace_of: Callable[[str | None], int | None]) -> Callable[..., AuthorizeResult]:
        """What Bolt asks for each request: the workspace's own bot token."""

        def authorize(enterprise_id: str | None, team_id: str | None, **_rest: Any) -> AuthorizeResult:
            workspace_id = workspace_of(team_id)
            if workspace_id is None:
                raise Stranger
            with self._product.reading(workspace_id) as session:
                user = bot_user(session)
            token = self.client(workspace_id).token
            return AuthorizeResult(
                enterprise_id=enterprise_id, team_id=team_id, bot_token=token, bot_user_id=user, bot_id=None
            )

        return authorize

    def _token(self, workspace_id: int) -> str:
        with self._product.reading(workspace_id) as session:
            token = bot_token(session)
        if token is None:
            raise Misconfigured(say("Prowess isn't installed in this workspace. Install it again from /slack/install."))
        return token

    def _open(self, token: str) -> WebClient:
        return WebClient(token=token, base_url=self._api_url, timeout=TIMEOUT, retry_handlers=[])
