"""Turns: one writer at a time, in order of arrival, but whoever somebody waits for goes before the others."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Hands the turn on directly, so that nobody who came later overtakes."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._taken = False
        self._first: deque[threading.Lock] = deque()
        self._others: deque[threading.Lock] = deque()

    @contextmanager
    def taken(self, *, waited_for: bool = False) -> Iterator[None]:
        """Have the turn until the end of the block; `waited_for` goes before all who are not."""
        self._take(self._first if waited_for else self._others)
        try:
            yield
        finally:
            self._hand_on()

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
