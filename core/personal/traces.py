"""What deleting leaves behind in a database's files: SQLite is told to overwrite it, PostgreSQL's vacuum does."""

from __future__ import annotations

from core.database import Database
from core.db import WorkspaceSession


def overwrite_deleted(session: WorkspaceSession) -> None:
    """From here on in the session's connection what is deleted is overwritten (SQLite)."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def empty_log(database: Database) -> None:
    """Move what was committed out of SQLite's write-ahead log and cut that off: it holds pages as they were before.

    While somebody reads an older state that waits; the next erasure or the database's own checkpoint does it then.
    """
    if not database.is_sqlite:
        return
    connection = database.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
