"""Names beside ids, so that a person can read the records about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.tables import METADATA

NAMES = ("name", "title")
CHUNK = 900


class Names:
    """Finds what the ids of a record stand for; a query for each kind of thing and 900 ids, remembered."""

    def __init__(self, session: WorkspaceSession) -> None:
        self._session = session
        self._known: dict[str, dict[int, str]] = {}

    def beside(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """The records with a name beside each id that has one: `competency` beside `competency_id`."""
        columns = {column.name: target for column in table.c if (target := _named_target(column)) is not None}
        found = {name: self.of(target, {row[name] for row in rows}) for name, target in columns.items()}
        for row in rows:
            named = {
                name.removesuffix("_id"): found[name][row[name]] for name in columns if row[name] in found[name]
            }
            yield {**row, **named}

    def of(self, table_name: str, ids: Iterable[int | None]) -> dict[int, str]:
        """Names of things of one table by id."""
        known = self._known.setdefault(table_name, {})
        missing = sorted({each for each in ids if each is not None} - known.keys())
        table = METADATA.tables[table_name]
        shown = next(table.c[name] for name in NAMES if name in table.c)
        for start in range(0, len(missing), CHUNK):
            query = sa.select(table.c.id, shown).where(
                table.c.workspace_id == self._session.workspace_id, table.c.id.in_(missing[start : start + CHUNK])
            )
            known |= {row[0]: row[1] for row in self._session.connection().execute(query)}
        return known


def _named_target(column: sa.Column[Any]) -> str | None:
    """The table whose named row a column refers to."""
    for key in column.foreign_keys:
        target = key.column.table
        if target.name != "workspace" and key.column.name == "id" and any(name in target.c for name in NAMES):
            return str(target.name)
    return None
