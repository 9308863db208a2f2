"""The message that follows a re-evaluation of many people: one, rewritten as it goes on (rating/immediate)."""

from __future__ import annotations

from core.db import WorkspaceSession
from core.notifications.outbox import refresh, tell

REEVALUATION = "reevaluation"


def tell_of_reevaluation(session: WorkspaceSession, recipient_id: int, run_id: int) -> None:
    """Tell who changed the rules how far the re-evaluation is; once for each run."""
    key = f"{REEVALUATION}:{run_id}"
    tell(session, recipient_id, REEVALUATION, {"run": run_id}, key=key, subjects=[(REEVALUATION, run_id)])


def rewrite_reevaluation(session: WorkspaceSession, run_id: int) -> None:
    """Have the message say how far it is by now."""
    refresh(session, REEVALUATION, [run_id])
