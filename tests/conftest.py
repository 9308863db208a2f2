"""What tests stand on: both databases, an engine with a clock one can move, a fresh workspace for each test."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest

from core.database import Database
from core.db import WorkspaceSession
from core.people import Actor
from core.transaction import Engine
from core.vault import Vault
from tests.checks.databases import Emptied, emptied_postgres, emptied_sqlite

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = Path(__file__).parent
SAID = {HERE / "bot", HERE / "stories"}
LONG = {HERE / "stories", HERE / "evals", HERE / "tagging", HERE / "bot" / "program", HERE / "core" / "exchange"}

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Move on by days, hours, minutes."""
        self.now += timedelta(**by)


@dataclass
class House:
    """An engine with one fresh workspace: what most tests need."""

    engine: Engine
    workspace_id: int
    clock: MovableClock

    @property
    def operator(self) -> Actor:
        """Whoever may do everything."""
        return Actor.operator(self.workspace_id)

    def as_(self, person_id: int) -> Actor:
        """A person as actor."""
        return Actor(self.workspace_id, person_id)

    def writing(self) -> AbstractContextManager[WorkspaceSession]:
        """A transaction at the clock's time."""
        return self.engine.transaction(self.workspace_id)

    def reading(self) -> AbstractContextManager[WorkspaceSession]:
        """A read at the clock's time."""
        return self.engine.reading(self.workspace_id)


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not go through it after every few hundred rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What is said in chat, and random histories, run on PostgreSQL among the slow tests; the rest of the engine always
    runs on both. Files that take long come first, so that workers end together."""
    for item in items:
        if "postgresql" not in item.name:
            continue
        if not SAID.isdisjoint(item.path.parents) or _is_random(item):
            item.add_marker(pytest.mark.slow)
    yield
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parents))


def _is_random(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[], str]]:
    """Makes a new, empty PostgreSQL database in one cluster a session, which the first one starts; its URL."""
    from tests.checks.postgres import cluster

    with ExitStack() as stack:
        started = cache(lambda: stack.enter_context(cluster()))
        yield lambda: started()()  # noqa: PLW0108 - the cluster starts with the first call


@pytest.fixture(scope="session")
def emptied(postgres_url: Callable[[], str]) -> Iterator[Callable[[str], Emptied]]:
    """A database of a kind with all tables, one of each a session, that can be emptied."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

        @cache
        def of_kind(kind: str) -> Emptied:
            made = emptied_sqlite(folder) if kind == "sqlite" else emptied_postgres(postgres_url)
            stack.callback(made.database.close)
            return made

        yield of_kind


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, emptied: Callable[[str], Emptied]) -> Database:
    """A database with all tables, empty at the start of each file; within it tests keep apart by workspace."""
    return emptied(request.param).empty()


@pytest.fixture
def clock() -> MovableClock:
    """The test's time: 24 November 2026, 9:00 UTC, a Tuesday."""
    return MovableClock()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """Keys for one test session."""
    return Vault(os.urandom(32))


@pytest.fixture
def house(database: Database, clock: MovableClock, vault: Vault, tmp_path: Path) -> House:
    """An engine with a fresh workspace, on SQLite and on PostgreSQL."""
    engine = Engine(database, vault, folder=tmp_path, clock=clock)
    return House(engine, engine.add_workspace(f"T{uuid4().hex[:10].upper()}", "Nordlys Logistics"), clock)
