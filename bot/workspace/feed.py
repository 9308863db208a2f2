"""News of what changed, for open pages (server-sent events) and for tests that wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class News:
    """One change: its kind, what it says, and whom it concerns (None: everybody)."""

    kind: str
    body: dict[str, Any]
    readers: frozenset[str] | None

    def concerns(self, person: str) -> bool:
        """Tell whether `person` may see this."""
        return self.readers is None or person in self.readers


class Feed:
    """Hands every change to open pages, and wakes threads that wait for one."""

    def __init__(self) -> None:
        self.changes = 0
        self._changed = threading.Condition()
        self._readers: set[tuple[str, asyncio.Queue[News | None]]] = set()

    def publish(self, kind: str, body: dict[str, Any], readers: Iterable[str] | None = None) -> None:
        """Tell `readers` (None: everybody) about a change; called on the server's own thread."""
        news = News(kind, body, None if readers is None else frozenset(readers))
        for person, queue in self._readers:
            if news.concerns(person):
                queue.put_nowait(news)
        with self._changed:
            self.changes += 1
            self._changed.notify_all()

    def open(self, person: str) -> asyncio.Queue[News | None]:
        """Start listening as `person`; None in the queue means that the workspace is closing."""
        queue: asyncio.Queue[News | None] = asyncio.Queue()
        self._readers.add((person, queue))
        return queue

    def close(self, person: str, queue: asyncio.Queue[News | None]) -> None:
        """Stop listening."""
        self._readers.discard((person, queue))

    def close_all(self) -> None:
        """End every open listening, so that the server can stop."""
        for _, queue in self._readers:
            queue.put_nowait(None)

    def wait_past(self, changes: int, timeout: float) -> bool:
        """Block the calling thread until more than `changes` changes have happened, or `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self.changes > changes, timeout)
