"""Reads the SQL that is really emitted: a statement on a workspace's table that does not name the workspace fails."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlalchemy import event
from sqlglot import exp

from core.tables import METADATA

PARAMETER = re.compile(r"%\((\w+)\)[sb]")
"""A parameter as psycopg writes it, in text or binary form."""

TENANT_TABLES = frozenset(name for name, table in METADATA.tables.items() if "workspace_id" in table.c)


class UnfilteredStatement(AssertionError):
    """A statement could have seen another workspace's rows."""


def watch_statements(engine: sa.Engine) -> None:
    """Fail at the first statement on this engine that does not filter a workspace's table by workspace."""

    @event.listens_for(engine, "before_cursor_execute")
    def check(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if missing := unfiltered_tables(statement, engine.dialect.name):
            raise UnfilteredStatement(f"{', '.join(missing)} without workspace_id in: {statement}")


@lru_cache(maxsize=4096)
def unfiltered_tables(statement: str, dialect: str) -> tuple[str, ...]:
    """Names of the tenant tables that a statement reads or changes without naming their workspace."""
    head = statement.lstrip().split(None, 1)[0].upper() if statement.strip() else ""
    if head not in {"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}:
        return ()
    text = PARAMETER.sub(r":\1", statement) if dialect == "postgresql" else statement
    tree = sqlglot.parse_one(text, read="postgres" if dialect == "postgresql" else "sqlite")
    return tuple(sorted(_missing(tree)))


def _missing(tree: exp.Expression) -> set[str]:
    common = {each.alias_or_name for each in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if table.name in TENANT_TABLES and table.name not in common and not _named(table):
            found.add(table.name)
    return found


def _named(table: exp.Table) -> bool:
    """Whether the statement around the table compares or fills this table's workspace_id."""
    scope = table.find_ancestor(exp.Select, exp.Update, exp.Delete, exp.Insert)
    if scope is None:
        return False
    if isinstance(scope, exp.Insert):
        return any(each.name == "workspace_id" for each in scope.this.find_all(exp.Identifier))
    alone = len(list(_own_tables(scope))) == 1
    for column in scope.find_all(exp.Column):
        own = column.table == table.alias_or_name or (alone and not column.table)
        if own and column.name == "workspace_id" and _is_compared(column):
            return True
    return False


def _own_tables(scope: exp.Expression) -> list[exp.Table]:
    return list(scope.find_all(exp.Table))


def _is_compared(column: exp.Column) -> bool:
    return column.find_ancestor(exp.EQ, exp.In) is not None
