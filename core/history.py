"""Versions: when it was so (effective) and when we knew it (recorded). Nothing is overwritten.

A version is only ever superseded: ending it supersedes the open version and writes a closed copy, so a past
date can be read as it was recorded then (find/as-of).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from core.db import CHUNK, Tenant, WorkspaceSession, insert_from

H = TypeVar("H", bound="History")


class History(Tenant):
    """A version of something: effective from/until, recorded at/superseded at, all instants in UTC."""

    effective_from: Mapped[datetime] = mapped_column(sort_order=90)
    effective_until: Mapped[datetime | None] = mapped_column(sort_order=91)
    recorded_at: Mapped[datetime] = mapped_column(sort_order=92)
    superseded_at: Mapped[datetime | None] = mapped_column(sort_order=93)

    @classmethod
    def in_force(cls, now: datetime) -> sa.ColumnElement[bool]:
        """Versions in force at `now`, as known at present."""
        return sa.and_(cls.superseded_at.is_(None), cls._covers(now))

    @classmethod
    def not_over(cls, now: datetime) -> sa.ColumnElement[bool]:
        """Versions that have not ended at `now`: also one that somebody began while this transaction, older by its
        `now`, waited for its turn."""
        return sa.and_(cls.superseded_at.is_(None), sa.or_(cls.effective_until.is_(None), cls.effective_until > now))

    @classmethod
    def as_of(cls, moment: datetime, known_at: datetime) -> sa.ColumnElement[bool]:
        """Versions in force at `moment`, as they were recorded by `known_at`."""
        known = sa.and_(
            cls.recorded_at <= known_at,
            sa.or_(cls.superseded_at.is_(None), cls.superseded_at > known_at),
        )
        return sa.and_(known, cls._covers(moment))

    @classmethod
    def _covers(cls, moment: datetime) -> sa.ColumnElement[bool]:
        until = cls.effective_until
        return sa.and_(cls.effective_from <= moment, sa.or_(until.is_(None), until > moment))

    def copied(self, **changes: Any) -> Self:
        """A new, unsaved version with the same values except `changes`."""
        own = ("id", "recorded_at", "superseded_at")
        values = {
            attribute.key: getattr(self, attribute.key)
            for attribute in sa.inspect(type(self)).column_attrs
            if attribute.key not in own
        }
        return type(self)(**{**values, **changes})


def open_now(*columns: str, carries: Sequence[str] = ()) -> sa.Index:
    """The unique key of the open version: at most one per `columns` in a workspace.

    On PostgreSQL it `carries` other columns, so that what is asked of thousands at once is answered by it alone.
    """
    condition = sa.text("superseded_at IS NULL AND effective_until IS NULL")
    return sa.Index(
        None,
        "workspace_id",
        *columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
        postgresql_include=list(carries),
    )


def begin(session: WorkspaceSession, row: H, *, at: datetime | None = None) -> H:
    """Record a version, in force from `at` (default: now)."""
    row.effective_from = at or row.effective_from or session.now
    row.recorded_at = session.now
    session.add(row)
    return row


def end(session: WorkspaceSession, row: H, *, at: datetime | None = None) -> H:
    """End a version at `at` (default: now): supersede it and record its closed copy, which is returned."""
    row.superseded_at = session.now
    session.flush()
    closed = row.copied(effective_until=at or session.now, recorded_at=session.now)
    session.add(closed)
    return closed


def replace(session: WorkspaceSession, row: H, *, at: datetime | None = None, **changes: Any) -> H:
    """End a version and begin the next with `changes`, both at `at` (default: now); the next is returned."""
    since = at or session.now
    fresh = row.copied(effective_from=since, effective_until=None, recorded_at=session.now, **changes)
    end(session, row, at=since)
    session.flush()
    session.add(fresh)
    return fresh


def withdraw(session: WorkspaceSession, row: History) -> None:
    """Count a version as never having been so (an act undone): superseded without a closed copy."""
    row.superseded_at = session.now


def end_all(session: WorkspaceSession, model: type[History], condition: sa.ColumnElement[bool]) -> int:
    """End every open version that meets `condition`, set-based; the number ended."""
    table = model.__table__  # type: ignore[attr-defined]
    session.flush()
    open_rows = sa.and_(
        table.c.workspace_id == session.workspace_id,
        table.c.superseded_at.is_(None),
        table.c.effective_until.is_(None),
        condition,
    )
    ids = session.connection().execute(sa.select(table.c.id).where(open_rows)).scalars().all()
    for start in range(0, len(ids), CHUNK):
        _close(session, model, table, ids[start : start + CHUNK])
    return len(ids)


_REWRITTEN = {"id", "workspace_id", "recorded_at", "superseded_at", "effective_until"}


def _close(session: WorkspaceSession, model: Any, table: sa.Table, ids: Sequence[int]) -> None:
    """Supersede these versions and record their copies that end now."""
    chosen = sa.and_(table.c.workspace_id == session.workspace_id, table.c.id.in_(ids))
    kept = [column for column in table.c if column.name not in _REWRITTEN]
    now = sa.literal(session.now, table.c.recorded_at.type)
    columns = [*(column.name for column in kept), "effective_until", "recorded_at"]
    insert_from(session, model, columns, sa.select(*kept, now, now).where(chosen))
    session.connection().execute(sa.update(table).where(chosen).values(superseded_at=session.now))
