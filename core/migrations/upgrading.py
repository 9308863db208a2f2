"""Bringing a database up to date: in one transaction, under a lock, so that several programs may start at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script.revision import ResolutionError
from alembic.util.exc import CommandError
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from core.database import Database
from core.errors import Misconfigured, Unavailable
from core.estimates import tell_estimates
from core.migrations.address import address_of
from core.migrations.scripts import configuration, scripts
from core.words import say

LOCK = 7_310_577_206_953_373_541
"""The advisory lock of PostgreSQL that stands for 'somebody is changing the tables of Prowess'."""

WAIT_SECONDS = 600
"""How long a program waits while another one brings the same SQLite file up to date."""


@dataclass(frozen=True)
class Upgraded:
    """The revision before (None: there were no tables) and after."""

    before: str | None
    after: str

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


def upgrade(database: Database | URL | str) -> Upgraded:
    """Bring a database to the latest revision; an empty one gets all tables. Repeatable, also by several at once.

    All or nothing. Raises Misconfigured where a newer program made the database, Unavailable where it can't be reached.
    """
    with _exclusive(address_of(database)) as connection:
        before = _revision_of(connection)
        latest = latest_revision()
        _refuse_newer(before)
        if before != latest:
            command.upgrade(configuration(connection), "head")
            _check_references(connection)
        if connection.dialect.name == "sqlite":
            tell_estimates(connection)
    return Upgraded(before, latest)


def current_revision(database: Database | URL | str) -> str | None:
    """The revision a database stands at; None without tables. Raises Unavailable where it can't be reached."""
    url = address_of(database)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return None
    with _reachable(url), _connected(url, begin="BEGIN") as connection:
        return _revision_of(connection)


def latest_revision() -> str:
    """The revision this program works with."""
    return str(scripts().get_current_head())


def _refuse_newer(revision: str | None) -> None:
    if revision is None:
        return
    try:
        scripts().get_revision(revision)
    except (ResolutionError, CommandError):
        raise Misconfigured(
            say("A newer version of Prowess made this database. Start that version, or restore a backup of yours.")
        ) from None


def _revision_of(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _exclusive(url: URL) -> Iterator[sa.Connection]:
    """A transaction that no other program's upgrade can be in at the same time."""
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    with _reachable(url), _connected(url) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield connection


@contextmanager
def _connected(url: URL, begin: str = "BEGIN IMMEDIATE") -> Iterator[sa.Connection]:
    """A connection of its own: foreign keys are checked at the end, for SQLite rebuilds tables to change them."""
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})
        _begin_with(engine, begin)
    else:
        engine = sa.create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _begin_with(engine: sa.Engine, statement: str) -> None:
    """SQLite's driver would begin late and not at all before changes of tables: we say when, and with which lock."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        if statement != "BEGIN":
            _keep_write_ahead_log(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)


def _keep_write_ahead_log(connection: Any) -> None:
    """Switch the file to its write-ahead log before anybody works on it: SQLite refuses that at once, without waiting,
    while another program holds a lock."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _check_references(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise Unavailable(
                say("Not upgraded: a row of {table} points to one that is gone. Nothing was changed.", table=broken[0])
            )


@contextmanager
def _reachable(url: URL) -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise Unavailable(
            say(
                "The database at {where} doesn't answer. Check DATABASE_URL and that it is running.",
                where=url.render_as_string(hide_password=True),
            )
        ) from error
