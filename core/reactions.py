"""Which fact causes which step: the cascade on one page. Reactions are set-based and safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.db import WorkspaceSession
from core.events import Fact
from core.people import Actor

Reaction = Callable[[WorkspaceSession, Actor, Any], None]

REACTIONS: dict[type[Fact], tuple[Reaction, ...]] = {}

MAX_ROUNDS = 50
"""A cascade deeper than this is a mistake in the table above, not in anybody's data."""


def react(session: WorkspaceSession) -> None:
    """Answer every fact of the session, also those that answers record, until nothing is left to answer."""
    answered = 0
    for _ in range(MAX_ROUNDS):
        fresh = session.facts[answered:]
        if not fresh:
            return
        answered += len(fresh)
        for actor, fact in fresh:
            for reaction in REACTIONS.get(type(fact), ()):
                reaction(session, actor, fact)
        session.flush()
    raise RuntimeError("the cascade does not end; see core/reactions.py")
