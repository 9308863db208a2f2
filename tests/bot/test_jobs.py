"""The ticks: they only look, survive trouble, and end when told to."""

from __future__ import annotations

import threading
from typing import Any, cast

from sqlalchemy import select

from bot.delivery import Deliverer
from bot.jobs import Ticks, sweep
from bot.product import Product
from bot.settings import Settings
from core.notifications import queue_due_reminders
from core.notifications.models import OutboxMessage, Reminder
from tests.conftest import House
from tests.core.notifications.conftest import Pair, pair  # noqa: F401 (a fixture)


class CountingDeliverer:
    """Stands where the deliverer stands: fails first, then says when it was asked again."""

    def __init__(self) -> None:
        self.asked = 0
        self.again = threading.Event()

    def deliver_due(self) -> int:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError("Slack is away")
        self.again.set()
        return 0


def ticks(house: House, deliverer: Any) -> Ticks:
    product = Product(house.engine, Settings(_env_file=None), None)  # type: ignore[call-arg]
    return Ticks(product, cast(Deliverer, deliverer), deliver_seconds=0.05)


def test_a_tick_that_fails_is_followed_by_the_next_one(house: House) -> None:
    deliverer = CountingDeliverer()
    running = ticks(house, deliverer)
    running.start()
    try:
        assert deliverer.again.wait(10)
    finally:
        running.stop()
    running.stop()
    assert not [each.name for each in threading.enumerate() if "APScheduler" in each.name]


def test_a_sweep_goes_through_every_workspace(pair: Pair) -> None:  # noqa: F811
    from tests.builders import a_certificate, a_person

    other = pair.house.engine.add_workspace(f"T-second-{pair.house.workspace_id}", "Fjord Foods")
    with pair.house.engine.transaction(other) as session:
        a_certificate(session, a_person(session, time_zone="Europe/Oslo"), pair.in_days(90))
    with pair.house.writing() as session:
        a_certificate(session, pair.anna, pair.in_days(90))
    assert sweep(pair.house.engine) >= 2
    for workspace_id in (other, pair.house.workspace_id):
        with pair.house.engine.reading(workspace_id) as session:
            assert len(session.scalars(select(Reminder)).all()) == 1
            assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_sweep_of_more_than_one_batch_finishes_them_all(pair: Pair, monkeypatch: Any) -> None:  # noqa: F811
    from tests.builders import a_certificate

    monkeypatch.setattr("core.notifications.reminders.BATCH", 4)
    with pair.house.writing() as session:
        for _ in range(11):
            a_certificate(session, pair.anna, pair.in_days(90))
    with pair.house.writing() as session:
        assert queue_due_reminders(session) == 4
    sweep(pair.house.engine)
    assert pair.told() == [(pair.anna, 90)] * 11
    assert len(pair.messages()) == 1, "batches of one sweep still make one message"
