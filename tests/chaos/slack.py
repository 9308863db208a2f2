"""A Slack in trouble, over real HTTP: it forgets nothing that it accepted, and answers as it pleases."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

TROUBLES = {
    "rate_limited": 0.01,
    "error_before": 0.01,
    "error_after": 0.01,
    "hang_before": 0.002,
    "hang_after": 0.002,
    "reset_before": 0.005,
    "reset_after": 0.005,
}
"""How often a call goes wrong, and how."""

HANGS_FOR = 1.5
RETRY_AFTER = 1


@dataclass
class FaultySlack:
    """What arrived, by key; `calls` counts what was asked, `met` the troubles that were made."""

    seed: int = 7
    troubles: dict[str, float] = field(default_factory=lambda: dict(TROUBLES))
    arrived: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    url: str = ""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._numbers = count(1)
        self._chats: dict[str, list[dict[str, Any]]] = {}

    @property
    def doubled(self) -> int:
        """How many messages arrived more than once."""
        return sum(number > 1 for number in self.arrived.values())

    @contextmanager
    def serving(self) -> Iterator[FaultySlack]:
        """Serve on a free port until the end of the block."""
        loop, ready = asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=self._run, args=(loop, ready), daemon=True)
        thread.start()
        if not ready.wait(10):
            raise RuntimeError("the faulty Slack did not start")
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)

    def _run(self, loop: asyncio.AbstractEventLoop, ready: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(self._open())
        ready.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    async def _open(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        return runner

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, body = request.match_info["method"], await request.text()
        kind = request.headers.get("Content-Type", "")
        asked = await request.json() if kind.startswith("application/json") else dict(parse_qsl(body))
        asked.update(request.query)
        self.calls[method] += 1
        return await self._in_trouble(request, method, asked, self._trouble())

    def _trouble(self) -> str:
        dice, sofar = self._chance.random(), 0.0
        for name, share in self.troubles.items():
            sofar += share
            if dice < sofar:
                self.met[name] += 1
                return name
        return ""

    async def _in_trouble(
        self, request: web.Request, method: str, asked: dict[str, Any], trouble: str
    ) -> web.StreamResponse:
        if trouble == "rate_limited":
            headers = {"Retry-After": str(RETRY_AFTER)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        done = None if trouble.endswith("_before") else self._done(method, asked)
        if trouble.startswith("hang"):
            await asyncio.sleep(HANGS_FOR)
        if trouble.startswith("reset") and request.transport is not None:
            request.transport.abort()
        if trouble.startswith("error") or done is None:
            return web.Response(status=500, text="<html>trouble</html>")
        return web.json_response(done)

    def _done(self, method: str, asked: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "conversations.open":
                return {"ok": True, "channel": {"id": f"D{asked['users']}"}}
            case "chat.postMessage":
                return self._posted(asked)
            case "conversations.history":
                return {"ok": True, "messages": self._chats.get(asked["channel"], [])[::-1]}
        return {"ok": True}

    def _posted(self, asked: dict[str, Any]) -> dict[str, Any]:
        metadata = asked["metadata"] if isinstance(asked["metadata"], dict) else json.loads(asked["metadata"])
        self.arrived[metadata["event_payload"]["key"]] += 1
        ts = f"1767225600.{next(self._numbers):06d}"
        channel = f"D{asked['channel'].removeprefix('D')}"
        self._chats.setdefault(channel, []).append({"ts": ts, "text": asked["text"], "metadata": metadata})
        return {"ok": True, "ts": ts, "channel": channel}
