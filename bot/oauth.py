"""Installing from a link: Slack asks the installer, and gives the workspace's token back to us.

The state that goes along is signed, lasts ten minutes, belongs to the browser that asked, and works once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.directory import admit_installer
from bot.installation import Installations
from bot.logs import log
from bot.manifest import REDIRECT_PATH, SCOPES
from bot.product import Product
from bot.settings import secret
from core.errors import Conflict, Invalid, ProwessError, Unavailable
from core.notifications.inbox import first_seen
from core.vault import Vault
from core.words import Reader, Sentence, say

INSTALL_PATH = "/slack/install"
COOKIE = "prowess_install"
GOOD_FOR = timedelta(minutes=10)
PROGRAM = 0
"""The 'workspace' of keys that belong to the program itself: ids of workspaces start at 1."""

AGAIN = say("This link is out of date. Start again at {path}.", path=INSTALL_PATH)


@dataclass(frozen=True)
class State:
    """What goes to Slack and comes back: `text` there, `cookie` in the browser, `nonce` to know it again."""

    text: str
    cookie: str
    nonce: str


class States:
    """Makes and checks states."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def make(self, now: datetime) -> State:
        """A fresh state, good for ten minutes."""
        nonce = secrets.token_urlsafe(24)
        until = int((now + GOOD_FOR).timestamp())
        return State(f"{nonce}.{until}.{self._tag('state', f'{nonce}.{until}')}", self._tag("cookie", nonce), nonce)

    def open(self, text: str, cookie: str, now: datetime) -> str:
        """The nonce of a state; raises Invalid when it is forged, late, or another browser's."""
        nonce, _, rest = text.partition(".")
        until, _, tag = rest.partition(".")
        genuine = _same(tag, self._tag("state", f"{nonce}.{until}")) and _same(cookie, self._tag("cookie", nonce))
        if not genuine or int(until) < now.timestamp():
            raise Invalid(AGAIN)
        return nonce

    def _tag(self, use: str, text: str) -> str:
        key = self._vault.key_for(PROGRAM, "oauth")
        return base64.urlsafe_b64encode(hmac.new(key, f"{use}:{text}".encode(), hashlib.sha256).digest()).decode()


@dataclass(frozen=True)
class Installer:
    """What installing needs; `installations` is asked late, for it is opened with the service."""

    product: Product
    installations: Callable[[], Installations]
    installed: Callable[[int], object] = lambda _workspace_id: None

    @property
    def client(self) -> WebClient:
        """A client without token, for the exchange."""
        return WebClient(base_url=self.product.settings.slack_api_url, timeout=10, retry_handlers=[])

    def exchange(self, code: str) -> dict[str, Any]:
        """Slack's answer to the code; raises Invalid when it refuses it, Unavailable when it doesn't answer."""
        settings = self.product.settings
        try:
            answer = self.client.oauth_v2_access(
                client_id=str(settings.slack_client_id),
                client_secret=str(secret(settings.slack_client_secret)),
                code=code,
            )
        except SlackApiError as error:
            reason = str(error.response.get("error", ""))
            raise Invalid(
                say("Slack refused: {reason}. Start again at {path}.", reason=reason, path=INSTALL_PATH)
            ) from None
        except OSError:
            raise Unavailable(say("Slack doesn't answer. Nothing was installed. Try again in a moment.")) from None
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    def install(self, nonce: str, code: str) -> str:
        """Exchange the code, keep the token, make the installer site admin where there is none; the team's name."""
        told = self.exchange(code)
        team = told.get("team") or {}
        if not team.get("id") or not told.get("access_token"):
            raise Invalid(say("Prowess is installed in one workspace, not in a whole organisation. Choose one."))
        engine = self.product.engine
        workspace_id = engine.add_workspace(str(team["id"]), str(team.get("name") or team["id"]))
        if not first_seen(engine.database, engine.vault, workspace_id, f"oauth:{nonce}", engine.clock()):
            raise Conflict(AGAIN)
        installations = self.installations()
        installations.keep(
            workspace_id, str(told["access_token"]), str(told.get("bot_user_id")), str(told.get("app_id") or "")
        )
        installer = str((told.get("authed_user") or {}).get("id") or "")
        admit_installer(self.product, installations.client(workspace_id), workspace_id, installer)
        log.info("installed", workspace=workspace_id)
        self.installed(workspace_id)
        return str(team.get("name") or "")


def oauth_routes(installer: Installer) -> list[Route]:
    """The two addresses of installing; none where the app's client id and secret are not set."""
    settings = installer.product.settings
    if not settings.slack_client_id or not settings.slack_client_secret:
        return []
    states = States(installer.product.engine.vault)

    async def install(request: Request) -> Response:
        state = states.make(installer.product.engine.clock())
        answer = RedirectResponse(_authorize_url(installer, state), status_code=302)
        answer.set_cookie(
            COOKIE,
            state.cookie,
            max_age=int(GOOD_FOR.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    async def redirect(request: Request) -> Response:
        return await run_in_threadpool(_redirected, installer, states, request)

    return [Route(INSTALL_PATH, install), Route(REDIRECT_PATH, redirect)]


def _redirected(installer: Installer, states: States, request: Request) -> Response:
    given = request.query_params
    try:
        nonce = states.open(given.get("state", ""), request.cookies.get(COOKIE, ""), installer.product.engine.clock())
        if "code" not in given:
            raise Invalid(say("Nothing was installed: Slack says {reason}.", reason=given.get("error", "nothing")[:80]))
        team = installer.install(nonce, given["code"])
    except ProwessError as error:
        answer = _page(error.sentence, 502 if isinstance(error, Unavailable) else 400)
    else:
        answer = _page(say("Prowess is installed in {team}. Open Slack and write to Prowess.", team=team), 200)
    answer.delete_cookie(COOKIE)
    return answer


def _authorize_url(installer: Installer, state: State) -> str:
    site = installer.product.settings.slack_api_url.rstrip("/").removesuffix("/api")
    asked = {
        "client_id": str(installer.product.settings.slack_client_id),
        "scope": ",".join(sorted(SCOPES)),
        "state": state.text,
    }
    return f"{site}/oauth/v2/authorize?{urlencode(asked)}"


def _page(sentence: Sentence, status: int) -> HTMLResponse:
    text = escape(Reader().render(sentence))
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Prowess</title><p>{text}</p></html>'
    return HTMLResponse(
        page, status, headers={"Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer"}
    )


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
