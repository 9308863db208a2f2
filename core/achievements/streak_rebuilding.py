"""The stored streaks made anew from all results, and which of them differed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.achievements.queries import Pair
from core.achievements.ratings import hold_people
from core.achievements.streak_models import StreakState
from core.achievements.streak_states import State, computed_for, recompute_for, stored_for
from core.activities import Result
from core.db import WorkspaceSession

PART = 500


@dataclass(frozen=True)
class StreakDifference:
    """A streak whose stored state was not what the results say."""

    pair: Pair
    stored: State | None
    computed: State | None


def rebuild_streaks(session: WorkspaceSession) -> list[StreakDifference]:
    """Recompute every streak, stored or not, and say which stored ones were wrong."""
    found: list[StreakDifference] = []
    last = 0
    while people := _people(session, last):
        last = people[-1]
        hold_people(session, people)
        stored, computed = stored_for(session, people), computed_for(session, people)
        found += [
            StreakDifference(pair, state, computed.get(pair))
            for pair, state in stored.items()
            if computed.get(pair) != state
        ]
        if stored != computed:
            recompute_for(session, people)
    return found


def _people(session: WorkspaceSession, after: int) -> list[int]:
    """The next people with results or stored streaks."""
    with_results = select(Result.person_id).where(Result.workspace_id == session.workspace_id, Result.person_id > after)
    with_state = select(StreakState.person_id).where(
        StreakState.workspace_id == session.workspace_id, StreakState.person_id > after
    )
    both = with_results.union(with_state).subquery()
    return list(session.scalars(select(both.c.person_id).order_by(both.c.person_id).limit(PART)))
