"""Which people completed which activities: by any result, or at the score an activity sets (activities/completed)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Activity, Result
from core.db import WorkspaceSession

CHUNK = 900

Completed = tuple[int, int]
"""A person's id and an activity's id."""


def completions(session: WorkspaceSession) -> sa.Select[*tuple[Any, ...]]:
    """Who completed what, and when first, as a selection to join with or to narrow.

    Columns: person_id, activity_id, completed_at (UTC). To be narrowed by conditions on `Result` or `Activity`; as a
    subquery: `completions(session).subquery()`. Activities taken out of use count as completed, too.
    """
    ours = session.workspace_id
    return (
        select(Result.person_id, Result.activity_id, sa.func.min(Result.happened_at).label("completed_at"))
        .join(Activity, sa.and_(Activity.id == Result.activity_id, Activity.workspace_id == ours))
        .where(
            Result.workspace_id == ours,
            Result.voided_at.is_(None),
            sa.or_(Activity.completed_at_score.is_(None), Result.score >= Activity.completed_at_score),
        )
        .group_by(Result.person_id, Result.activity_id)
    )


def completed_activities(
    session: WorkspaceSession,
    *,
    person_ids: Iterable[int] | None = None,
    activity_ids: Iterable[int] | None = None,
) -> dict[Completed, datetime]:
    """When these people first completed these activities, for those pairs where they did; left out means all.

    A few queries however many pairs.
    """
    found: dict[Completed, datetime] = {}
    for people in _parts(person_ids):
        for activities in _parts(activity_ids):
            query = completions(session)
            if people is not None:
                query = query.where(Result.person_id.in_(people))
            if activities is not None:
                query = query.where(Result.activity_id.in_(activities))
            found |= {(row[0], row[1]): row[2] for row in session.execute(query)}
    return found


def best_score(session: WorkspaceSession, person_id: int, activity_id: int) -> Decimal | None:
    """The person's best result of an activity, None before the first."""
    query = (
        select(Result.score)
        .where(Result.person_id == person_id, Result.activity_id == activity_id, Result.voided_at.is_(None))
        .order_by(Result.score.desc())
        .limit(1)
    )
    return session.scalar(query)


def is_completed(session: WorkspaceSession, person_id: int, activity_id: int) -> bool:
    """Whether the person completed the activity (activities/completed)."""
    return bool(completed_activities(session, person_ids=[person_id], activity_ids=[activity_id]))


def _parts(ids: Iterable[int] | None) -> Iterator[Sequence[int] | None]:
    """Ids in parts that fit into one statement; one part for 'all'."""
    if ids is None:
        yield None
        return
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
