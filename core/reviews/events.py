"""Facts about reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class ReviewsOpened(Fact):
    """Reviews were asked for, by people or by rules: the tuples run in parallel; none to ask is None."""

    kind: ClassVar[str] = "review.opened"
    review_ids: tuple[int, ...]
    rounds: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    reviewer_ids: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewsPassedOn(Fact):
    """Waiting reviews were sent to somebody else, or to one more: the tuples run in parallel; nobody is None."""

    kind: ClassVar[str] = "review.passed_on"
    review_ids: tuple[int, ...]
    rounds: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    reviewer_ids: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewChanged(Fact):
    """A step was taken in a review, or taken back (`undone`)."""

    kind: ClassVar[str] = "review.changed"
    review_id: int
    round: int
    person_id: int
    competency_id: int
    step: str
    step_id: int
    reviewer_id: int | None
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class ExpertsNamed(Fact):
    """The experts of a competency were named anew (review/eligible)."""

    kind: ClassVar[str] = "review.experts"
    competency_id: int
