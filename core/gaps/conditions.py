"""Conditions of the set-based statements about gaps, each naming the workspace (privacy/tenants)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa

from core.db import WorkspaceSession


def alias_of(model: Any) -> Any:
    """A table of its own in a statement."""
    return cast(sa.Table, model.__table__).alias()


def same_pair(one: Any, other: Any) -> sa.ColumnElement[bool]:
    """Of the same person and competency."""
    return sa.and_(one.c.person_id == other.c.person_id, one.c.competency_id == other.c.competency_id)


def among(table: Any, chosen: sa.CTE) -> sa.ColumnElement[bool]:
    """Of one of these pairs."""
    wanted = sa.select(chosen.c.person_id, chosen.c.competency_id)
    return sa.tuple_(table.c.person_id, table.c.competency_id).in_(wanted)


def ours(session: WorkspaceSession, table: Any) -> sa.ColumnElement[bool]:
    """Of the session's workspace."""
    found: sa.ColumnElement[bool] = table.c.workspace_id == session.workspace_id
    return found


def its(session: WorkspaceSession, table: Any, column: Any) -> sa.ColumnElement[bool]:
    """The row of this id."""
    return sa.and_(table.c.id == column, ours(session, table))


def open_now(session: WorkspaceSession, table: Any) -> sa.ColumnElement[bool]:
    """The open version, said as its unique key says it, so that the key answers."""
    return sa.and_(
        ours(session, table),
        table.c.superseded_at.is_(None),
        table.c.effective_until.is_(None),
        table.c.effective_from <= session.now,
    )


def in_force(session: WorkspaceSession, table: Any) -> sa.ColumnElement[bool]:
    """Versions in force now."""
    until = table.c.effective_until
    return sa.and_(
        ours(session, table),
        table.c.superseded_at.is_(None),
        table.c.effective_from <= session.now,
        sa.or_(until.is_(None), until > session.now),
    )


def in_hand(version: Any) -> sa.ColumnElement[bool]:
    """The version of a qualification that counts."""
    return sa.and_(
        version.c.superseded_at.is_(None), version.c.effective_until.is_(None), version.c.state == "current"
    )


@contextmanager
def joined_by_hash(session: WorkspaceSession) -> Iterator[None]:
    """Have PostgreSQL join the parts of a statement over a crowd by hashing.

    It can't foresee how much comes out of a part, takes it for little, and would walk it all for each row of another.
    """
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    session.execute(sa.text("SET LOCAL enable_nestloop = off"))
    yield
    session.execute(sa.text("SET LOCAL enable_nestloop = on"))
