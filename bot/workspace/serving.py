"""Runs a workspace's server in a thread of its own, on a loopback port."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import uvicorn

from bot.workspace.config import local_address
from bot.workspace.refusals import WorkspaceRefused

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

Result = TypeVar("Result")
STARTUP_LIMIT = 10.0


class Serving:
    """Context manager: the workspace answers on `port` (0: any free one) until the end of the block."""

    def __init__(self, ws: LocalWorkspace, port: int) -> None:
        self.ws = ws
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._thread: threading.Thread | None = None
        self._server: uvicorn.Server | None = None

    def __enter__(self) -> Self:
        listening = _listen(self.ws.config.host, self._port)
        self.ws.base_url = local_address(self.ws.config.host, listening.getsockname()[1])
        self.ws.serving = self
        settings = uvicorn.Config(
            self.ws.app, log_level="warning", access_log=False, timeout_graceful_shutdown=1, lifespan="on"
        )
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(
            target=self._serve, args=(self._server, listening), name="local-workspace", daemon=True
        )
        self._thread.start()
        if not self._started.wait(STARTUP_LIMIT):
            raise WorkspaceRefused("The local workspace did not start. Its log says why.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self.run(self.ws.feed.close_all)
            self._server.should_exit = True
            self._thread.join(STARTUP_LIMIT)

    def run(self, work: Callable[[], Result]) -> Result:
        """Do `work` on the server's thread and return its result; called from another thread."""

        async def do() -> Result:
            return work()

        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(do(), self._loop).result(STARTUP_LIMIT)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The server's event loop, once it runs."""
        assert self._loop is not None
        return self._loop

    def started(self) -> None:
        """Note that the server answers from now on."""
        self._loop = asyncio.get_running_loop()
        self._started.set()

    def break_connection(self, client: tuple[str, int]) -> None:
        """Cut the connection from `client` without an answer, as a failing network does."""
        if self._server is None:
            return
        for connection in list(self._server.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None and transport.get_extra_info("peername") == client:
                at_once = struct.pack("ii", 1, 0)
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
                transport.abort()

    def _serve(self, server: uvicorn.Server, listening: socket.socket) -> None:
        with listening:
            asyncio.run(server.serve(sockets=[listening]))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise WorkspaceRefused(
            f"Port {port} is taken, perhaps by another demo. Stop it, or choose another with --port."
        ) from None
    return listening
