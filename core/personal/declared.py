"""The tables with people in them, as they declare themselves: what is whose, and in which order it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from core.db import Base
from core.privacy import Personal, Privacy, Through
from core.tables import METADATA


@dataclass(frozen=True)
class Declared:
    """A table and what it says of the people in it."""

    table: sa.Table
    privacy: Privacy

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @property
    def mentions(self) -> tuple[str, ...]:
        """Columns that merely mention a person."""
        return self.privacy.mentions


@cache
def declared_tables() -> tuple[Declared, ...]:
    """Every table of a workspace, those that others refer to last: so rows go before what they stand on."""
    found = {
        str(cast(sa.Table, mapper.local_table).name): Declared(
            cast(sa.Table, mapper.local_table), mapper.class_.__dict__["privacy"]
        )
        for mapper in Base.registry.mappers
    }
    ordered = [found[table.name] for table in reversed(METADATA.sorted_tables) if table.name in found]
    return tuple(each for each in ordered if "workspace_id" in each.table.c)


def personal_tables() -> Iterator[Declared]:
    """The tables that hold rows about people."""
    return (each for each in declared_tables() if isinstance(each.privacy, Personal | Through))


def rows_about(declared: Declared, workspace_id: int, person_id: int) -> sa.ColumnElement[bool]:
    """The condition that finds the rows about a person, directly or through the row that they are a part of."""
    table, privacy = declared.table, declared.privacy
    ours = table.c.workspace_id == workspace_id
    if isinstance(privacy, Personal):
        return sa.and_(ours, sa.or_(*(table.c[name] == person_id for name in privacy.about)))
    if not isinstance(privacy, Through):
        return sa.false()
    upper = _declared(_referred(table.c[privacy.column]))
    belonging = sa.select(upper.table.c.id).where(rows_about(upper, workspace_id, person_id))
    return sa.and_(ours, table.c[privacy.column].in_(belonging))


def is_about(table_name: str, workspace_id: int, person_id: int) -> sa.Select[Any] | None:
    """Ids of a table's rows about a person; None for a table that holds none."""
    known = {each.name: each for each in personal_tables()}
    if table_name not in known or "id" not in known[table_name].table.c:
        return None
    found = known[table_name]
    return sa.select(found.table.c.id).where(rows_about(found, workspace_id, person_id))


def _referred(column: sa.Column[Any]) -> str:
    return next(key.column.table.name for key in column.foreign_keys if key.column.table.name != "workspace")


def _declared(name: str) -> Declared:
    return next(each for each in declared_tables() if each.name == name)
