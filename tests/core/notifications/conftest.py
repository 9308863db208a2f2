"""Anna and her manager Ben in Oslo, at 10 in the morning of 24 November 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.clock import day_in
from core.notifications import queue_due_reminders
from core.notifications.models import OutboxMessage, Reminder
from core.notifications.schedule import rebuild_schedule
from tests.builders import a_person
from tests.conftest import House

ZONE = "Europe/Oslo"


@dataclass
class Pair:
    """A person and their manager in a house."""

    house: House
    anna: int
    ben: int

    @property
    def today(self) -> date:
        """Today in Oslo."""
        return day_in(ZONE, self.house.clock())

    def in_days(self, days: int) -> date:
        """A day from today."""
        return self.today + timedelta(days=days)

    def sweep(self) -> list[tuple[int, int]]:
        """One sweep; what it queued, as (recipient, day)."""
        before = self._notices()
        with self.house.writing() as session:
            queue_due_reminders(session)
        return sorted(told for each, told in self._notices().items() if each not in before)

    def told(self) -> list[tuple[int, int]]:
        """Every notice so far, as (recipient, day)."""
        return list(self._notices().values())

    def _notices(self) -> dict[int, tuple[int, int]]:
        with self.house.reading() as session:
            return {each.id: (each.recipient_id, each.day) for each in session.scalars(select(Reminder))}

    def messages(self) -> list[OutboxMessage]:
        """The messages in the outbox, in order."""
        with self.house.reading() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def schedule_holds(self) -> bool:
        """Whether every stored next look is what the data say."""
        with self.house.writing() as session:
            return rebuild_schedule(session) == []


@pytest.fixture
def pair(house: House) -> Pair:
    """Anna, and Ben who manages her."""
    with house.writing() as session:
        ben = a_person(session, "Ben Olsen", time_zone=ZONE)
        anna = a_person(session, "Anna Berg", manager=ben, time_zone=ZONE)
    return Pair(house, anna, ben)
