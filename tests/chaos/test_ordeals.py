"""Four processes under fire, in small; `python -m tests.bench chaos` has the ten thousand, and their time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.crashing_postgres import CrashingPostgres, crashing_postgres
from tests.chaos.ordeal import Harm, Worker, freezing, go_through, killing

pytestmark = pytest.mark.slow
DUE, HARMS = 300, 8


@pytest.fixture(scope="module")
def crashing() -> Iterator[CrashingPostgres]:
    with crashing_postgres() as found:
        yield found


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/chaos.db"
    found: CrashingPostgres = request.getfixturevalue("crashing")
    return found.fresh()


@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("harm", [killing, freezing])
def test_whatever_happens_to_the_processes_everything_arrives_once(url: str, tmp_path: Path, harm: Harm) -> None:
    done = go_through(url, tmp_path, DUE, harm, harms=HARMS)
    assert done.good, done
    assert done.harm >= 2
    assert done.troubles > 0


def test_a_database_that_crashes_twice_loses_nothing(crashing: CrashingPostgres, tmp_path: Path) -> None:
    def crash(_workers: list[Worker], _dice: random.Random) -> None:
        crashing.crash()

    done = go_through(crashing.fresh(), tmp_path, DUE, crash, harms=2)
    assert done.good, done
    assert done.harm == 2
