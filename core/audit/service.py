"""Recording facts."""

from __future__ import annotations

from typing import Any

from core.db import WorkspaceSession
from core.events import Fact


def record(session: WorkspaceSession, actor: Any, fact: Fact) -> None:
    """Note what happened and who did it; it is kept, and answered by reactions, with the transaction.

    `actor` has `person_id` (none for the operator and for the engine itself) and `kind`.
    """
    session.facts.append((actor, fact))
