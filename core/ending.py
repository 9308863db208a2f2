"""Open versions ended by their ids, with two statements built once for each table (as `core.history` ends them)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from core.db import CHUNK, WorkspaceSession
from core.history import History
from core.prepared import OURS, ids_of, run

_REWRITTEN = ("id", "recorded_at", "superseded_at", "effective_until")


def end_versions(session: WorkspaceSession, model: type[History], ids: Sequence[int]) -> None:
    """End these versions now: record their closed copies and supersede them; those not open any more stay."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    for start in range(0, len(ids), CHUNK):
        for statement in _ending(table):
            run(session, statement, ids=ids[start : start + CHUNK], now=session.now)


@cache
def _ending(table: sa.Table) -> tuple[sa.Insert, sa.Update]:
    now: Any = sa.bindparam("now", type_=table.c.recorded_at.type)
    still_open = sa.and_(
        table.c.workspace_id == OURS,
        table.c.id.in_(ids_of("ids")),
        table.c.superseded_at.is_(None),
        table.c.effective_until.is_(None),
    )
    kept = [each for each in table.c if each.name not in _REWRITTEN]
    columns = [*(each.name for each in kept), "effective_until", "recorded_at"]
    copied = sa.insert(table).from_select(columns, sa.select(*kept, now, now).where(still_open))
    return copied, sa.update(table).where(still_open).values(superseded_at=now)
