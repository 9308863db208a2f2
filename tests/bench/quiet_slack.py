"""A Slack that takes everything and keeps nothing, so that on one machine the bot's own work is what is measured."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.bench.crowd import TEAM

USER = {"ok": True, "team_id": TEAM, "team": "Crowd", "user_id": "UPROWESS", "bot_id": "BPROWESS"}


@contextmanager
def quiet_slack() -> Iterator[str]:
    """Serve it on a free port of this machine; its address."""
    config = uvicorn.Config(_app(), port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="quiet-slack", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the quiet Slack did not start")
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def _app() -> Starlette:
    numbers = itertools.count(1)

    async def call(request: Request) -> JSONResponse:
        if request.path_params["method"] == "auth.test":
            return JSONResponse(USER)
        ts = f"1767225600.{next(numbers):06d}"
        return JSONResponse({"ok": True, "ts": ts, "channel": {"id": "D1"}, "messages": [], "members": []})

    return Starlette(routes=[Route("/api/{method}", call, methods=["GET", "POST"])])
