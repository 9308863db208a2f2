"""The two databases: SQLite embedded (one writer at a time, durable) and PostgreSQL for several machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool

from core.as_of import engine_as_of
from core.db import WorkspaceSession
from core.errors import Misconfigured
from core.estimates import tell_estimates
from core.growth import Growth
from core.id_lists import send_lists_whole
from core.postgres import end_reading_kept, keep_prepared, ping_quickly
from core.turns import Turns

BUSY_MS = 10_000
MAPPED = 1 << 30
"""So many bytes of an SQLite file readers look at where the system has them, instead of copying page by page."""

STATEMENTS = 1_500
"""Statements kept as the database takes them: more than there are, else they would be put together again and again."""


class Database:
    """Connections to one database: `writing` and `reading` open a session of one workspace."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        if self.url.get_backend_name() not in ("sqlite", "postgresql"):
            raise Misconfigured("DATABASE_URL must start with sqlite:/// or postgresql+psycopg://.")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._closed = False
        self.engine = self._open(read_only=False)
        self.reader = self._open(read_only=True)
        self.then = cache(lambda past: engine_as_of(self.reader, past=past))
        self._growth = None if self.is_sqlite else Growth(self.engine)
        self._turns = Turns(Path(f"{self.url.database}.turn")) if self.is_sqlite else None
        self.answering = False
        """Set in a process whose writes somebody waits for: they have their turn before other processes' (SQLite)."""

    @contextmanager
    def writing(self, workspace_id: int, now: datetime, vault: Any = None) -> Iterator[WorkspaceSession]:
        """A session whose writer waits its turn (SQLite); nothing is committed here, leaving rolls back."""
        with self._turn(), WorkspaceSession(
            self.engine, workspace_id, now, vault=vault, then=self.then
        ) as session:
            yield session

    @contextmanager
    def reading(self, workspace_id: int, now: datetime, vault: Any = None) -> Iterator[WorkspaceSession]:
        """A session that the database itself refuses to let write."""
        with WorkspaceSession(self.reader, workspace_id, now, vault=vault, then=self.then) as session:
            session.answers = {}
            yield session

    @contextmanager
    def connecting(self, *, waited_for: bool = False) -> Iterator[sa.Connection]:
        """A writing connection outside any workspace (the global tables, the inbox); commits when left whole.

        What somebody waits for, an acknowledgement, has its turn before other writers (SQLite).
        """
        with self._turn(waited_for=waited_for), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """A read-only connection outside any workspace."""
        with self.reader.connect() as connection:
            yield connection

    def look_over(self) -> None:
        """See that SQLite knows what our indexes are like; PostgreSQL looks at its tables by itself."""
        if self.is_sqlite:
            with self.connecting() as connection:
                tell_estimates(connection)

    def note_growth(self, inserted: Mapping[str, int]) -> None:
        """After a transaction: by how many rows each table grew (PostgreSQL)."""
        if self._growth is not None:
            self._growth.note(inserted)

    def _turn(self, *, waited_for: bool = False) -> AbstractContextManager[None]:
        """Within a process an acknowledgement goes first, between processes everything of the one that answers."""
        return self._turns.taken(waited_for=waited_for or self.answering) if self._turns else nullcontext()

    def close(self) -> None:
        """Give back all connections; one that somebody still works on as soon as they are done with it."""
        self._closed = True
        self.engine.dispose()
        self.reader.dispose()
        if self._turns is not None:
            self._turns.close()

    def _open(self, *, read_only: bool) -> sa.Engine:
        if not self.is_sqlite:
            engine = sa.create_engine(
                self.url, pool_size=10, max_overflow=10, pool_pre_ping=True, query_cache_size=STATEMENTS
            )
            ping_quickly(engine)
            keep_prepared(engine)
            send_lists_whole(engine)
            event.listen(engine, "checkin", self._given_back)
            if not read_only:
                return engine
            end_reading_kept(engine)
            return engine.execution_options(postgresql_readonly=True)
        if self.url.database in (None, "", ":memory:"):
            raise Misconfigured("DATABASE_URL needs a file for SQLite, such as sqlite:////var/lib/prowess.db.")
        Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(
            self.url, poolclass=QueuePool, pool_size=10, max_overflow=20, query_cache_size=STATEMENTS
        )
        send_lists_whole(engine)
        _prepare_sqlite(engine, read_only=read_only)
        event.listen(engine, "checkin", self._given_back)
        return engine

    def _given_back(self, connection: Any, _record: Any) -> None:
        if self._closed and connection is not None:
            connection.close()


def _prepare_sqlite(engine: sa.Engine, *, read_only: bool) -> None:
    """Durable (synchronous=FULL), concurrent (WAL), checked (foreign keys); writers take the lock at BEGIN."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
            connection.execute(f"PRAGMA mmap_size={MAPPED}")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
