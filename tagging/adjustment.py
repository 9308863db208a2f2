"""An organisation's own correction of the confidence, learned from its accepts and rejects.

In log-odds: new = shipped + shift + (slope - 1) x shipped + what its place among the activity's candidates takes away
+ what the skill itself earned. A strong prior holds all of
it at the identity, so that a few decisions move little. People only see what passes the threshold; what is below the
least they decided about may therefore become less sure, but hardly surer.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.verdicts import chance, log_odds

SHIFT_SPREAD, SLOPE_SPREAD, RANK_SPREAD, SKILL_SPREAD = 0.7, 0.4, 0.5, 0.4
"""How far the prior lets each coefficient go from the identity, as standard deviations in log-odds."""

SLOPE_LEAST, SLOPE_MOST = 0.3, 2.5
RANK_MOST = 2
"""Places from the third on count alike: people see three."""

SKILL_MOST = 1.0
SKILL_ACTIVITIES = 5
"""A skill gets a correction of its own from decisions on this many activities."""

SEEN_SHARE = 0.02
"""The seen range leaves out this share of the decisions at either end."""

FADE = 1.0
"""Below the seen range what would make surer fades out over this distance in log-odds."""

STEPS = 50


_NUMBERS = ("shift", "slope", "low", "high", "rank")


@dataclass(frozen=True)
class Decided:
    """What became of one suggestion: the confidence before any adjustment (0 to 1), and whether it was accepted.

    `rank` is its place among the activity's candidates, 0 for the likeliest. `learned` says that the adjustment in
    force was fitted on it already.
    """

    activity: int
    skill: int
    confidence: float
    accepted: bool
    rank: int = 0
    learned: bool = False


@dataclass(frozen=True)
class Adjustment:
    """A fitted correction. `basis` names the coefficients and models it was fitted on; on others it means nothing.

    `low` and `high` bound the log-odds people decided about; beyond them the correction is that of the nearer bound.
    `rank` takes away, or leaves, but never adds: a likelier candidate stays the likelier one.
    """

    basis: str
    shift: float = 0.0
    slope: float = 1.0
    low: float = 0.0
    high: float = 0.0
    rank: float = 0.0
    skills: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = (self.shift, self.slope, self.low, self.high, self.rank, *self.skills.values())
        if not all(map(math.isfinite, numbers)) or self.slope <= 0 or self.low > self.high or self.rank > 0:
            raise ValueError("This is no adjustment: numbers are missing or out of range.")

    def confidence(self, shipped: float, skill: int, rank: int = 0) -> float:
        """The confidence to show for what the shipped coefficients say; strictly between 0 and 1 where that is."""
        if not 0 < shipped < 1:
            return shipped
        at = log_odds(shipped)
        by = self.shift + (self.slope - 1) * min(max(at, self.low), self.high)
        by += self.rank * _depth(rank) + self.skills.get(skill, 0.0)
        if at < self.low and by > 0:
            by *= max(0.0, 1 - (self.low - at) / FADE)
        return chance(at + by)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        skills = {str(skill): round(by, 4) for skill, by in sorted(self.skills.items())}
        numbers = {name: round(getattr(self, name), 6) for name in _NUMBERS}
        return {"basis": self.basis, **numbers, "skills": skills}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Adjustment:
        """From its plain values; ValueError when they are none of an adjustment."""
        try:
            skills = {int(skill): float(by) for skill, by in dict(stored["skills"]).items()}
            numbers = {name: float(stored[name]) for name in _NUMBERS}
            return cls(str(stored["basis"]), **numbers, skills=skills)
        except (KeyError, TypeError) as error:
            raise ValueError("This is no adjustment: something is missing.") from error


def fit_adjustment(decided: Sequence[Decided], basis: str) -> Adjustment:
    """The likeliest correction given the decisions and the prior; ValueError without a decision."""
    if not decided:
        raise ValueError("An adjustment is fitted on decisions; there are none.")
    at = np.array([log_odds(_inside(each.confidence)) for each in decided])
    skills, middle = _own_skills(decided), float(at.mean())
    found = _fitted(decided, at, skills, ranked=True)
    if found[2] > 0:
        found = _fitted(decided, at, skills, ranked=False)
    slope = float(np.clip(1 + found[1], SLOPE_LEAST, SLOPE_MOST))
    low, high = np.quantile(at, [SEEN_SHARE, 1 - SEEN_SHARE])
    own = {skill: float(np.clip(by, -SKILL_MOST, SKILL_MOST)) for skill, by in zip(skills, found[3:], strict=True)}
    shift = float(found[0]) - (slope - 1) * middle
    return Adjustment(basis, shift, slope, float(low), float(high), min(0.0, float(found[2])), own)


def _fitted(
    decided: Sequence[Decided], at: NDArray[np.float64], skills: Sequence[int], *, ranked: bool
) -> NDArray[np.float64]:
    """The likeliest shift at the mean log-odds, change of slope, effect of the place, and effect of each skill."""
    depths = np.array([_depth(each.rank) if ranked else 0.0 for each in decided])
    accepted = np.array([each.accepted for each in decided], dtype=float)
    lines = np.column_stack([np.ones(len(at)), at - at.mean(), depths, *_columns(decided, skills)])
    spreads = np.array([SHIFT_SPREAD, SLOPE_SPREAD, RANK_SPREAD, *[SKILL_SPREAD] * len(skills)])
    return _likeliest(lines, at, accepted, spreads)


def _depth(rank: int) -> float:
    return math.log1p(min(max(rank, 0), RANK_MOST))


def _inside(confidence: float) -> float:
    return min(1 - 1e-6, max(1e-6, confidence))


def _own_skills(decided: Iterable[Decided]) -> list[int]:
    """The skills decided about on enough activities."""
    activities: dict[int, set[int]] = defaultdict(set)
    for each in decided:
        activities[each.skill].add(each.activity)
    counts = Counter({skill: len(found) for skill, found in activities.items()})
    return sorted(skill for skill, count in counts.items() if count >= SKILL_ACTIVITIES)


def _columns(decided: Sequence[Decided], skills: Sequence[int]) -> list[NDArray[np.float64]]:
    named = np.array([each.skill for each in decided])
    return [(named == skill).astype(float) for skill in skills]


def _likeliest(
    lines: NDArray[np.float64], at: NDArray[np.float64], accepted: NDArray[np.float64], spreads: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's steps to the most likely coefficients of `at + lines @ coefficients`, halved where they overshoot."""
    hold = 1 / spreads**2
    found = np.zeros(lines.shape[1])
    before = _unlikelihood(found, lines, at, accepted, hold)
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(at + lines @ found, -30, 30)))
        slope = lines.T @ (likely - accepted) + hold * found
        bend = (lines * (likely * (1 - likely))[:, None]).T @ lines + np.diag(hold)
        step, now = np.linalg.solve(bend, slope), math.inf
        while (now := _unlikelihood(found - step, lines, at, accepted, hold)) > before and np.abs(step).max() > 1e-9:
            step = step / 2
        if now > before - 1e-10:
            break
        found, before = found - step, now
    return found


def _unlikelihood(
    found: NDArray[np.float64],
    lines: NDArray[np.float64],
    at: NDArray[np.float64],
    accepted: NDArray[np.float64],
    hold: NDArray[np.float64],
) -> float:
    odds = np.clip(at + lines @ found, -30, 30)
    return float((np.logaddexp(0, odds) - accepted * odds).sum() + (hold * found**2).sum() / 2)
