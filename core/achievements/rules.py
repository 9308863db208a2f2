"""Decisions about achievements: the streak, what an automatic event does to a rating, and its validity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.frameworks import CompetencyCategory

STREAK_LENGTH = 3
"""So many activities in a row acquire a skill (acquisition/streak)."""

STREAK_SCORE = Decimal("0.90")
"""An activity counts strictly above this score, compared unrounded (acquisition/streak)."""

EXPIRING = timedelta(days=90)
"""With so many days left, or fewer, a qualification is expiring (qualifications/expiring)."""

HUMAN_CAUSES = frozenset({"manual", "review", "grading"})
"""Causes of ratings that somebody gave: no earlier automatic event changes them (rating/human-stands)."""


class Path(StrEnum):
    """A way to a value that the engine follows by itself."""

    STREAK = "streak"
    QUALIFICATION = "qualification"


def default_path(category: str) -> Path:
    """The path a new competency starts with: skills the streak, all others a valid qualification (paths/defaults)."""
    return Path.STREAK if category == CompetencyCategory.SKILL else Path.QUALIFICATION


class Validity(StrEnum):
    """How a rating stands today (rating/validity)."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Attempt:
    """A result of an activity as one skill sees it; the score is a fraction 0 to 1, times are UTC."""

    result_id: int
    activity_id: int
    score: Decimal
    happened_at: datetime
    arrived_at: datetime

    @property
    def passed(self) -> bool:
        """Whether it counts: 90 % does not, 90.01 % does."""
        return passes(self.score)


@dataclass(frozen=True)
class Streak:
    """Where a person stands with a skill: the activities passed in a row, and each row that was enough, oldest first.

    A row grows by every further pass, so a longer one follows each that was enough.
    """

    row: tuple[Attempt, ...] = ()
    completions: tuple[tuple[Attempt, ...], ...] = ()

    @property
    def length(self) -> int:
        """How many in a row."""
        return len(self.row)


def passes(score: Decimal) -> bool:
    """Whether a score is above the bar; exactly on it is not."""
    return score > STREAK_SCORE


def streak(attempts: Iterable[Attempt]) -> Streak:
    """The streak of one person in one skill (acquisition/streak, broken, once, order).

    Only the first result of an activity and its first passed one are looked at, so a repeat of a passed activity
    neither adds nor breaks and repeated failures break once. The order is by time of the result, then arrival.
    """
    row: tuple[Attempt, ...] = ()
    completions: list[tuple[Attempt, ...]] = []
    for attempt in looked_at(attempts):
        row = (*row, attempt) if attempt.passed else ()
        if len(row) >= STREAK_LENGTH:
            completions.append(row)
    return Streak(row, tuple(completions))


def looked_at(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The results that matter, in order: of each activity the first, and the first passed one."""
    tried, passed, found = set[int](), set[int](), list[Attempt]()
    for attempt in sorted(attempts, key=lambda each: (each.happened_at, each.arrived_at, each.result_id)):
        first = attempt.activity_id not in tried
        first_pass = attempt.passed and attempt.activity_id not in passed
        if first or first_pass:
            found.append(attempt)
        tried.add(attempt.activity_id)
        if attempt.passed:
            passed.add(attempt.activity_id)
    return found


@dataclass(frozen=True)
class Counting:
    """What a quiz takes to count: at least `least` of `total` right answers, or points where they differ."""

    least: int
    total: int
    by_points: bool

    @property
    def only_perfect(self) -> bool:
        """Whether one wrong answer is too many (activities/quiz)."""
        return self.least == self.total


def counting(points: Sequence[int]) -> Counting:
    """How much must be right for more than 90 %: of 8 equal questions all, of 11 one may be wrong."""
    by_points = len(set(points)) > 1
    total = sum(points) if by_points else len(points)
    return Counting(int(STREAK_SCORE * total) + 1, total, by_points)


@dataclass(frozen=True)
class Standing:
    """A rating's validity, the last day of what it rests on, and whether that was verified.

    `verified` is None where no qualification is behind it.
    """

    validity: Validity
    expires_on: date | None = None
    verified: bool | None = None


@dataclass(frozen=True)
class Holding:
    """A person's current qualification as validity sees it: the position of its value, last day, and state."""

    position: int
    expires_on: date | None
    revoked: bool
    verified: bool

    def validity(self, today: date) -> Validity:
        """Valid, expiring, expired from the day after its last day, or revoked, on the holder's day."""
        if self.revoked:
            return Validity.REVOKED
        if self.expires_on is None or self.expires_on - today > EXPIRING:
            return Validity.VALID
        return Validity.EXPIRED if self.expires_on < today else Validity.EXPIRING


def standing(rated: int | None, holdings: Iterable[Holding], today: date, *, source_lost: bool) -> Standing:
    """The best among the current qualifications that reach the rated position (rating/validity).

    With none it is valid, unless the rating came from a qualification since deleted or withdrawn (`source_lost`).
    """
    reaching = [each for each in holdings if rated is None or each.position >= rated]
    if not reaching:
        return Standing(Validity.REVOKED if source_lost else Validity.VALID)
    best = min(reaching, key=lambda each: _rank(each, today))
    return Standing(best.validity(today), best.expires_on, best.verified)


_BEST_FIRST = list(Validity)


def _rank(holding: Holding, today: date) -> tuple[int, int, bool]:
    lasts = holding.expires_on or date.max
    return _BEST_FIRST.index(holding.validity(today)), -lasts.toordinal(), not holding.verified
