"""First becoming proficient: the moment is kept for ever (rating/acquired-at)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from core.achievements.earned import Earned
from core.achievements.events import SkillAcquired
from core.achievements.models import Acquisition
from core.achievements.queries import Pair, acquisitions_of
from core.db import WorkspaceSession, insert_rows
from core.events import Change


def acquire(
    session: WorkspaceSession, proficient: Sequence[Earned], *, shown: bool, known: Collection[Pair] | None = None
) -> list[SkillAcquired]:
    """Note who is proficient for the first time by these events; the moment is never moved again. Repeatable.

    `known` are those who were before, where the caller has read them. The facts to record, one for each cause.
    """
    if not proficient:
        return []
    before = acquisitions_of(session, [each.pair for each in proficient]) if known is None else known
    first = [each for each in proficient if each.pair not in before]
    rows = [
        {
            "person_id": each.person_id,
            "competency_id": each.competency_id,
            "acquired_at": each.happened_at,
            "recorded_at": session.now,
            "cause": _kind(each),
            "source_id": each.source_id,
        }
        for each in first
    ]
    if rows:
        insert_rows(session, Acquisition, rows, skip_existing=True)
    grouped = groupby(sorted(first, key=_kind), key=_kind)
    return [_fact(cause, list(some), shown=shown) for cause, some in grouped]


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
