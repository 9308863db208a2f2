"""What a sent message was about, found by where it stands: an answer in its thread is an answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.db import WorkspaceSession
from core.notifications.models import OutboxMessage


def message_at(session: WorkspaceSession, recipient_id: int, ts: str) -> tuple[str, Mapping[str, Any]] | None:
    """Kind and refs of the message to a person that stands there; None where it was none of these."""
    query = select(OutboxMessage.kind, OutboxMessage.refs).where(
        OutboxMessage.recipient_id == recipient_id, OutboxMessage.chat_ts == ts
    )
    row = session.execute(query.limit(1)).first()
    return None if row is None else (row[0], row[1])
