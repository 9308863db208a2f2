"""Turns: one writer at a time, in order of arrival, but whoever somebody waits for goes before the others.

Between processes a locked file keeps the turn: the next one is woken at once, where the database's own busy handler
would look again only after a while, and might look in vain for long.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_UN, flock
except ImportError:  # a system without it: the database's busy handler keeps processes apart
    flock = None  # type: ignore[assignment]


class Turns:
    """Hands the turn on directly, so that nobody who came later overtakes.

    With `shared`, a file, it is one turn for all processes that name the same file.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = shared.open("ab") if shared is not None and flock is not None else None
        self._changing = threading.Lock()
        self._taken = False
        self._first: deque[threading.Lock] = deque()
        self._others: deque[threading.Lock] = deque()

    @contextmanager
    def taken(self, *, waited_for: bool = False) -> Iterator[None]:
        """Have the turn until the end of the block; `waited_for` goes before all who are not."""
        self._take(self._first if waited_for else self._others)
        try:
            if self._shared is not None:
                flock(self._shared, LOCK_EX)
            yield
        finally:
            if self._shared is not None:
                flock(self._shared, LOCK_UN)
            self._hand_on()

    def close(self) -> None:
        """Give back the file."""
        if self._shared is not None:
            self._shared.close()

    def _take(self, queue: deque[threading.Lock]) -> None:
        with self._changing:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            queue.append(mine)
        mine.acquire()

    def _hand_on(self) -> None:
        with self._changing:
            queue = self._first or self._others
            if queue:
                queue.popleft().release()
            else:
                self._taken = False
