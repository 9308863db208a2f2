"""Reads the SQL that is really emitted: a statement on a workspace's table that does not name the workspace fails."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
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


@cache
def unfiltered_tables(statement: str, dialect: str) -> tuple[str, ...]:
    """Names of the tenant tables that a statement reads or changes without naming their workspace."""
    head = statement.lstrip().split(None, 1)[0].upper() if statement.strip() else ""
    if head not in {"SELECT", "WITH", "UPDATE", "DELETE", "INSERT"}:
        return ()
    text = PARAMETER.sub(r":\1", statement) if dialect == "postgresql" else statement
    tree = sqlglot.parse_one(text, read="postgres" if dialect == "postgresql" else "sqlite")
    return tuple(sorted(_missing(tree)))


def _missing(tree: exp.Expr) -> set[str]:
    found = list(tree.find_all(exp.CTE, exp.Table, exp.Column))
    common = {each.alias_or_name for each in found if isinstance(each, exp.CTE)}
    tables = [each for each in found if isinstance(each, exp.Table)]
    inside = Counter(id(scope) for each in tables for scope in _scopes(each))
    compared = {
        (id(scope), each.table)
        for each in found
        if isinstance(each, exp.Column) and each.name == "workspace_id" and _is_compared(each)
        for scope in _scopes(each)
    }
    return {
        each.name
        for each in tables
        if each.name in TENANT_TABLES and each.name not in common and not _named(each, inside, compared)
    }


def _named(table: exp.Table, inside: Counter[int], compared: set[tuple[int, str]]) -> bool:
    """Whether the statement around the table compares or fills this table's workspace_id."""
    scope = next(_scopes(table), None)
    if scope is None:
        return False
    if isinstance(scope, exp.Insert):
        return any(each.name == "workspace_id" for each in scope.this.find_all(exp.Identifier))
    alone = inside[id(scope)] == 1
    return (id(scope), table.alias_or_name) in compared or (alone and (id(scope), "") in compared)


def _scopes(node: exp.Expr) -> Iterator[exp.Expr]:
    """The statements around a node, from within; its own sub-queries are part of each."""
    around = node.parent
    while around is not None:
        if isinstance(around, exp.Select | exp.Update | exp.Delete | exp.Insert):
            yield around
        around = around.parent


def _is_compared(column: exp.Column) -> bool:
    return column.find_ancestor(exp.EQ, exp.In) is not None
