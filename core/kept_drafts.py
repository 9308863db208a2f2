"""Changes that were shown with their effect and wait to be applied by who made them, once."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from core.db import Base, WorkspaceSession
from core.errors import Conflict, NotFound
from core.words import say

D = TypeVar("D", bound=Base)


def own_draft(session: WorkspaceSession, model: type[D], maker_id: int | None, draft_id: int, *, taken: bool) -> D:
    """A draft (with `made_by_id` and `applied_at`) of somebody's own; `taken` marks it as applied in this transaction.

    Raises NotFound for anybody else's, Conflict once it was applied.
    """
    columns: Any = model
    query = select(model).where(columns.id == draft_id, columns.made_by_id == maker_id)
    row: Any = session.scalar(query.with_for_update() if taken else query)
    if row is None:
        raise NotFound(say("That change is not yours, or no longer here. Nothing was changed."))
    if row.applied_at is not None:
        raise Conflict(say("Already applied, {at}. Nothing changed.", at=row.applied_at))
    if taken:
        row.applied_at = session.now
    found: D = row
    return found
