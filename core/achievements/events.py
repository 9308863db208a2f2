"""Facts about achievements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class RatingsChanged(Fact):
    """Ratings of people were set, by the engine or by somebody; before and after stand in the changes.

    `rolled_up` says that they followed from other ratings, and what is above them was looked at already. Where they
    were taken back, ratings recorded from `undone_since` on may rest on what was undone.
    """

    kind: ClassVar[str] = "rating.changed"
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    cause: str
    rolled_up: bool = False
    undone_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SkillAcquired(Fact):
    """People became proficient in competencies for the first time (rating/acquired-at).

    `shown` says that the answer to the act itself tells the person, so that no message has to.
    """

    kind: ClassVar[str] = "skill.acquired"
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    cause: str
    shown: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewRecommended(Fact):
    """A rule, a course or an activity recommends reviews: the tuples run in parallel (paths/outcome)."""

    kind: ClassVar[str] = "review.recommended"
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    cause: str


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Fact):
    """The paths or the policy of a competency were changed (paths/re-evaluate)."""

    kind: ClassVar[str] = "rules.changed"
    competency_id: int


@dataclass(frozen=True, kw_only=True)
class RatingGiven(Fact):
    """Somebody gave a person a value, whether or not it became the rating (rating/manual, rating/trust).

    `rating_kind` is manual, grading, review or import.
    """

    kind: ClassVar[str] = "rating.given"
    judgement_id: int
    person_id: int
    competency_id: int
    rating_kind: str
    set_rating: bool


@dataclass(frozen=True, kw_only=True)
class RatingInError(Fact):
    """A rating was marked as entered in error: it counts as never having been (rating/acquired-at)."""

    kind: ClassVar[str] = "rating.in_error"
    person_id: int
    competency_id: int
