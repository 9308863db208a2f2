"""Statements built once: what is asked at every result costs a tenth when it isn't put together anew each time.

Such a statement is on tables, names the workspace itself by `OURS`, and takes lists of ids by `ids_of`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from core.db import BigId, WorkspaceSession

OURS: sa.BindParameter[int] = sa.bindparam("ours", type_=BigId)
"""The workspace of the session that runs the statement."""


def ids_of(name: str) -> sa.BindParameter[Any]:
    """A list of ids, given by this name when the statement is run; at most 900."""
    return sa.bindparam(name, type_=BigId, expanding=True)


Rows = sa.CursorResult[*tuple[Any, ...]]


def run(session: WorkspaceSession, statement: Any, **values: Any) -> Rows:
    """Run a statement built once in the session's workspace, after what the session still had to write."""
    session.flush()
    return session.connection().execute(statement, {"ours": session.workspace_id, **values})


def run_many(session: WorkspaceSession, statement: Any, rows: Sequence[Mapping[str, Any]]) -> Rows:
    """Insert rows by a statement built once, each filled with the session's workspace."""
    session.flush()
    filled = [{**row, "workspace_id": session.workspace_id} for row in rows]
    return session.connection().execute(statement, filled)
