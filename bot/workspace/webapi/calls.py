"""One Web API call over HTTP: token, arguments, faults on demand, answer."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace.refusals import SlackError
from bot.workspace.webapi import assistant, chat, conversations, files, streams, team, views
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.registry import METHODS

if TYPE_CHECKING:
    from bot.workspace.faults import CallFault
    from bot.workspace.workspace import LocalWorkspace

FILLED_BY = (assistant, chat, conversations, files, streams, team, views)
WITHOUT_TOKEN = {"api.test"}


async def answer_call(ws: LocalWorkspace, request: Request) -> Response:
    """Answer `/api/<method>`, or fail in the way a test asked for."""
    name = request.path_params["method"]
    arguments = await read_arguments(request)
    if isinstance(arguments, SlackError):
        return JSONResponse(arguments.answer())
    fault = ws.faults.next_call(name)
    if fault is None:
        return JSONResponse(_carried_out(ws, name, request, arguments))
    return await _faulty(ws, name, request, arguments, fault)


async def read_arguments(request: Request) -> Arguments | SlackError:
    """Read form, JSON or query; an unreadable body comes back as the error to answer with."""
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return Arguments({**values, **dict(await request.form())})
    body = await request.body()
    if kind == "application/json" and body.strip():
        try:
            read = json.loads(body)
        except ValueError:
            return SlackError("invalid_json")
        if not isinstance(read, dict):
            return SlackError("json_not_object")
        return Arguments({**values, **read})
    return Arguments({**values, **dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))})


def _carried_out(ws: LocalWorkspace, name: str, request: Request, arguments: Arguments) -> dict[str, Any]:
    try:
        function = METHODS.get(name)
        if function is None:
            raise SlackError("unknown_method", req_method=name)
        if name not in WITHOUT_TOKEN:
            _check_token(ws, request, arguments)
        ws.calls.append((name, arguments.values))
        return {"ok": True, **function(ws, arguments)}
    except SlackError as error:
        return error.answer()


def _check_token(ws: LocalWorkspace, request: Request, arguments: Arguments) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else arguments.text("token")
    if not given:
        raise SlackError("not_authed")
    if given != ws.config.bot_token:
        raise SlackError("invalid_auth")


async def _faulty(ws: LocalWorkspace, name: str, request: Request, arguments: Arguments, fault: CallFault) -> Response:
    if fault.kind in {"error_after", "hang_after"}:
        _carried_out(ws, name, request, arguments)
    if fault.kind == "rate_limited":
        limited = {"ok": False, "error": "ratelimited"}
        return JSONResponse(limited, 429, {"Retry-After": str(fault.retry_after)})
    if fault.kind == "refuse":
        return JSONResponse(SlackError(fault.error).answer())
    if fault.kind in {"hang", "hang_after"}:
        await asyncio.sleep(fault.seconds)
    if fault.kind == "reset" and ws.serving is not None and request.client is not None:
        ws.serving.break_connection((request.client.host, request.client.port))
    return Response("Internal Server Error", 500)
