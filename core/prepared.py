"""Statements built once: what is asked at every result costs a tenth when it isn't put together anew each time.

Such a statement is on tables, names the workspace itself by `OURS`, and takes lists of ids by `ids_of`. It is put into
the database's own words once, a list as one value however long, and goes to the driver as it is from then on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Compiled, Connection, Dialect
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData

from core.db import BigId, WorkspaceSession
from core.driver import send

OURS: sa.BindParameter[int] = sa.bindparam("ours", type_=BigId)
"""The workspace of the session that runs the statement."""


def ids_of(name: str) -> sa.BindParameter[Any]:
    """A list of ids for `in_` and `not_in`, given by this name when the statement is run."""
    return sa.bindparam(name, type_=BigId, expanding=True)


Rows = sa.Result[*tuple[Any, ...]]


def run(session: WorkspaceSession, statement: Any, **values: Any) -> Rows:
    """Run a statement built once in the session's workspace, after what the session still had to write."""
    session.flush()
    connection = session.line
    worded = _worded(statement, connection.dialect)
    found, number = worded.run(connection, {"ours": session.workspace_id, **session.travelled, **values})
    if statement.is_insert:
        session.inserted[statement.table.name] += max(0, number)
    return found


Converter = Callable[[Any], Any]


@dataclass(frozen=True)
class _Worded:
    """A statement as the driver takes it: its text, values of its own, and how values go in and come out.

    `order` are the names of its values in their places, `out` the places of cells to be converted.
    """

    text: str
    own: Mapping[str, Any]
    order: Sequence[str]
    into: Mapping[str, Converter]
    columns: SimpleResultMetaData
    out: Sequence[tuple[int, Converter]]
    gives_rows: bool

    def run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Rows, int]:
        """Send it with these values: its rows, and how many it concerned."""
        given = {**self.own, **values}
        for name, convert in self.into.items():
            given[name] = convert(given[name])
        sent = tuple([given[name] for name in self.order])
        rows, number = send(connection, self.text, sent, rows=self.gives_rows)
        given_back = [self._converted(row) for row in rows] if self.out else rows
        return IteratorResult(self.columns, iter(given_back)), number

    def _converted(self, row: Any) -> Any:
        cells = list(row)
        for place, convert in self.out:
            if cells[place] is not None:
                cells[place] = convert(cells[place])
        return tuple(cells)


_KEPT: dict[tuple[Any, Any], _Worded] = {}
MOST_KEPT = 2_000
"""More statements than there are; should somebody build one at every call, memory stays bounded all the same."""


def _worded(statement: Any, dialect: Dialect) -> _Worded:
    key = (statement, dialect.statement_compiler)
    found = _KEPT.get(key)
    if found is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[key] = _put_into_words(statement, dialect)
    return found


def _put_into_words(statement: Any, dialect: Dialect) -> _Worded:
    compiled = statement.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    into = {name: convert for name, bind in binds.items() if (convert := _into(bind, dialect)) is not None}
    columns = statement.exported_columns
    out = [each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns]
    text, order = _placed(compiled, _text(compiled, binds, dialect))
    return _Worded(
        text,
        {name: value for name, value in compiled.params.items() if value is not None or not binds[name].required},
        order,
        into,
        SimpleResultMetaData(columns.keys()),
        [(place, convert) for place, convert in enumerate(out) if convert is not None],
        gives_rows=bool(out),
    )


_NAMED = re.compile(r"%(?:\(([^)]+)\)s|%)")


def _placed(compiled: Any, text: str) -> tuple[str, Sequence[str]]:
    """The text with its values by place, and their names in that order; PostgreSQL's are `$1`, `$2` and so on."""
    if compiled.positional:
        return text, compiled.positiontup
    order: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        return f"${order.setdefault(found[1], len(order) + 1)}" if found[1] else "%"

    placed = _NAMED.sub(place, text)
    return placed, tuple(order)


_LIST = re.compile(r"(NOT )?IN \(__\[POSTCOMPILE_(\w+)\]\)")


def _text(compiled: Compiled, binds: Mapping[str, sa.BindParameter[Any]], dialect: Dialect) -> str:
    """The statement's text, with every list as one value."""

    def as_one(found: re.Match[str]) -> str:
        if dialect.name == "sqlite":
            return f"{found[1] or ''}IN (SELECT value FROM json_each(?))"  # noqa: S608 (no value stands in it)
        kind = dialect.type_compiler_instance.process(binds[found[2]].type)
        return f"{'<> ALL' if found[1] else '= ANY'} (%({found[2]})s::{kind}[])"

    text = _LIST.sub(as_one, str(compiled))
    if "POSTCOMPILE" in text:
        raise ValueError(f"a statement built once takes lists for in_ and not_in only: {text}")
    return text


def _into(bind: sa.BindParameter[Any], dialect: Dialect) -> Converter | None:
    """How a value goes to the driver; None as it is."""
    convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if not bind.expanding:
        return convert

    def listed(values: Iterable[Any]) -> Any:
        plain = [each if convert is None else convert(each) for each in values]
        if dialect.name == "sqlite":
            return json.dumps(plain)
        return f"{{{','.join(map(str, plain))}}}" if isinstance(bind.type, sa.Integer) else plain

    return listed
