"""Statements handed to the driver as they are: what SQLAlchemy builds around each costs more than most of ours take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Sent = tuple[Any, ...] | Mapping[str, Any]
"""A statement's values by position, or by name, as the driver takes them."""


def send(connection: Connection, text: str, values: Sent, *, rows: bool) -> tuple[Sequence[Any], int]:
    """Execute a statement in the connection's transaction: its rows, where it gives any, and how many it concerned.

    Listeners hear of it and errors are SQLAlchemy's own, as with `exec_driver_sql`; values come out as the driver has
    them.
    """
    cursor = connection.connection.cursor()
    try:
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, cursor, text, values, None, False)
        cursor.execute(text, values)
        found = cursor.fetchall() if rows else ()
        return found, cursor.rowcount
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, text, values, error) from error
    finally:
        cursor.close()


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
