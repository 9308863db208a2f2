"""Deliveries on their way into the inbox: many at once share one commit, and each is answered only after it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from bot.logs import log
from core.clock import Clock
from core.notifications.inbox import NewDelivery

BATCH = 200
Store = Callable[[Sequence[NewDelivery]], object]


class PendingDeliveries:
    """One thread takes what has gathered, stores it in one transaction, and releases everybody who waited."""

    def __init__(self, store: Store, clock: Clock, *, stored: Callable[[], None] = lambda: None) -> None:
        self._store, self._clock, self._stored = store, clock, stored
        self._queue: SimpleQueue[tuple[NewDelivery, Future[bool]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    async def store(
        self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes
    ) -> bool:
        """Store a delivery; True once it is committed (or was known already), False when it could not be."""
        return await asyncio.wrap_future(self._enqueue(workspace_id, key, kind, sender_id, body))

    def store_now(self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes) -> bool:
        """The same, for a thread that can wait."""
        return self._enqueue(workspace_id, key, kind, sender_id, body).result(timeout=10)

    def close(self) -> None:
        """Store what is left and stop."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _enqueue(self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes) -> Future[bool]:
        waiting: Future[bool] = Future()
        self._queue.put((NewDelivery(workspace_id, key, kind, sender_id, body, self._clock()), waiting))
        return waiting

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch = [first]
            stop = self._gather(batch)
            self._commit(batch)
            if stop:
                return

    def _gather(self, batch: list[tuple[NewDelivery, Future[bool]]]) -> bool:
        while len(batch) < BATCH:
            try:
                following = self._queue.get_nowait()
            except Empty:
                return False
            if following is None:
                return True
            batch.append(following)
        return False

    def _commit(self, batch: list[tuple[NewDelivery, Future[bool]]]) -> None:
        try:
            self._store([delivery for delivery, _ in batch])
            done = True
        except Exception as error:  # noqa: BLE001 (whatever the database says, the sender must be told to come again)
            log.error("inbox not written", error=error, deliveries=len(batch))
            done = False
        for _, waiting in batch:
            waiting.set_result(done)
        if done:
            self._stored()
