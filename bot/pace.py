"""Who is waited for goes first: while requests are being answered, workers begin one after another, with pauses.

All threads of a process share one interpreter lock, so that a few busy workers would hold up every acknowledgement.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_PAUSE = 0.2
"""Seconds after which a worker begins all the same: however many requests come, events are worked off."""


class Pace:
    """Counts the requests under way; safe to share between threads."""

    def __init__(self, longest_pause: float = LONGEST_PAUSE) -> None:
        self._longest_pause = longest_pause
        self._under_way = 0
        self._counting = threading.Lock()
        self._quiet = threading.Event()
        self._quiet.set()
        self._next = threading.Lock()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A request is under way until the end of the block."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def make_way(self) -> None:
        """Wait, behind other workers, until no request is under way, but not longer than the longest pause."""
        if self._quiet.is_set():
            return
        with self._next:
            self._quiet.wait(self._longest_pause)

    def _count(self, change: int) -> None:
        with self._counting:
            self._under_way += change
            if self._under_way:
                self._quiet.clear()
            else:
                self._quiet.set()
