"""What tests stand on: both databases, an engine with a clock one can move, a fresh workspace for each test."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event

from core.database import Database
from core.db import WorkspaceSession
from core.people import Actor
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault
from tests.checks.tenants import watch_statements

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

SAID = {Path(__file__).parent / "bot", Path(__file__).parent / "stories"}

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is said in chat, and random histories, run on PostgreSQL among the slow tests; the rest of the engine always
    runs on both."""
    for item in items:
        if "postgresql" not in item.name:
            continue
        if not SAID.isdisjoint(item.path.parents) or _is_random(item):
            item.add_marker(pytest.mark.slow)


def _is_random(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[], str]]:
    """Makes a new, empty PostgreSQL database in one cluster a session; its URL."""
    from tests.checks.postgres import cluster

    with cluster() as make_database:
        yield make_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with all tables, one of each kind a session; tests keep apart by workspace."""
    with tempfile.TemporaryDirectory() as folder:
        on_sqlite = request.param == "sqlite"
        url = f"sqlite:///{folder}/test.db" if on_sqlite else request.getfixturevalue("postgres_url")()
        opened = Database(url)
        if opened.is_sqlite:
            _hurry(opened)
        METADATA.create_all(opened.engine)
        watch_statements(opened.engine)
        watch_statements(opened.reader)
        yield opened
        opened.close()


def _hurry(database: Database) -> None:
    """Don't wait for the disk: these files go with the session; tests of durability open their own."""
    for engine in (database.engine, database.reader):
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


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
