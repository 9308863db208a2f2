"""Why somebody has a rating: rule, evidence, who and when, and what stood before (chat/why)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.achievements.models import Rating
from core.achievements.paths.kinds import AchievementPath, CriterionKind, RuleSet
from core.achievements.paths.stored import rules_of
from core.achievements.queries import RatingView, rating_of
from core.achievements.rules import Attempt, Path
from core.achievements.streaks import streaks
from core.activities import CourseCompletion, Result, activities, courses
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
    """A rating with what it came from: for a streak its results, for a course or activity its name; the path it came
    by, where it is one of today's; and the value that stood before, if any."""

    rating: RatingView
    recorded_at: datetime
    results: tuple[StreakEvidence, ...]
    before: ScaleValueView | None
    path: AchievementPath | None = None
    source: str | None = None


def why_rated(session: WorkspaceSession, person_id: int, competency_id: int) -> RatingReason | None:
    """The reason of a person's rating; None where they have none. Rights are the caller's matter."""
    rating = rating_of(session, person_id, competency_id)
    if rating is None:
        return None
    row = session.scalars(
        select(Rating).where(
            Rating.person_id == person_id, Rating.competency_id == competency_id, Rating.in_force(session.now)
        )
    ).one()
    found = _completing(session, row) if rating.came_from == Path.STREAK else ()
    path = _path(rules_of(session, [competency_id])[competency_id], row)
    return RatingReason(
        rating, row.recorded_at, _named(session, found), _before(session, row), path, _source(session, rating)
    )


def _completing(session: WorkspaceSession, row: Rating) -> Sequence[Attempt]:
    """The results in a row that ended with the one the rating came from."""
    pair = (row.person_id, row.competency_id)
    found = streaks(session, [pair]).get(pair)
    if found is None:
        return ()
    return next((each for each in found.completions if each[-1].result_id == row.source_id), ())


def _path(rule: RuleSet, row: Rating) -> AchievementPath | None:
    """The path of today that the rating came by; none where the rules changed since."""
    kinds = sorted((row.path or row.cause).split("+"))
    for path in rule.paths:
        if path.id == row.path_id and sorted(path.kinds) == kinds:
            return path
    return None


def _named(session: WorkspaceSession, attempts: Sequence[Attempt]) -> tuple[StreakEvidence, ...]:
    titles = activities(session, {each.activity_id for each in attempts})
    return tuple(
        StreakEvidence(titles[each.activity_id].title, each.score, each.happened_at) for each in attempts
    )


def _source(session: WorkspaceSession, rating: RatingView) -> str | None:
    """The name of the course or activity that completed the path."""
    if rating.source_id is None:
        return None
    match rating.came_from:
        case CriterionKind.COURSE:
            course_id = session.scalar(
                select(CourseCompletion.course_id).where(CourseCompletion.id == rating.source_id)
            )
            return courses(session, [course_id])[course_id].name if course_id else None
        case CriterionKind.ACTIVITY:
            activity_id = session.scalar(select(Result.activity_id).where(Result.id == rating.source_id))
            return activities(session, [activity_id])[activity_id].title if activity_id else None
    return None


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
