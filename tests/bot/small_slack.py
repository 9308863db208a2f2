"""A few Web API methods over real HTTP, answered as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Answer = Mapping[str, Any] | Callable[[Mapping[str, str]], Mapping[str, Any]]


class SmallSlack:
    """Answers by method name; `calls` is what was asked. `headers` go with every answer."""

    def __init__(self, **answers: Answer) -> None:
        self.answers: dict[str, Answer] = {name.replace("_", "."): answer for name, answer in answers.items()}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.headers: dict[str, str] = {}
        self.statuses: dict[str, list[int]] = {}
        self.url = ""

    @property
    def api_url(self) -> str:
        """The base of the Web API."""
        return f"{self.url}/api/"

    def answer(self, method: str, asked: dict[str, str]) -> tuple[int, Mapping[str, Any]]:
        """The next answer of a method."""
        self.calls.append((method, asked))
        status = self.statuses[method].pop(0) if self.statuses.get(method) else 200
        if status != 200:
            return status, {"ok": False, "error": "ratelimited"}
        found = self.answers.get(method)
        if found is None:
            return 200, {"ok": False, "error": "unknown_method"}
        return 200, {"ok": True, **(found(asked) if callable(found) else found)}

    @contextmanager
    def running(self) -> Iterator[SmallSlack]:
        """Serve on a free port until the end of the block."""
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                kind = self.headers.get("Content-Type", "")
                asked = json.loads(body or "{}") if kind.startswith("application/json") else dict(parse_qsl(body))
                asked["token"] = self.headers.get("Authorization", "").removeprefix("Bearer ")
                status, told = slack.answer(self.path.removeprefix("/api/"), asked)
                self._send(status, json.dumps(told).encode())

            def do_GET(self) -> None:
                status, told = slack.answer(self.path.partition("?")[0].lstrip("/"), {})
                self._send(status, json.dumps(told).encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def _send(self, status: int, body: bytes) -> None:
                self.send_response_only(status)
                usual = {"content-type": "application/json", "date": self.date_time_string()}
                for name, value in {**usual, **slack.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join(5)
            server.server_close()


def a_user(user_id: str, name: str, **changes: Any) -> dict[str, Any]:
    """A member as users.list shows them."""
    profile = {"real_name": name, "email": f"{user_id.lower()}@nordlys.example", **changes.pop("profile", {})}
    return {
        "id": user_id,
        "team_id": "T1",
        "name": name.split(maxsplit=1)[0].lower(),
        "real_name": name,
        "deleted": False,
        "is_bot": False,
        "tz": "Europe/Oslo",
        "locale": "en-GB",
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "profile": profile,
        **changes,
    }
