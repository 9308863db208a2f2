"""First becoming proficient: the moment is kept for ever (rating/acquired-at)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from core.achievements.earned import Earned
from core.achievements.events import SkillAcquired
from core.achievements.models import Acquisition, Rating
from core.db import WorkspaceSession, insert_returning_with
from core.events import Change


def acquire(
    session: WorkspaceSession,
    proficient: Sequence[Earned],
    *,
    shown: bool,
    ratings: Sequence[Mapping[str, Any]] = (),
) -> list[SkillAcquired]:
    """Note who is proficient for the first time by these events; the moment is never moved again. Repeatable.

    `ratings` are rows to be put in before. The facts to record, one for each cause.
    """
    rows = [
        {
            "person_id": each.person_id,
            "competency_id": each.competency_id,
            "acquired_at": each.happened_at,
            "recorded_at": session.now,
            "cause": _kind(each),
            "source_id": each.source_id,
        }
        for each in proficient
    ]
    new = set(insert_returning_with(session, (Rating, ratings), Acquisition, rows, "person_id", "competency_id"))
    first = sorted((each for each in proficient if each.pair in new), key=_kind)
    return [_fact(cause, list(some), shown=shown) for cause, some in groupby(first, key=_kind)]


def _kind(event: Earned) -> str:
    """What completed the path: the kind of the row `source_id`, or the rule where there is no such row."""
    return event.cause if event.path is None or event.source_id is None else event.path.split("+")[0]


def _fact(cause: str, first: Sequence[Earned], *, shown: bool) -> SkillAcquired:
    return SkillAcquired(
        person_ids=tuple(each.person_id for each in first),
        competency_ids=tuple(each.competency_id for each in first),
        cause=cause,
        shown=shown,
        changes=tuple(
            Change("acquired", each.competency_id, None, each.happened_at.isoformat(), person_id=each.person_id)
            for each in first
        ),
    )
