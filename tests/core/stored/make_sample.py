"""The stored databases of released schemas: `python -m tests.core.stored.make_sample NAME` makes the present one's.

A sample holds a small organisation entered through the services, and at least one row in every table.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from core.database import Database
from core.db import Instant, Score
from core.migrations import upgrade
from core.migrations.scripts import configuration
from core.people import (
    Actor,
    PersonDetails,
    add_group,
    give_role,
    join_group,
    register_person,
    set_line_manager,
)
from core.tables import METADATA
from core.transaction import Engine
from core.vault import Vault

HERE = Path(__file__).parent
SAMPLES = tuple(HERE.glob("*.sql.gz"))
MASTER = bytes(range(32))
"""The master key the stored samples are sealed with."""

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def make_sample(name: str) -> Path:
    """Store a database of the present schema under this name; its file."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/sample.db")
        upgrade(database)
        enter_organisation(Engine(database, Vault(MASTER), folder=Path(folder), clock=lambda: NOW))
        database.close()
        engine = sa.create_engine(f"sqlite:///{folder}/sample.db")
        with engine.begin() as connection:
            fill_empty_tables(connection)
        engine.dispose()
        with closing(sqlite3.connect(f"{folder}/sample.db")) as finished:
            dumped = "\n".join(finished.iterdump())
    target = HERE / f"{name}.sql.gz"
    target.write_bytes(gzip.compress(dumped.encode(), mtime=0))
    return target


def enter_organisation(engine: Engine) -> None:
    """Two people in a team, one the other's manager and a site admin, through the services."""
    workspace = engine.add_workspace("TSTORED", "Nordlys Logistics")
    operator = Actor.operator(workspace)
    with engine.transaction(workspace) as session:
        anna = register_person(session, operator, PersonDetails("Anna Berg", "anna@example.org", "UANNA"))
        ben = register_person(session, operator, PersonDetails("Ben Dahl", "ben@example.org", "UBEN", access_tier=2))
        set_line_manager(session, operator, anna, ben)
        join_group(session, operator, add_group(session, operator, "team", "Warehouse"), anna)
        give_role(session, operator, ben, "admin")


def fill_empty_tables(connection: sa.Connection) -> None:
    """Put one plausible row into every table that the services left empty."""
    workspace = connection.execute(sa.text("SELECT min(id) FROM workspace")).scalar_one()
    numbers = count(1)
    for table in METADATA.sorted_tables:
        if connection.execute(sa.select(sa.func.count()).select_from(table)).scalar():
            continue
        row = {column.name: _plausible(connection, column, workspace, numbers) for column in table.c}
        connection.execute(sa.insert(table).values({name: value for name, value in row.items() if value is not None}))


def _plausible(connection: sa.Connection, column: sa.Column[Any], workspace: int, numbers: Iterator[int]) -> Any:
    if column.name == "workspace_id":
        return workspace
    if (target := _referred(column)) is not None:
        return connection.execute(sa.select(sa.func.min(target.c.id))).scalar()
    if column.nullable or (column.primary_key and column.name == "id"):
        return None
    return _value(column, next(numbers))


def _referred(column: sa.Column[Any]) -> sa.Table | None:
    """The table whose row a column points to, besides the workspace."""
    for key in column.foreign_keys:
        if key.column.table.name not in ("workspace", column.table.name) and key.column.name == "id":
            return key.column.table
    return None


def _value(column: sa.Column[Any], number: int) -> Any:
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, Score):
        return Decimal("0.9")
    kind = column.type.python_type
    if kind is bool:
        return False
    if kind is bytes:
        return b"\x00\x01"
    if isinstance(column.type, sa.JSON):
        return []
    plausible = {date: NOW.date(), int: number, float: 0.5, str: f"{column.name} {number}"}
    return plausible.get(kind, 0)


def load_sample(file: Path, url: str | None) -> Mapping[str, int]:
    """Put a stored database where `url` says (None: nowhere); how many rows each of its tables has."""
    with closing(sqlite3.connect(":memory:")) as stored:
        stored.executescript(gzip.decompress(file.read_bytes()).decode())
        names = [name for (name,) in stored.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: stored.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        if url and url.startswith("sqlite"):
            with closing(sqlite3.connect(str(sa.make_url(url).database))) as target:
                stored.backup(target)
        elif url:
            _copy_to_postgresql(stored, url)
    return rows


def _copy_to_postgresql(stored: sqlite3.Connection, url: str) -> None:
    """The same rows in PostgreSQL, whose tables its own revision makes: dumps of the two are not each other's."""
    from alembic import command

    (revision,) = stored.execute("SELECT version_num FROM alembic_version").fetchone()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
        released = sa.MetaData()
        released.reflect(connection)
        connection.execute(sa.text("SET session_replication_role = replica"))
        for table in released.sorted_tables:
            if table.name != "alembic_version":
                _copy_rows(stored, connection, table)
    engine.dispose()


def _copy_rows(stored: sqlite3.Connection, connection: sa.Connection, table: sa.Table) -> None:
    stored.row_factory = sqlite3.Row
    found = [dict(row) for row in stored.execute(f'SELECT * FROM "{table.name}"')]
    if found:
        rows = [{name: _converted(table.c[name], value) for name, value in row.items()} for row in found]
        connection.execute(sa.insert(table), rows)
    if "id" in table.c:
        connection.execute(
            sa.text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))")
        )


def _converted(column: sa.Column[Any], value: Any) -> Any:
    """A value as SQLite keeps it, as PostgreSQL's column takes it."""
    if value is None:
        return None
    if isinstance(column.type, sa.JSON):
        import json

        return json.loads(value)
    if isinstance(column.type, sa.Boolean):
        return bool(value)
    if isinstance(column.type, sa.DateTime):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return value


if __name__ == "__main__":
    print(make_sample(sys.argv[1]))
