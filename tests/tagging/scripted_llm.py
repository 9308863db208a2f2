"""An OpenAI-compatible server that says what a test tells it to, over real HTTP on this machine.

    with ScriptedLLM(answers=[{"picks": []}, "refusal"]) as server:
        chat = ChatModel(model="scripted", api_key="none", base_url=server.url)

An answer is a dict (sent as the assistant's JSON), a function from the request's body to one, or the name of a
fault (`FAULTS`). The last answer repeats. `server.requests` holds the bodies received.
"""

import importlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

# Loaded here, so that no test's deadline pays for it.
importlib.import_module("openai")

Answer = dict[str, Any] | str | Callable[[dict[str, Any]], Any]

FAULTS = (
    "refusal",
    "truncated",
    "html",
    "drip",
    "429",
    "quota",
    "500",
    "hang",
    "wrong_schema",
    "unknown_id",
    "huge_confidence",
    "empty",
    "reset",
    "prose",
)


class ScriptedLLM:
    """A server for `chat.completions` and `embeddings`; use it as a context manager."""

    def __init__(self, answers: Sequence[Answer] = (), vector: Callable[[str], list[float]] | None = None) -> None:
        self.answers: list[Answer] = list(answers)
        self.vector = vector or (lambda text: [float(len(text)), 1.0])
        self.requests: list[dict[str, Any]] = []
        self.stopped = threading.Event()
        self._lock = threading.Lock()
        script = self

        class Handler(_Handler):
            server_script = script

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Base address to give to a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def calls(self) -> int:
        """How many requests came in."""
        return len(self.requests)

    def next_answer(self, body: dict[str, Any]) -> Any:
        """Take the next answer of the script; the last one repeats."""
        with self._lock:
            self.requests.append(body)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(body) if callable(answer) else answer

    def __enter__(self) -> "ScriptedLLM":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server, as when it is killed in the middle of the day; hanging answers end too."""
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(2)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up; tests make them do so."""


class _Handler(BaseHTTPRequestHandler):
    server_script: ScriptedLLM
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            return self._embeddings(body)
        answer = self.server_script.next_answer(body)
        if isinstance(answer, str):
            return self._fault(answer, body)
        return self._say(completion(json.dumps(answer)))

    def _embeddings(self, body: dict[str, Any]) -> None:
        self.server_script.requests.append(body)
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        rows = [
            {"object": "embedding", "index": at, "embedding": self.server_script.vector(text)}
            for at, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self._say({"object": "list", "model": body["model"], "data": rows, "usage": usage})

    def _fault(self, name: str, body: dict[str, Any]) -> None:
        if name in ("hang", "drip"):
            return self._stall(name)
        if name == "reset":
            self.close_connection = True
            self.connection.close()
            return None
        if name in ("429", "quota", "500"):
            code = "insufficient_quota" if name == "quota" else "scripted"
            return self._say({"error": {"message": "scripted", "code": code}}, 429 if name == "quota" else int(name))
        if name == "html":
            return self._send(200, b"<html><body>Sign in to continue</body></html>", "text/html")
        return self._say(_spoiled(name, body))

    def _stall(self, name: str) -> None:
        """Say nothing, or a byte at a time, until the test is over."""
        self.close_connection = True
        if name == "drip":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "100000")
            self.end_headers()
        until = time.monotonic() + 20
        while time.monotonic() < until and not self.server_script.stopped.wait(0.05):
            if name == "drip":
                self.wfile.write(b" ")
                self.wfile.flush()

    def _say(self, value: dict[str, Any], status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """Return a chat completion as a server would send it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def shortlist_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the short list in a judge's request, best of retrieval first."""
    user = body["messages"][1]["content"]
    found: list[dict[str, Any]] = json.loads(user.split("<shortlist>\n")[1].split("\n</shortlist>")[0])
    return found


def _spoiled_reading(name: str) -> str:
    """The same faults in the form in which a message is read: an id nobody gave, a number out of all measure."""
    if name == "wrong_schema":
        return json.dumps({"answer": {"skills": ["fire safety"]}})
    fields = dict.fromkeys(("competency_words", "issued_on", "expires_on", "issuer", "number"))
    ids = [987_654] if name == "unknown_id" else [1e12]
    return json.dumps({"is_qualification": True, "competency_ids": ids, **fields})


def _spoiled(name: str, body: dict[str, Any]) -> dict[str, Any]:
    def one(skill_id: int, confidence: float) -> str:
        words = ["the"]
        return json.dumps({"picks": [{"id": skill_id, "confidence": confidence, "reason": "x", "words": words}]})

    if name == "refusal":
        return completion(None, refusal="I can't help with that.")
    if name == "truncated":
        return completion('{"picks": [{"id": 1, "conf', finish="length")
    if name == "empty":
        return completion("")
    if name == "prose":
        return completion("Certainly. The skill that fits best is fire safety.")
    if "competency_ids" in str(body.get("response_format")):
        return completion(_spoiled_reading(name))
    if name == "unknown_id":
        return completion(one(987_654, 0.9))
    if name == "huge_confidence":
        ids = [entry["id"] for entry in shortlist_of(body)]
        return completion(one(ids[0], 1e12))
    return completion(json.dumps({"answer": {"skills": ["fire safety"]}}))
