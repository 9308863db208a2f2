"""What refers to a competency, a framework or a scale value, read from the tables' own declarations.

A column made by `ref(…, part=True)` says that its row is a part of what it names: copied and deleted with it. Every
other reference counts, whichever slice it belongs to, so that a table added later is counted without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from core.db import Base, WorkspaceSession

Ids = sa.Select[Any]
"""A selection of the ids of the rows asked about."""


@dataclass(frozen=True)
class Reference:
    """A column that names a row of another table; `part` where its row is a part of that one."""

    table: sa.Table
    column: sa.Column[Any]
    part: bool


def references_of(target: str) -> list[Reference]:
    """The columns that name rows of the table `target`, in the order of the tables."""
    return _references(len(Base.metadata.tables)).get(target, [])


@lru_cache(maxsize=4)
def _references(_tables: int) -> dict[str, list[Reference]]:
    """All references by what they name; read once, and again when further tables were declared."""
    found: dict[str, list[Reference]] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if target := column.info.get("ref"):
                found.setdefault(str(target), []).append(Reference(table, column, bool(column.info.get("part"))))
    return found


def part_tables(root: str) -> list[sa.Table]:
    """The tables whose rows are parts of rows of `root`, or parts of such parts; owners before their parts."""
    return _part_tables(root, len(Base.metadata.tables))


@lru_cache(maxsize=16)
def _part_tables(root: str, _tables: int) -> list[sa.Table]:
    found: list[sa.Table] = []
    waiting = [root]
    while waiting:
        for reference in references_of(waiting.pop(0)):
            if reference.part and reference.table not in found:
                found.append(reference.table)
                waiting.append(reference.table.name)
    return [table for table in Base.metadata.sorted_tables if table in found]


def owners_of(table: sa.Table) -> Iterator[tuple[sa.Column[Any], str]]:
    """The columns by which the table's rows are parts, each with the table it names."""
    for column in table.c:
        if column.info.get("part"):
            yield column, str(column.info["ref"])


def belongs(session: WorkspaceSession, table: sa.Table, root: str, ids: Ids) -> sa.ColumnElement[bool]:
    """The condition under which a row of a part table is a part of one of these rows of `root`."""
    ways = [
        column.in_(ids if owner == root else _owned(session, owner, root, ids))
        for column, owner in owners_of(table)
        if owner == root or Base.metadata.tables[owner] in part_tables(root)
    ]
    return sa.or_(*ways)


def _owned(session: WorkspaceSession, owner: str, root: str, ids: Ids) -> Ids:
    table = Base.metadata.tables[owner]
    return sa.select(table.c.id).where(
        table.c.workspace_id == session.workspace_id, belongs(session, table, root, ids)
    )


def count_references(session: WorkspaceSession, target: str, ids: Ids) -> dict[str, int]:
    """How many rows ever referred to these rows of `target` from outside, by table; those without are left out.

    Of versions each counts once: as it is known at present, or as it was known last where it was withdrawn.
    """
    parts = part_tables(target)
    counted = [
        _counted(session, each, parts, target, ids) for each in references_of(target) if not each.part
    ]
    if not counted:
        return {}
    session.flush()
    found: dict[str, int] = {}
    for name, current, ever in session.connection().execute(sa.union_all(*counted)):
        if ever:
            found[name] = found.get(name, 0) + (current or ever)
    return found


def _counted(
    session: WorkspaceSession, reference: Reference, parts: list[sa.Table], root: str, ids: Ids
) -> sa.Select[Any]:
    table = reference.table
    conditions: list[sa.ColumnElement[bool]] = [reference.column.in_(ids)]
    if table in parts:
        conditions.append(sa.not_(belongs(session, table, root, ids)))
    known = table.c.superseded_at.is_(None) if "superseded_at" in table.c else sa.true()
    current = sa.func.sum(sa.case((known, 1), else_=0))
    return sa.select(
        sa.literal(table.name, sa.Text), sa.func.coalesce(current, 0), sa.func.count()
    ).where(table.c.workspace_id == session.workspace_id, *conditions)
