"""Which of these ids are there: asked at every result and completion, so by statements built once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa

from core.db import Base, WorkspaceSession
from core.prepared import OURS, ids_of, run


def known_ids(session: WorkspaceSession, model: type[Base], ids: Iterable[int]) -> set[int]:
    """Those of these ids that are rows of the workspace; one query however many."""
    wanted = sorted(set(ids))
    return {row[0] for row in run(session, _of_these(model), ids=wanted).all()} if wanted else set()


@cache
def _of_these(model: type[Base]) -> sa.Select[Any]:
    columns = model.__table__.c
    return sa.select(columns.id).where(columns.workspace_id == OURS, columns.id.in_(ids_of("ids")))
