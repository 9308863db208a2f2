"""Deliveries on their way into the inbox: many at once share one commit, and each is answered only after it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from enum import Enum
from queue import Empty, SimpleQueue

from bot.logs import log
from core.clock import Clock
from core.errors import Unavailable
from core.notifications.inbox import SEEN, NewDelivery
from core.words import say

BATCH = 200
Store = Callable[[Sequence[NewDelivery]], set[tuple[int, str]]]


class Kept(Enum):
    """What became of a delivery: on disk now, on disk since an earlier time, or not to be stored."""

    NEW = "new"
    KNOWN = "known"
    NOT = "not"


class PendingDeliveries:
    """One thread takes what has gathered, stores it in one transaction, and releases everybody who waited."""

    def __init__(self, store: Store, clock: Clock, *, stored: Callable[[], None] = lambda: None) -> None:
        self._store, self._clock, self._stored = store, clock, stored
        self._queue: SimpleQueue[tuple[NewDelivery, Future[Kept]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    async def store(self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes) -> bool:
        """Store a delivery; True once it is committed (or was known already), False when it could not be."""
        kept = await asyncio.wrap_future(self._enqueue(workspace_id, key, kind, sender_id, body))
        return kept is not Kept.NOT

    def store_now(self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes) -> bool:
        """The same, for a thread that can wait."""
        return self._enqueue(workspace_id, key, kind, sender_id, body).result(timeout=10) is not Kept.NOT

    def first_time(self, workspace_id: int, key: str) -> bool:
        """Keep the key of an interaction; True once, False for every repeat (chat/retries).

        Raises Unavailable where the database doesn't take it: better not done than done twice.
        """
        kept = self._enqueue(workspace_id, key, SEEN, None, b"").result(timeout=10)
        if kept is Kept.NOT:
            raise Unavailable(say("The database doesn't answer. Nothing was changed. Try again in a moment."))
        return kept is Kept.NEW

    def close(self) -> None:
        """Store what is left and stop."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _enqueue(self, workspace_id: int, key: str, kind: str, sender_id: str | None, body: bytes) -> Future[Kept]:
        waiting: Future[Kept] = Future()
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

    def _gather(self, batch: list[tuple[NewDelivery, Future[Kept]]]) -> bool:
        while len(batch) < BATCH:
            try:
                following = self._queue.get_nowait()
            except Empty:
                return False
            if following is None:
                return True
            batch.append(following)
        return False

    def _commit(self, batch: list[tuple[NewDelivery, Future[Kept]]]) -> None:
        try:
            fresh = self._store([delivery for delivery, _ in batch])
        except Exception as error:  # noqa: BLE001 (whatever the database says, the sender must be told to come again)
            log.error("inbox not written", error=error, deliveries=len(batch))
            for _, waiting in batch:
                waiting.set_result(Kept.NOT)
            return
        for delivery, waiting in batch:
            key = (delivery.workspace_id, delivery.key)
            waiting.set_result(Kept.NEW if key in fresh else Kept.KNOWN)
            fresh.discard(key)
        if any(delivery.kind != SEEN for delivery, _ in batch):
            self._stored()
