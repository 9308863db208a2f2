"""Workers make way for requests that are waited for, and are never held up for good."""

from __future__ import annotations

import threading
import time

from bot.pace import Pace


def _seconds_to_begin(pace: Pace) -> float:
    start = time.monotonic()
    pace.make_way()
    return time.monotonic() - start


def test_a_worker_begins_at_once_when_nobody_is_waiting() -> None:
    pace = Pace(longest_pause=5)
    with pace.answering():
        pass
    assert _seconds_to_begin(pace) < 1


def test_a_worker_begins_when_the_last_of_several_requests_is_answered() -> None:
    pace, began = Pace(longest_pause=5), threading.Event()
    worker = threading.Thread(target=lambda: (pace.make_way(), began.set()))
    with pace.answering():
        with pace.answering():
            worker.start()
        assert not began.wait(0.05)
    assert began.wait(1)
    worker.join()


def test_a_worker_begins_after_a_while_however_many_requests_come() -> None:
    pace = Pace(longest_pause=0.05)
    with pace.answering():
        assert 0.04 < _seconds_to_begin(pace) < 2


def test_workers_begin_one_after_another_while_a_request_is_under_way() -> None:
    pace = Pace(longest_pause=0.05)
    workers = [threading.Thread(target=pace.make_way) for _ in range(3)]
    start = time.monotonic()
    with pace.answering():
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert time.monotonic() - start > 0.13
