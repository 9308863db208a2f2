"""Databases with all tables, one of each kind a session: made once, compiled for once, empty again for every file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url

from core.database import Database
from core.growth import Growth
from core.tables import METADATA
from tests.checks.tenants import watch_statements


class Emptied:
    """A database and the way to empty it; the statements that were compiled for it stay compiled."""

    def __init__(self, database: Database, replace: Callable[[], None]) -> None:
        self.database = database
        self._replace = replace
        self._used = False

    def empty(self) -> Database:
        """The database as it was when its tables were made: no rows, ids from 1 on."""
        if self._used:
            _disconnect(self.database)
            self._replace()
            if not self.database.is_sqlite:
                self.database._growth = Growth(self.database.engine)  # what it counted went with the rows
        self._used = True
        return self.database


def emptied_sqlite(folder: Path) -> Emptied:
    """A file; an empty copy takes its place. Nothing waits for the disk: tests of durability open their own."""
    file = folder / "test.db"
    database = Database(f"sqlite:///{file}")
    for engine in (database.engine, database.reader):
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    _make_tables(database)
    tables = file.read_bytes()

    def replace() -> None:
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            (folder / name).unlink(missing_ok=True)
        file.write_bytes(tables)

    return Emptied(database, replace)


def emptied_postgres(make_database: Callable[[], str]) -> Emptied:
    """A database of the cluster; it is made again from one that nobody writes to."""
    url = make_url(make_database())
    database = Database(url)
    _make_tables(database)
    admin = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name, tables = url.database, f"{url.database}_tables"

    def run(*statements: str) -> None:
        with admin.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    run(f'CREATE DATABASE "{tables}" TEMPLATE "{name}"')
    return Emptied(
        database,
        lambda: run(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{tables}"'),
    )


def _make_tables(database: Database) -> None:
    METADATA.create_all(database.engine)
    watch_statements(database.engine)
    watch_statements(database.reader)
    _disconnect(database)


def _disconnect(database: Database) -> None:
    database.engine.dispose()
    database.reader.dispose()
