"""Keeps other sites away: this machine's own addresses only, and a page that loads nothing from outside."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_NAMES = {"127.0.0.1", "localhost", "[::1]"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class LoopbackOnly:
    """Middleware: refuses foreign Host names and cross-site requests, and adds the page's security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _host(headers.get("host", "")) not in OWN_NAMES or _is_foreign(scope, headers):
            refusal = PlainTextResponse("The local workspace answers to this machine's own page only.", 403)
            await refusal(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = MutableHeaders(scope=message)
                added.setdefault("Content-Security-Policy", POLICY)
                added["X-Content-Type-Options"] = "nosniff"
                added["Referrer-Policy"] = "no-referrer"
                added.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_guarded)


def _host(header: str) -> str:
    name, _, port = header.rpartition(":")
    return name if name and port.isdigit() else header


def _is_foreign(scope: Scope, headers: Headers) -> bool:
    """A request that another site's page makes; following a link to the front page is no harm."""
    return scope["path"] != "/" and headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"}
