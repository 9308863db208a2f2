"""While many requests come that are waited for, one delivery is worked off at a time, with pauses between.

Processors and the database's one writer are shared with the process that answers: what nobody waits for gives way.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

MANY, WITHIN = 5, 0.2
"""So many requests within so many seconds are many: some thousands of people at once, not a busy hour."""

BETWEEN = 0.2
"""Seconds between two beginnings while many come: events are worked off all the same, up to five a second."""

LONGEST_ALONE = 0.5
"""Seconds that one worker has to itself; one that waits for somebody else's server does not hold up the others."""

LOOK_EVERY = 0.01


class Pace:
    """Knows when requests came and who works; safe to share between threads."""

    def __init__(self, between: float = BETWEEN, longest_alone: float = LONGEST_ALONE, within: float = WITHIN) -> None:
        self._between, self._longest_alone, self._within = between, longest_alone, within
        self._asked: deque[float] = deque(maxlen=MANY)
        self._began = -longest_alone
        self._working = 0
        self._next, self._counting = threading.Lock(), threading.Lock()

    def asked(self) -> None:
        """Requests came in that somebody waits for."""
        self._asked.append(time.monotonic())

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work in this block; it begins at once unless many ask, else when it is this worker's turn."""
        with self._next:
            while not self._may_begin(time.monotonic()):
                time.sleep(LOOK_EVERY)
            self._began = time.monotonic()
            self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _may_begin(self, now: float) -> bool:
        if len(self._asked) < MANY or now - self._asked[0] >= self._within:
            return True
        return now - self._began >= (self._longest_alone if self._working else self._between)

    def _count(self, change: int) -> None:
        with self._counting:
            self._working += change
