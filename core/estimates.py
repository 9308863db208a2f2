"""What SQLite is told of our tables: the workspace, which begins nearly every index, is the same in all their rows.

Without that it takes every column of an index for as telling as the first should be, ten rows, and goes through all of
a workspace where it could go to one person's rows. It is told so once, by rows of its own statistics table, instead of
looking at the tables itself: a full look holds up writers for seconds at a million rows, and one with a limit takes
the workspace for telling again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

FIRST = "workspace_id"
ROWS = 1_048_576
"""What SQLite takes for a table's rows when it knows nothing."""

TELLING = (10, 9, 8, 7, 6)
"""Rows it takes for what one column of an index chooses, and each further one; from then on five."""

PERSON = "person_id"
SHARED = frozenset({"competency_id", "activity_id", "course_id", "module_id", "scale_value_id"})
MANY = 1_000
"""Rows it takes for what such a column chooses of a table about people: what many share tells less than who it is."""

_INDEXES = sa.text(
    "SELECT tables.name, indexes.name, indexes.[unique], columns.seqno, columns.name,"
    " EXISTS (SELECT 1 FROM pragma_table_info(tables.name) AS cells WHERE cells.name = :person)"
    " FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS indexes,"
    " pragma_index_info(indexes.name) AS columns"
    " WHERE tables.type = 'table' ORDER BY tables.name, indexes.name, columns.seqno"
)

Indexes = Mapping[tuple[str, str], str]
"""What is told of each index, by table and name: the table's rows, then those of each further column chosen."""


def tell_estimates(connection: sa.Connection) -> bool:
    """Tell SQLite, and whether anything was new to it; other connections know it when they are opened. Repeatable."""
    wanted = _wanted(connection)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table of statistics, and looks at nothing of ours
    rows = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL")
    known = {(row[0], row[1]): row[2] for row in rows}
    if known == wanted:
        return False
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    told = [(table, index, stat) for (table, index), stat in wanted.items()]
    connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", told)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # has this connection read it
    return True


def _wanted(connection: sa.Connection) -> Indexes:
    columns: dict[tuple[str, str], list[str]] = {}
    unique: dict[tuple[str, str], bool] = {}
    peoples: set[str] = set()
    for table, index, is_unique, _, column, of_people in connection.execute(_INDEXES, {"person": PERSON}):
        columns.setdefault((table, index), []).append(column)
        unique[table, index] = bool(is_unique)
        if of_people:
            peoples.add(table)
    return {
        (table, index): _stat(named, unique=unique[table, index], of_people=table in peoples)
        for (table, index), named in columns.items()
        if named[0] == FIRST
    }


def _stat(columns: Sequence[str], *, unique: bool, of_people: bool) -> str:
    chosen = [ROWS, ROWS, *(TELLING[at] if at < len(TELLING) else 5 for at in range(len(columns) - 1))]
    if of_people and len(columns) > 1 and columns[1] in SHARED:
        chosen[2] = MANY
    if unique and len(columns) > 1:
        chosen[-1] = 1
    return " ".join(map(str, chosen))
