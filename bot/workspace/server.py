"""The workspace's HTTP server: Slack's addresses for the bot, and the page with its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.workspace import snapshot
from bot.workspace.guard import LoopbackOnly
from bot.workspace.page_api import page_routes
from bot.workspace.refusals import SlackError
from bot.workspace.responses import respond
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.calls import answer_call, read_arguments

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

STATIC = Path(__file__).parent / "static"
SAVE_EVERY = 0.5
SIGN_IN = "<!doctype html><title>Sign in</title><p>Files open with the bot's token only.</p>"
Endpoint = Callable[[Request], Awaitable[Response]]


def create_app(ws: LocalWorkspace) -> Starlette:
    """Return the ASGI application of one workspace."""
    routes = [
        Route("/", _index),
        Route("/api/{method}", _call(ws), methods=["GET", "POST"]),
        Route("/response/{secret}", _response_url(ws), methods=["POST"]),
        Route("/upload/v1/{file}", _take_upload(ws), methods=["POST", "PUT"]),
        Route("/files-pri/{name:path}", _private_file(ws)),
        Route("/signin", _sign_in),
        Route("/archives/{conversation}/{message}", _permalink),
        *page_routes(ws),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Starlette(routes=routes, lifespan=_lifespan(ws), middleware=[Middleware(LoopbackOnly)])


def _lifespan(ws: LocalWorkspace) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if ws.serving is not None:
            ws.serving.started()
        saving = asyncio.create_task(_keep_saved(ws))
        yield
        saving.cancel()
        await ws.bot.close()
        _save(ws)

    return lifespan


async def _keep_saved(ws: LocalWorkspace) -> None:
    saved = ws.feed.changes
    while True:
        await asyncio.sleep(SAVE_EVERY)
        if ws.feed.changes != saved:
            saved = ws.feed.changes
            _save(ws)


def _save(ws: LocalWorkspace) -> None:
    if ws.config.state_path is not None:
        snapshot.save(ws.memory, ws.config.state_path)


async def _index(_request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _sign_in(_request: Request) -> Response:
    return HTMLResponse(SIGN_IN)


async def _permalink(request: Request) -> Response:
    place = f"{request.path_params['conversation']}/{request.path_params['message']}"
    return RedirectResponse(f"/#{quote(place)}")


def _call(ws: LocalWorkspace) -> Endpoint:
    async def call(request: Request) -> Response:
        return await answer_call(ws, request)

    return call


def _response_url(ws: LocalWorkspace) -> Endpoint:
    async def take_answer(request: Request) -> Response:
        try:
            arguments = await read_arguments(request)
            if isinstance(arguments, SlackError):
                raise arguments
            respond(ws, request.path_params["secret"], _unwrapped(arguments))
        except SlackError as error:
            status = 404 if error.code in {"used_url", "expired_url"} else 400
            return JSONResponse(error.answer(), status)
        return JSONResponse({"ok": True})

    return take_answer


def _unwrapped(arguments: Arguments) -> Arguments:
    inner = arguments.structure("payload")
    return Arguments(inner) if isinstance(inner, dict) else arguments


def _take_upload(ws: LocalWorkspace) -> Endpoint:
    async def take_upload(request: Request) -> Response:
        file = ws.memory.files.get(request.path_params["file"])
        if file is None or file.ready:
            return Response("This upload address is not open.", 404)
        file.content = await _content(request)
        file.size = len(file.content)
        return Response(f"OK - {file.size}")

    return take_upload


async def _content(request: Request) -> bytes:
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        return await request.body()
    for part in (await request.form()).values():
        if not isinstance(part, str):
            return await part.read()
    return b""


def _private_file(ws: LocalWorkspace) -> Endpoint:
    async def private_file(request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {ws.config.bot_token}":
            return RedirectResponse("/signin", 302)
        file = ws.file_named({"url": request.url.path})
        if file is None or not file.ready:
            return Response("Not found", 404)
        return Response(file.content, media_type=file.mimetype)

    return private_file
