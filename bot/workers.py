"""Workers drain the inbox: events through the Bolt app, handed-on work through the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from slack_bolt import App, BoltRequest

from bot.desk import Desk, do_job
from bot.installation import Installations
from bot.logs import log
from bot.metrics import count_delivery
from core.clock import system_clock
from core.notifications.inbox import MAX_ATTEMPTS, Delivery, claim_deliveries, fail_delivery, finish_delivery

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
    """A few threads that claim deliveries one by one; `wake` tells them that something came."""

    def __init__(self, work: Work, count: int = 4) -> None:
        self._work = work
        self._bell = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._run, args=(f"{uuid4().hex[:8]}-{number}",), daemon=True, name=f"worker-{number}"
            )
            for number in range(count)
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something was stored: look now."""
        with self._bell:
            self._bell.notify()

    def stop(self) -> None:
        """Finish what is being done and end."""
        self._stopping.set()
        with self._bell:
            self._bell.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=10)

    def _run(self, owner: str) -> None:
        while not self._stopping.is_set():
            if not self._one(owner):
                with self._bell:
                    self._bell.wait(IDLE_SECONDS)

    def _one(self, owner: str) -> bool:
        engine = self._work.desk.product.engine
        try:
            claimed = claim_deliveries(engine.database, engine.vault, owner, system_clock(), limit=1, lease=LEASE)
        except Exception as error:  # noqa: BLE001 (a worker outlives a database that is away for a while)
            log.error("inbox not read", error=error)
            self._stopping.wait(IDLE_SECONDS)
            return False
        for delivery in claimed:
            self._do(delivery)
        return bool(claimed)

    def _do(self, delivery: Delivery) -> None:
        database = self._work.desk.product.engine.database
        last = delivery.attempt >= MAX_ATTEMPTS
        try:
            done = do_delivery(self._work, delivery, last=last)
        except Exception as error:  # noqa: BLE001 (a delivery that breaks must not stop the others)
            log.error("delivery not done", error=error, kind=delivery.kind, attempt=delivery.attempt)
            done = False
        if done or last:
            finish_delivery(database, delivery, system_clock())
        else:
            fail_delivery(database, delivery, system_clock())
        self._work.counted("done" if done else ("given up" if last else "again"))


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
