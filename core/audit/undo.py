"""What a button did can be taken back for ten minutes (chat/undo); each slice knows how, this remembers what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.audit.models import Undoable
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.words import say

UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Undoing:
    """An effect about to be taken back: its kind and the ids it is about."""

    id: int
    kind: str
    refs: dict[str, Any]


def note_undoable(session: WorkspaceSession, person_id: int, kind: str, **refs: Any) -> int:
    """Remember an effect of a person's press; its id goes on the Undo button."""
    row = Undoable(
        person_id=person_id,
        kind=kind,
        refs=refs,
        done_at=session.now,
        until=session.now + UNDO_FOR,
        undone_at=None,
    )
    session.add(row)
    session.flush()
    return row.id


def open_undo(session: WorkspaceSession, person_id: int | None, undo_id: int) -> Undoing:
    """The effect, if it is the person's own, not yet undone and not older than ten minutes; else says which."""
    query = select(Undoable).where(Undoable.id == undo_id, Undoable.person_id == person_id)
    row = session.scalar(query.with_for_update())
    if row is None:
        raise NotFound(say("There is nothing of yours here to undo."))
    if row.undone_at is not None:
        raise Conflict(say("Already undone, {at}. Nothing changed.", at=row.undone_at))
    if session.now > row.until:
        raise Conflict(say("Not undone: that works for 10 minutes, until {at}.", at=row.until))
    return Undoing(row.id, row.kind, row.refs)


def close_undo(session: WorkspaceSession, undo_id: int) -> None:
    """Mark an effect as taken back."""
    row = session.get_one(Undoable, undo_id)
    row.undone_at = session.now
