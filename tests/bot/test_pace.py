"""Workers make way while many requests come that are waited for, and are never held up for good."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.pace import MANY, Pace

BETWEEN, ALONE, WITHIN = 0.1, 0.3, 0.5


@pytest.fixture
def pace() -> Pace:
    """Pauses long enough to be told apart."""
    return Pace(BETWEEN, ALONE, WITHIN)


def _ask(pace: Pace, times: int) -> None:
    for _ in range(times):
        pace.asked()


def _seconds_to_begin(pace: Pace) -> float:
    start = time.monotonic()
    with pace.working():
        return time.monotonic() - start


@contextmanager
def _somebody_working(pace: Pace) -> Iterator[None]:
    began, over = threading.Event(), threading.Event()

    def work() -> None:
        with pace.working():
            began.set()
            over.wait(5)

    worker = threading.Thread(target=work)
    worker.start()
    began.wait(5)
    try:
        yield
    finally:
        over.set()
        worker.join()


def test_workers_begin_at_once_while_few_requests_come(pace: Pace) -> None:
    _ask(pace, MANY - 1)
    with _somebody_working(pace):
        assert max(_seconds_to_begin(pace) for _ in range(5)) < BETWEEN / 2


def test_while_many_requests_come_a_worker_pauses_after_the_one_before(pace: Pace) -> None:
    _ask(pace, MANY)
    assert _seconds_to_begin(pace) < BETWEEN / 2
    assert BETWEEN * 0.8 < _seconds_to_begin(pace) < ALONE


def test_while_many_requests_come_one_worker_works_at_a_time(pace: Pace) -> None:
    with _somebody_working(pace):
        _ask(pace, MANY)
        assert ALONE * 0.8 < _seconds_to_begin(pace) < WITHIN


def test_a_worker_is_not_held_up_for_good_by_one_that_does_not_end() -> None:
    pace = Pace(between=0.01, longest_alone=0.05, within=60)
    _ask(pace, MANY)
    with _somebody_working(pace):
        assert _seconds_to_begin(pace) < 1


def test_a_waiting_worker_begins_when_requests_stop_coming() -> None:
    pace = Pace(between=60, longest_alone=60, within=0.05)
    with _somebody_working(pace):
        _ask(pace, MANY)
        assert _seconds_to_begin(pace) < 1
