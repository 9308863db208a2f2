"""Tables that grew are looked at anew by the database, which otherwise seeks their rows as if there were few.

PostgreSQL looks by itself, but only after a minute: in the first minute of a large import it would take the long way
to every row. SQLite never does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock

import sqlalchemy as sa

FIRST_LOOK = 500
"""So many rows more, and a table may have doubled."""


class Growth:
    """Counts the rows that one process put into each table since its last look at it (PostgreSQL)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._grown: Counter[str] = Counter()
        self._look_at: dict[str, float] = {}
        self._changing = Lock()

    def note(self, inserted: Mapping[str, int]) -> None:
        """After a transaction that inserted so many rows by table: look at what may have doubled."""
        with self._changing:
            self._grown.update(inserted)
            due = [each for each in inserted if self._grown[each] >= self._look_at.get(each, FIRST_LOOK)]
        if due:
            with suppress(sa.exc.DBAPIError):  # what was committed stands, however the look goes
                self._look(sorted(due))

    def _look(self, tables: list[str]) -> None:
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                known = _rows_known(connection, table)
                if self._grown[table] >= known / 2:
                    quoted = connection.dialect.identifier_preparer.quote(table)
                    connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {quoted}")
                    known = _rows_known(connection, table)
                    self._grown[table] = 0
                self._look_at[table] = max(FIRST_LOOK, known / 2)


def _rows_known(connection: sa.Connection, table: str) -> float:
    """How many rows the database believes to be in a table; 0 where it never looked."""
    query = sa.text("SELECT reltuples FROM pg_class WHERE oid = to_regclass(:table)")
    return max(0.0, float(connection.execute(query, {"table": table}).scalar() or 0))
