"""Workers drain the inbox: events through the Bolt app, handed-on work through the desk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue
from uuid import uuid4

from slack_bolt import App, BoltRequest

from bot.desk import Desk, do_job
from bot.installation import Installations
from bot.logs import log
from bot.metrics import count_delivery
from bot.pace import Pace
from core.clock import system_clock
from core.notifications.inbox import MAX_ATTEMPTS, Delivery, Settled, claim_deliveries

LEASE = timedelta(minutes=2)
IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Work:
    """What a worker needs to do a delivery."""

    desk: Desk
    app: App
    installations: Installations
    counted: Callable[[str], object] = count_delivery


class Workers:
    """A few threads that do deliveries; one more claims them and settles what was done, several in one transaction."""

    def __init__(self, work: Work, count: int = 4, pace: Pace | None = None) -> None:
        self._work, self._count, self._pace = work, count, pace or Pace()
        self._owner = uuid4().hex[:12]
        self._bell = threading.Condition()
        self._woken, self._stopping = True, False
        self._in_hand = 0
        self._settled: list[Settled] = []
        self._queue: SimpleQueue[Delivery | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._fill, daemon=True, name="claiming")] + [
            threading.Thread(target=self._run, daemon=True, name=f"worker-{number}") for number in range(count)
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was stored: look now."""
        self._pace.asked()
        with self._bell:
            self._woken = True
            self._bell.notify_all()

    def stop(self) -> None:
        """Finish what is being done and end."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=10)

    def _fill(self) -> None:
        """Claim and settle until all is settled after the stop."""
        while True:
            with self._bell:
                self._bell.wait_for(self._is_due, IDLE_SECONDS)
                ending = self._stopping and not self._in_hand
                room = 0 if self._stopping else 2 * self._count - self._in_hand
                settled, self._settled, self._woken = self._settled, [], False
            if not self._take(settled, room):
                time.sleep(IDLE_SECONDS)
            elif ending:
                break
        for _ in range(self._count):
            self._queue.put(None)

    def _is_due(self) -> bool:
        """Whether a transaction is worth its while: hands run empty, enough was done, or the end has come."""
        if self._stopping:
            return not self._in_hand or bool(self._settled)
        waits = len(self._settled) >= self._count or bool(self._settled and not self._in_hand)
        return waits or (self._woken and self._in_hand <= self._count)

    def _take(self, settled: list[Settled], room: int) -> bool:
        """Settle and claim; whether the database took it."""
        engine = self._work.desk.product.engine
        if not settled and not room:
            return True
        try:
            claimed = claim_deliveries(
                engine.database, engine.vault, self._owner, system_clock(), settled=settled, limit=room, lease=LEASE
            )
        except Exception as error:  # noqa: BLE001 (workers outlive a database that is away for a while)
            log.error("inbox not read", error=error)
            with self._bell:
                self._settled = settled + self._settled
            return self._stopping
        with self._bell:
            self._in_hand += len(claimed)
            self._woken |= bool(room) and len(claimed) == room
        for delivery in claimed:
            self._queue.put(delivery)
        return True

    def _run(self) -> None:
        while (delivery := self._queue.get()) is not None:
            with self._pace.working():
                settled = Settled(delivery, self._do(delivery))
            with self._bell:
                self._in_hand -= 1
                self._settled.append(settled)
                self._bell.notify_all()
            self._work.counted("done" if settled.done else ("given up" if settled.given_up else "again"))

    def _do(self, delivery: Delivery) -> bool:
        try:
            return do_delivery(self._work, delivery, last=delivery.attempt >= MAX_ATTEMPTS)
        except Exception as error:  # noqa: BLE001 (a delivery that breaks must not stop the others)
            log.error("delivery not done", error=error, kind=delivery.kind, attempt=delivery.attempt)
            return False


def do_delivery(work: Work, delivery: Delivery, *, last: bool) -> bool:
    """Do one delivery; whether it is done. The last try tells the person what went wrong."""
    if delivery.kind == "job":
        client = work.installations.client(delivery.workspace_id)
        do_job(
            work.desk, delivery.workspace_id, delivery.body, client, delivery.key, attempt=delivery.attempt, last=last
        )
        return True
    headers: dict[str, str | Sequence[str]] = {
        "content-type": ["application/json"],
        "x-prowess-key": [delivery.key],
        "x-prowess-last": ["1" if last else "0"],
    }
    answer = work.app.dispatch(BoltRequest(body=delivery.body.decode(), headers=headers))
    return answer.status < 500
