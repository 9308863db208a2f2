"""Why somebody has a rating: rule, evidence, who and when, and what stood before (chat/why)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.achievements.models import Rating
from core.achievements.queries import RatingView, rating_of
from core.achievements.rules import Attempt, Path
from core.achievements.streaks import streaks
from core.activities import activities
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, scale_of


@dataclass(frozen=True)
class StreakEvidence:
    """A result that counted: the activity's title and the score, a fraction 0 to 1."""

    title: str
    score: Decimal
    happened_at: datetime


@dataclass(frozen=True)
class RatingReason:
    """A rating with what it came from: for a streak its results, and the value that stood before, if any."""

    rating: RatingView
    recorded_at: datetime
    results: tuple[StreakEvidence, ...]
    before: ScaleValueView | None


def why_rated(session: WorkspaceSession, person_id: int, competency_id: int) -> RatingReason | None:
    """The reason of a person's rating; None where they have none."""
    rating = rating_of(session, person_id, competency_id)
    if rating is None:
        return None
    row = session.scalars(
        select(Rating).where(
            Rating.person_id == person_id, Rating.competency_id == competency_id, Rating.in_force(session.now)
        )
    ).one()
    found = _completing(session, row) if row.cause == Path.STREAK else ()
    return RatingReason(rating, row.recorded_at, _named(session, found), _before(session, row))


def _completing(session: WorkspaceSession, row: Rating) -> Sequence[Attempt]:
    """The results in a row that ended with the one the rating came from."""
    pair = (row.person_id, row.competency_id)
    found = streaks(session, [pair]).get(pair)
    if found is None:
        return ()
    return next((each for each in found.completions if each[-1].result_id == row.source_id), ())


def _named(session: WorkspaceSession, attempts: Sequence[Attempt]) -> tuple[StreakEvidence, ...]:
    titles = activities(session, {each.activity_id for each in attempts})
    return tuple(
        StreakEvidence(titles[each.activity_id].title, each.score, each.happened_at) for each in attempts
    )


def _before(session: WorkspaceSession, row: Rating) -> ScaleValueView | None:
    earlier = session.scalar(
        select(Rating.scale_value_id)
        .where(
            Rating.person_id == row.person_id,
            Rating.competency_id == row.competency_id,
            Rating.effective_until == row.effective_from,
            Rating.superseded_at.is_(None),
        )
        .order_by(Rating.id.desc())
        .limit(1)
    )
    return scale_of(session, row.competency_id).value(earlier)
