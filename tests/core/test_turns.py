"""One writer at a time, in order of arrival, whoever is waited for before the others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core.turns import Turns


def _queue_up(turns: Turns, names: list[str], done: list[str]) -> list[threading.Thread]:
    """Let threads ask for the turn one after the other; those whose name begins with ! are waited for."""

    def write(name: str) -> Callable[[], None]:
        def take() -> None:
            with turns.taken(waited_for=name.startswith("!")):
                done.append(name)

        return take

    threads = [threading.Thread(target=write(name)) for name in names]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    return threads


def test_writers_have_their_turn_in_order_but_those_waited_for_come_first() -> None:
    turns, done = Turns(), list[str]()
    with turns.taken():
        threads = _queue_up(turns, ["a", "!b", "c", "!d"], done)
        assert done == []
    for thread in threads:
        thread.join(5)
    assert done == ["!b", "!d", "a", "c"]


def test_only_one_writes_at_a_time() -> None:
    turns, inside, most = Turns(), [0], [0]

    def write() -> None:
        for _ in range(200):
            with turns.taken():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most[0], inside[0]) == (1, 0)


def test_a_writer_that_fails_hands_its_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ValueError), turns.taken():
        raise ValueError
    with turns.taken():
        pass


def _takes_the_turn(shared: Path, seconds: float) -> subprocess.Popen[str]:
    """Another process that has the turn for a while; it says so once it has it."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom core.turns import Turns\n"
        f"with Turns(Path({str(shared)!r})).taken():\n    print('taken', flush=True); time.sleep({seconds})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "taken\n"
    return process


def test_writers_of_two_processes_have_their_turn_one_after_the_other(tmp_path: Path) -> None:
    other = _takes_the_turn(tmp_path / "turn", 0.2)
    turns = Turns(tmp_path / "turn")
    with turns.taken():
        assert other.wait(5) == 0
    turns.close()
    other.communicate()


def test_a_killed_process_leaves_the_turn_to_others(tmp_path: Path) -> None:
    other = _takes_the_turn(tmp_path / "turn", 60)
    other.kill()
    other.communicate()
    turns = Turns(tmp_path / "turn")
    with turns.taken():
        assert other.returncode != 0
    turns.close()


def test_between_processes_who_is_waited_for_goes_first(tmp_path: Path) -> None:
    """Each `Turns` stands for a process: one has its turn, one somebody waits for and one nobody does wait."""
    done: list[str] = []
    holder, urgent, plain = (Turns(tmp_path / "turn") for _ in range(3))
    with holder.taken():
        waiting = []
        for turns, name in ((urgent, "!somebody"), (plain, "nobody")):
            waiting.append(threading.Thread(target=_note, args=(turns, name, done)))
            waiting[-1].start()
            time.sleep(0.05)
    for thread in waiting:
        thread.join(5)
    holder.close()
    assert done == ["!somebody", "nobody"]


def _note(turns: Turns, name: str, done: list[str]) -> None:
    with turns.taken(waited_for=name.startswith("!")):
        time.sleep(0.05)
        done.append(name)
    turns.close()
