"""Many rows inserted by one short statement: on PostgreSQL an array for each column, on SQLite a list of values.

Putting a statement together from a condition tree for each row takes several times as long as executing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from core.driver import send

AT_ONCE = 1_000
"""Rows of one statement."""

FEW = 8
"""Of so few rows PostgreSQL takes plain values, too: the driver puts arrays together slowly."""

MOST_VALUES = 30_000
"""SQLite takes 32,766 parameters in a statement."""

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
Returned = list[tuple[Any, ...]]


def insert(
    connection: Connection,
    table: sa.Table,
    rows: Sequence[Row],
    *,
    skip_existing: bool = False,
    returning: tuple[str, ...] = (),
) -> tuple[int, Returned]:
    """Insert rows that all have the same columns; how many were inserted, and these columns of them.

    Columns that the rows leave out have the model's default. With `skip_existing` a row that meets a unique key is
    left out silently.
    """
    insertion = _insertion(table, tuple(rows[0]), connection.dialect, skip_existing, returning)
    inserted, returned = 0, Returned()
    for part in insertion.parts(rows):
        back, number = send(connection, *insertion.of(part), rows=bool(returning))
        returned += insertion.read(back)
        inserted += number
    return (len(returned) if returning else inserted), returned


def insert_with(
    connection: Connection,
    before: tuple[sa.Table, Sequence[Row]],
    table: sa.Table,
    rows: Sequence[Row],
    returning: tuple[str, ...],
) -> tuple[int, Returned]:
    """As `insert` of rows that may be there already, after other rows `before`, which may not; on PostgreSQL by one
    statement where they are few. The two tables don't refer to each other."""
    dialect = connection.dialect
    first = _insertion(before[0], tuple(before[1][0]), dialect, False, ())
    last = _insertion(table, tuple(rows[0]), dialect, True, returning)
    if first.is_sqlite or max(len(before[1]), len(rows)) > FEW:
        insert(connection, *before)
        return insert(connection, table, rows, skip_existing=True, returning=returning)
    values = first.values_of(before[1]), last.values_of(rows)
    text = _both(first.text_of(len(before[1])), last.text_of(len(rows), len(values[0])))
    back, _ = send(connection, text, (*values[0], *values[1]), rows=True)
    return len(back), last.read(back)


@dataclass(frozen=True)
class _Insertion:
    """An insert into some columns of a table, ready to take rows: `given` by them, or with a default.

    `texts` are the statements for so few rows that each number of them is worth keeping.
    """

    given: tuple[tuple[str, Convert | None], ...]
    defaults: tuple[tuple[sa.ColumnDefault, Convert | None], ...]
    results: tuple[Convert | None, ...]
    head: str
    tail: str
    casts: tuple[str, ...]
    is_sqlite: bool
    texts: dict[tuple[int, int], str]

    def parts(self, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
        """The rows in as many as one statement takes."""
        size = min(AT_ONCE, MOST_VALUES // len(self.casts)) if self.is_sqlite else AT_ONCE
        return (rows[start : start + size] for start in range(0, len(rows), size))

    def of(self, rows: Sequence[Row]) -> tuple[str, Any]:
        """The statement for these rows, with its parameters."""
        if len(rows) <= FEW:
            return self.text_of(len(rows)), self.values_of(rows)
        columns = [*self._given_values(rows), *self._default_values(len(rows))]
        if self.is_sqlite:
            marks = _marks(self.casts, len(rows), 0, is_sqlite=True)
            return f"{self.head} VALUES {marks}{self.tail}", tuple(chain.from_iterable(zip(*columns, strict=True)))
        arrays = ", ".join(f"CAST(%(c{place})b AS {cast}[])" for place, cast in enumerate(self.casts))
        text = f"{self.head} SELECT * FROM unnest({arrays}){self.tail}"  # noqa: S608 (no value stands in it)
        return text, {f"c{place}": values for place, values in enumerate(columns)}

    def read(self, rows: Sequence[Any]) -> Returned:
        """What was returned, as the columns' own values."""
        if not any(self.results):
            return list(rows)
        return [
            tuple(convert(value) if convert else value for convert, value in zip(self.results, row, strict=True))
            for row in rows
        ]

    def text_of(self, number: int, others: int = 0) -> str:
        """The statement for a few rows, its values after so many others."""
        text = self.texts.get((number, others))
        if text is None:
            marks = _marks(self.casts, number, others, is_sqlite=self.is_sqlite)
            text = self.texts[number, others] = f"{self.head} VALUES {marks}{self.tail}"
        return text

    def values_of(self, rows: Sequence[Row]) -> tuple[Any, ...]:
        """The values of a few rows, one after the other."""
        found: list[Any] = []
        for row in rows:
            found += [row[name] if convert is None else convert(row[name]) for name, convert in self.given]
            if self.defaults:
                found += chain.from_iterable(self._default_values(1))
        return tuple(found)

    def _given_values(self, rows: Sequence[Row]) -> Iterator[list[Any]]:
        for name, convert in self.given:
            values = [row[name] for row in rows]
            yield _converted(values, convert) if convert else values

    def _default_values(self, number: int) -> Iterator[list[Any]]:
        for default, convert in self.defaults:
            value = default.arg(None) if default.is_callable else default.arg
            yield [convert(value) if convert else value] * number


@lru_cache(maxsize=1_024)
def _insertion(
    table: sa.Table, given: tuple[str, ...], dialect: Dialect, skip_existing: bool, returning: tuple[str, ...]
) -> _Insertion:
    left = [each for each in table.c if each.name not in given and isinstance(each.default, sa.ColumnDefault)]
    columns = [*(table.c[name] for name in given), *left]
    quoted = dialect.identifier_preparer.format_column
    conflict = " ON CONFLICT DO NOTHING" if skip_existing else ""
    back = f" RETURNING {', '.join(quoted(table.c[name]) for name in returning)}" if returning else ""
    return _Insertion(
        given=tuple((name, _binding(table.c[name], dialect)) for name in given),
        defaults=tuple((each.default, _binding(each, dialect)) for each in left),  # type: ignore[misc]
        results=tuple(_reading(table.c[name], dialect) for name in returning),
        head=f"INSERT INTO {dialect.identifier_preparer.format_table(table)} ({', '.join(map(quoted, columns))})",
        tail=conflict + back,
        casts=tuple(dialect.type_compiler_instance.process(each.type) for each in columns),
        is_sqlite=dialect.name == "sqlite",
        texts={},
    )


def _converted(values: Sequence[Any], convert: Convert) -> list[Any]:
    """Values as the driver takes them; one that stands in row after row, such as an instant, is converted once."""
    found, before, after = [], values[0], convert(values[0])
    for value in values:
        if value is not before:
            before, after = value, convert(value)
        found.append(after)
    return found


def _binding(column: sa.Column[Any], dialect: Dialect) -> Convert | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def _reading(column: sa.Column[Any], dialect: Dialect) -> Convert | None:
    return column.type.dialect_impl(dialect).result_processor(dialect, None)


@cache
def _both(first: str, last: str) -> str:
    return f"WITH first AS ({first}) {last}"


@cache
def _marks(casts: tuple[str, ...], rows: int, others: int, *, is_sqlite: bool) -> str:
    if is_sqlite:
        return ", ".join([f"({', '.join('?' for _ in casts)})"] * rows)
    places = count(1 + others)
    return ", ".join(f"({', '.join(f'CAST(${next(places)} AS {cast})' for cast in casts)})" for _ in range(rows))
