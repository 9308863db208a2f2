"""Statements handed to the driver as they are: what SQLAlchemy builds around each costs more than most of ours take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.postgres import sender

Sent = tuple[Any, ...] | Mapping[str, Any]
"""A statement's values by position (`?` on SQLite, `$1` on PostgreSQL), or by name, as the driver takes them."""


def send(connection: Connection, text: str, values: Sent, *, rows: bool) -> tuple[Sequence[Any], int]:
    """Execute a statement in the connection's transaction: its rows, where it gives any, and how many it concerned.

    Listeners hear of it and errors are SQLAlchemy's own, as with `exec_driver_sql`; values come out as the driver has
    them.
    """
    pooled = connection.connection
    try:
        if connection.dialect.name == "postgresql" and type(values) is tuple:
            straight = sender(pooled)
            _tell_listeners(connection, straight.cursor, text, values)
            return straight.send(text, values)
        cursor = pooled.cursor()
        try:
            _tell_listeners(connection, cursor, text, values)
            cursor.execute(text, values)
            return cursor.fetchall() if rows else (), cursor.rowcount
        finally:
            cursor.close()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, text, values, error) from error


def _tell_listeners(connection: Connection, cursor: Any, text: str, values: Sent) -> None:
    if not (connection._has_events or connection.engine._has_events):
        return
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, text, values, None, False)


def _told(connection: Connection, text: str, values: Sent, error: Any) -> BaseException:
    """The error as everybody else's are; a connection that broke is not used again."""
    broken = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if broken:
        connection.invalidate(error)
    said: BaseException = sa.exc.DBAPIError.instance(
        text,
        values,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=broken,
        dialect=connection.dialect,
    )
    return said
