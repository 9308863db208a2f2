"""A running address that statements are delivered to, and the statements."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx
import uvicorn
from starlette.applications import Starlette

from bot.product import Product
from bot.settings import Settings
from bot.xapi.http import VERSION_HEADER, xapi_routes
from core.activities import make_xapi_key
from tests.conftest import House

VERBS = "http://adlnet.gov/expapi/verbs/"


@dataclass(frozen=True)
class Address:
    """Where statements go, and the key that opens it."""

    url: str
    key: str
    secret: str

    def send(self, body: Any, *, method: str = "POST", path: str = "statements", **more: Any) -> httpx.Response:
        """Deliver something, in version 1.0.3 and with the right key unless said otherwise."""
        headers = {VERSION_HEADER: "1.0.3", **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        content = {} if body is None else ({"content": body} if isinstance(body, bytes) else {"json": body})
        auth = more.pop("auth", (self.key, self.secret))
        if isinstance(body, bytes):
            headers.setdefault("content-type", "application/json")
        return httpx.request(method, f"{self.url}/{path}", headers=headers, auth=auth, timeout=10, **content, **more)

    def read(self, **asked: str) -> httpx.Response:
        """Ask for a statement."""
        return self.send(None, method="GET", params=asked)


@contextmanager
def listening(house: House, **settings: Any) -> Iterator[Address]:
    """The address of a house, with a key made for it."""
    known = Settings(_env_file=None, **settings)  # type: ignore[call-arg]
    product = Product(house.engine, known, cast(Any, None))
    with house.writing() as session:
        made = make_xapi_key(session, house.operator, "Moodle")
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        app = Starlette(routes=xapi_routes(product))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]}, daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.01)
        try:
            yield Address(f"http://127.0.0.1:{port.getsockname()[1]}/xapi", made.key, made.secret)
        finally:
            server.should_exit = True
            thread.join(10)


def a_statement(
    person: str | dict[str, Any] = "anna@nordlys.example",
    activity: str = "https://lms.example/mod/A-1",
    scaled: float | None = 0.95,
    *,
    verb: str = "scored",
    **parts: Any,
) -> dict[str, Any]:
    """A statement: Anna scored 95 % on A-1."""
    actor = {"mbox": f"mailto:{person}"} if isinstance(person, str) else person
    score = {} if scaled is None else {"result": {"score": {"scaled": scaled}}}
    said = {"id": str(uuid4()), "actor": actor, "verb": {"id": VERBS + verb}, "object": {"id": activity}}
    return {**said, **score, **parts}
