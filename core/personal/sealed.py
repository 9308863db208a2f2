"""Opens what is kept sealed of a person, for the file that they get of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from core.audit import open_for
from core.db import WorkspaceSession
from core.exchange.keeping import opened_file
from core.vault import unseal

Row = Mapping[str, Any]
Opener = Callable[[WorkspaceSession, Row, int], Any]


def _own(session: WorkspaceSession, row: Row, person_id: int) -> Any:
    return open_for(session, person_id, row["sealed"])


def _statement(session: WorkspaceSession, row: Row, _person_id: int) -> Any:
    key = session.vault.key_for(session.workspace_id, "xapi")
    return json.loads(unseal(key, row["sealed"], row["statement_id"].encode()))


def _unmatched(session: WorkspaceSession, row: Row, _person_id: int) -> Any:
    return json.loads(unseal(session.vault.key_for(session.workspace_id, "unmatched"), row["sealed"]))


def _file(column: str) -> Opener:
    """A file that the person imported, as text; a workbook by its size."""

    def opened(session: WorkspaceSession, row: Row, _person_id: int) -> Any:
        content = opened_file(session, row[column])
        try:
            return content.decode()
        except UnicodeDecodeError:
            return f"{len(content)} bytes"

    return opened


OPENERS: dict[tuple[str, str], Opener] = {
    ("fact_person", "sealed"): _own,
    ("qualification_draft", "sealed"): _own,
    ("xapi_statement", "sealed"): _statement,
    ("unmatched_result", "sealed"): _unmatched,
    ("import_run", "sealed"): _file("sealed"),
    ("import_run", "sealed_report"): _file("sealed_report"),
}
"""By table and column; a sealed column of a table that a person gets a copy of must stand here."""
