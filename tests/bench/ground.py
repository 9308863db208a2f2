"""What benchmarks stand on: databases of their own that go at the end, and the crowd in each of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from core.database import Database
from core.embedding import Embedder
from core.migrations import upgrade
from core.transaction import Engine
from core.vault import Vault
from tagging.embedding import open_embedder
from tests.bench.crowd import Crowd, build_crowd
from tests.bench.size import Size
from tests.checks.postgres import QUICK, cluster

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".benchmarks"
"""What takes minutes to make and is kept between runs; not part of the repository."""

SHARED = ROOT.parent / "shared" / "data"

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KINDS = (SQLITE, POSTGRESQL)


class Ground:
    """Databases on demand; all is removed when `stack` is closed."""

    def __init__(self, size: Size, stack: ExitStack, say: Callable[[str], None]) -> None:
        self.size, self.say = size, say
        self._stack = stack
        self._crowds: dict[str, Crowd] = {}

    def folder(self) -> Path:
        """A new, empty folder."""
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="prowess-bench-")))

    def engine(self, kind: str, folder: Path) -> Engine:
        """The engine on a new database that is up to date; its keys are those that `prowess serve` finds there."""
        url = f"sqlite:///{folder}/prowess.db" if kind == SQLITE else self._new_postgres()
        database = Database(url)
        self._stack.callback(database.close)
        upgrade(database)
        return Engine(database, Vault.from_setting(None, folder), folder=folder)

    def crowd(self, kind: str) -> Crowd:
        """The crowd in a database of this kind; built once."""
        if kind not in self._crowds:
            self.say(f"building the crowd on {kind}: {self.size.label}")
            self._crowds[kind] = build_crowd(self.engine(kind, self.folder()), kind, self.size)
        return self._crowds[kind]

    @cached_property
    def embedder(self) -> Embedder:
        """The embedding model of the product, loaded once."""
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        return open_embedder(None)

    @cached_property
    def _new_postgres(self) -> Callable[[], str]:
        """A maker of databases in a cluster that writes as durably as one in use."""
        make = self._stack.enter_context(cluster())
        with _administering(make()) as connection:
            for setting in QUICK:
                connection.execute(f"ALTER SYSTEM RESET {setting.partition('=')[0]}".encode())
            connection.execute("SELECT pg_reload_conf()")
        return make

    def postgres_version(self) -> str:
        """The version of PostgreSQL that is measured."""
        engine = sa.create_engine(self._new_postgres())
        with engine.connect() as connection:
            found = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
        engine.dispose()
        return found


@contextmanager
def _administering(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        yield connection
