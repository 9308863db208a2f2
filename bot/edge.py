"""The edge: verify, store what nobody waits for, answer what somebody does; garbage gets 4xx and is not logged."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.identity import team_of
from bot.metrics import ACKNOWLEDGED, REFUSED, exposition
from bot.pending import PendingDeliveries
from core.errors import Stranger

MAX_BODY = 1_000_000
WINDOW = 300
POOL = 32

Known = Callable[[str | None], int | None]


@dataclass(frozen=True)
class Edge:
    """What the edge needs: the secret, the team's workspaces, the app that answers, and where deliveries are stored."""

    signing_secret: str
    workspace_of: Known
    app: App
    pending: PendingDeliveries
    ready: Callable[[], str | None]
    now: Callable[[], float] = time.time


def build_edge(edge: Edge, *extra: Route) -> Starlette:
    """The HTTP application of the bot."""
    pool = ThreadPoolExecutor(POOL, thread_name_prefix="edge")

    async def events(request: Request) -> Response:
        return await _receive(edge, pool, request)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        problem = await asyncio.get_running_loop().run_in_executor(pool, edge.ready)
        return PlainTextResponse(problem or "ready", status_code=503 if problem else 200)

    async def metrics(_request: Request) -> Response:
        body, media_type = exposition()
        return Response(body, media_type=media_type)

    return Starlette(
        routes=[
            Route("/slack/events", events, methods=["POST"]),
            Route("/healthz", alive),
            Route("/readyz", ready),
            Route("/metrics", metrics),
            *extra,
        ]
    )


async def _receive(edge: Edge, pool: ThreadPoolExecutor, request: Request) -> Response:
    body = await _read(request)
    if body is None:
        return _refused("too_large", 413)
    if not is_signed(edge.signing_secret, request.headers, body, edge.now()):
        return _refused("unsigned", 401)
    payload = parse(request.headers.get("content-type", ""), body)
    if payload is None:
        return _refused("malformed", 400)
    with ACKNOWLEDGED.time():
        return await _answer(edge, pool, request, body, payload)


async def _read(request: Request) -> bytes | None:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            return None
        chunks.append(chunk)
    return b"".join(chunks)


async def _answer(
    edge: Edge, pool: ThreadPoolExecutor, request: Request, body: bytes, payload: Mapping[str, Any]
) -> Response:
    if payload.get("type") == "url_verification":
        return JSONResponse({"challenge": str(payload.get("challenge", ""))})
    if payload.get("type") == "event_callback":
        return await _store(edge, body, payload)
    if payload.get("ssl_check"):
        return Response()
    if edge.workspace_of(team_of(payload)) is None:
        return _stranger() if "command" in payload else Response()
    headers: dict[str, str | Sequence[str]] = {"content-type": request.headers.get("content-type", "")}
    dispatched: Awaitable[BoltResponse] = asyncio.get_running_loop().run_in_executor(
        pool, lambda: edge.app.dispatch(BoltRequest(body=body.decode(), headers=headers))
    )
    answer = await dispatched
    return Response(answer.body, status_code=answer.status, headers=_plain(answer.headers))


async def _store(edge: Edge, body: bytes, payload: Mapping[str, Any]) -> Response:
    """Keep the event; only then answer. An event of a team that isn't ours is answered and left."""
    workspace_id = edge.workspace_of(str(payload.get("team_id") or ""))
    event = payload.get("event")
    event_id = payload.get("event_id")
    if not isinstance(event, dict) or not isinstance(event_id, str) or not event_id:
        return _refused("malformed", 400)
    if workspace_id is None or event.get("subtype") in ("message_changed", "message_deleted"):
        return Response()
    sender = event.get("user")
    stored = await edge.pending.store(
        workspace_id, f"event:{event_id}", "event", sender if isinstance(sender, str) else None, body
    )
    return Response() if stored else PlainTextResponse("not stored", status_code=503)


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether Slack signed this body within five minutes of now."""
    stamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not secret or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12 or abs(now - int(stamp)) > WINDOW:
        return False
    wanted = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={wanted}".encode(), signature.encode())


def parse(content_type: str, body: bytes) -> Mapping[str, Any] | None:
    """The payload of an event, command or interaction; None when it is no such thing."""
    try:
        text = body.decode()
        if content_type.startswith("application/json"):
            payload = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
            payload = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        return None
    return payload if isinstance(payload, dict) and _is_known(payload) else None


def _is_known(payload: Mapping[str, Any]) -> bool:
    """Whether the payload has the shape of something Slack sends; the listeners rely on these parts."""
    kind = payload.get("type")
    if kind in ("url_verification", "event_callback"):
        return True
    if "ssl_check" in payload:
        return True
    if "command" in payload:
        return all(isinstance(payload.get(name), str) for name in ("team_id", "user_id", "trigger_id"))
    return kind in _NEEDED and isinstance(payload.get("user"), dict) and all(map(payload.get, _NEEDED[str(kind)]))


_NEEDED: dict[str, tuple[str, ...]] = {
    "block_actions": ("actions",),
    "view_submission": ("view",),
    "view_closed": ("view",),
    "block_suggestion": ("action_id",),
    "shortcut": ("callback_id", "trigger_id"),
    "message_action": ("callback_id", "trigger_id"),
}


def _plain(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name: value[0] if isinstance(value, list) else str(value) for name, value in headers.items()}


def _stranger() -> Response:
    """The answer to a command from a team that Prowess isn't installed in (people/strangers)."""
    return JSONResponse({"response_type": "ephemeral", "text": str(Stranger().sentence)})


def _refused(reason: str, status: int) -> Response:
    REFUSED.labels(reason).inc()
    return PlainTextResponse("", status_code=status)
