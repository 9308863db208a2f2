"""Lists of ids and texts in conditions, sent as one parameter however long they are.

`column.in_(ids)` otherwise becomes a text with a mark for each id, which is put together, read and planned anew at
every length: for 900 ids that takes ten times as long as the question itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeDecorator, UserDefinedType


def send_lists_whole(engine: sa.Engine) -> None:
    """Have this engine send as one parameter every list of whole numbers in a condition, and `texts`."""
    sqlite = engine.dialect.name == "sqlite"
    engine.dialect.statement_compiler = _SQLite if sqlite else _PostgreSQL


class _Any(sa.Text):
    """Any of many texts; lists of a few, such as states, stay as they are written."""


def texts(values: Iterable[str]) -> BindParameter[Any]:
    """Many texts for `in_`, such as id numbers or addresses."""
    return sa.bindparam(None, list(values), type_=_Any(), expanding=True, unique=True)


class _AsJson(TypeDecorator[Any]):
    """A JSON list, which SQLite reads row by row."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Any) -> str:
        return json.dumps(list(value or ()))


class _AsArray(UserDefinedType[Any]):
    """An array of whole numbers of PostgreSQL, written out here: the driver takes its time over a list."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_kw: Any) -> str:
        return "BIGINT[]"

    def bind_processor(self, dialect: Any) -> Any:
        return lambda values: f"{{{','.join(map(str, map(int, values or ())))}}}"


class _AsTextArray(TypeDecorator[Any]):
    """An array of texts of PostgreSQL."""

    impl = postgresql.ARRAY(sa.Text)
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Any) -> list[Any]:
        return list(value or ())


def _whole(given: Any, numbers: Any, texts: Any, *, literal_binds: bool = False, **_kw: Any) -> Any:
    """What is on the right of the condition as one parameter of its type; None where it is no such list."""
    if literal_binds or not isinstance(given, BindParameter) or not given.expanding:
        return None
    if not isinstance(given.type, sa.Integer | _Any):
        return None
    # A clone is still known as the parameter of the statement, whose value it takes when the statement is run.
    whole = given._clone(maintain_key=True)
    whole.expanding, whole.type = False, texts() if isinstance(given.type, _Any) else numbers()
    return whole


class _SQLite(SQLiteCompiler):
    def visit_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._among(binary, "IN", **kw)

    def visit_not_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._among(binary, "NOT IN", **kw)

    def _among(self, binary: Any, word: str, **kw: Any) -> str:
        if (ids := _whole(binary.right, _AsJson, _AsJson, **kw)) is None:
            return f"({self._generate_generic_binary(binary, f' {word} ', **kw)})"
        left, right = self.process(binary.left, **kw), self.process(ids, **kw)
        return f"({left} {word} (SELECT value FROM json_each({right})))"  # noqa: S608 (no value stands in it)


class _PostgreSQL(PGCompiler_psycopg):
    def visit_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._among(binary, "IN", "= ANY", **kw)

    def visit_not_in_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return self._among(binary, "NOT IN", "!= ALL", **kw)

    def _among(self, binary: Any, word: str, of_array: str, **kw: Any) -> str:
        if (ids := _whole(binary.right, _AsArray, _AsTextArray, **kw)) is None:
            return f"({self._generate_generic_binary(binary, f' {word} ', **kw)})"
        return f"({self.process(binary.left, **kw)} {of_array} ({self.process(ids, **kw)}))"
