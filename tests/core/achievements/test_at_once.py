"""Two results of one person at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.achievements import acquired_at
from core.activities import NewResult, Result, record_result
from tests.builders import a_person, a_result, a_skill, an_activity
from tests.conftest import House


def test_two_results_recorded_at_once_see_each_other_and_acquire_the_skill(house: House) -> None:
    with house.writing() as session:
        anna, skill = a_person(session), a_skill(session)
        done = [an_activity(session, title, skill) for title in "ABC"]
        a_result(session, anna, done[0])
    both = threading.Barrier(2, timeout=0.2)

    def record(activity: int) -> None:
        with house.writing() as session:
            a_result(session, anna, activity)
            with suppress(threading.BrokenBarrierError):  # SQLite lets one writer in at a time
                both.wait()

    _at_once(lambda: record(done[1]), lambda: record(done[2]))
    with house.reading() as session:
        assert acquired_at(session, anna, skill) is not None


@pytest.mark.rule("activities/results-in")
def test_the_same_result_delivered_twice_at_once_counts_once(house: House) -> None:
    with house.writing() as session:
        anna, activity = a_person(session), an_activity(session)
    both = threading.Barrier(2, timeout=0.2)

    def record() -> None:
        with house.writing() as session:
            result = NewResult(anna, activity, Decimal(1), house.clock.now, "S-1")
            with suppress(threading.BrokenBarrierError):
                both.wait()
            record_result(session, house.operator, result, source="xapi")

    _at_once(record, record)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Result.id)).where(Result.person_id == anna)) == 1


def _at_once(*acts: Callable[[], None]) -> None:
    """Do these in threads of their own and wait; what went wrong in one is raised here."""
    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()
