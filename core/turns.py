"""Turns: one writer at a time, in order of arrival, but whoever somebody waits for goes before the others.

Between processes a locked file keeps the turn: the next one is woken at once, where the database's own busy handler
would look again only after a while, and might look in vain for long.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

try:
    from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
except ImportError:  # a system without it: the database's busy handler keeps processes apart
    flock = None  # type: ignore[assignment]


class Turns:
    """Hands the turn on directly, so that nobody who came later overtakes.

    With `shared`, a file, it is one turn for all processes that name the same file.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self._shared = SharedTurn(shared) if shared is not None and flock is not None else None
        self._changing = threading.Lock()
        self._taken = False
        self._first: deque[threading.Lock] = deque()
        self._others: deque[threading.Lock] = deque()

    @contextmanager
    def taken(self, *, waited_for: bool = False) -> Iterator[None]:
        """Have the turn until the end of the block; `waited_for` goes before all who are not."""
        self._take(self._first if waited_for else self._others)
        try:
            with self._shared.taken(waited_for=waited_for) if self._shared else nullcontext():
                yield
        finally:
            self._hand_on()

    def close(self) -> None:
        """Give back the files."""
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


class SharedTurn:
    """The turn between processes: a lock on a file, and a door before it that whoever is waited for holds open.

    Who is not waited for passes the door only when nobody waited for stands in it. Used by one thread at a time.
    """

    def __init__(self, file: Path) -> None:
        self._turn = file.open("ab")
        self._door = file.with_name(f"{file.name}.first").open("ab")

    @contextmanager
    def taken(self, *, waited_for: bool) -> Iterator[None]:
        """Have the turn until the end of the block."""
        flock(self._door, LOCK_SH if waited_for else LOCK_EX)
        if not waited_for:
            flock(self._door, LOCK_UN)
        flock(self._turn, LOCK_EX)
        try:
            yield
        finally:
            flock(self._turn, LOCK_UN)
            if waited_for:
                flock(self._door, LOCK_UN)

    def close(self) -> None:
        """Give back the files."""
        self._turn.close()
        self._door.close()
