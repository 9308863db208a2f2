"""Whether an organisation's own adjustment is better than what is in force, on decisions it was not fitted on."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from statistics import fmean, stdev
from typing import Any

from tagging.adjustment import Adjustment, Decided, fit_adjustment

LEAST_DECISIONS, LEAST_ACTIVITIES, LEAST_OF_A_KIND = 100, 40, 10
"""Decisions, the activities they are about, and accepts as well as rejects that a refit needs."""

FRESH_DECISIONS = 50
"""Decisions made since an adjustment came into force, before another may take its place."""

FOLDS = 5
MARGIN = 0.005
"""The log loss must fall by this much, and by more than its standard error over activities."""

TENTHS = 10


class Outcome(StrEnum):
    """How a refit ended: its adjustment came into force, or why not."""

    TAKEN = "taken"
    TOO_FEW = "too_few"
    NOTHING_NEW = "nothing_new"
    ONE_KIND = "one_kind"
    NOT_BETTER = "not_better"


@dataclass(frozen=True)
class Bin:
    """Decided suggestions with a confidence in one tenth: how many, their mean confidence, and the share accepted."""

    low: float
    decided: int
    confidence: float
    accepted: float


@dataclass(frozen=True)
class Honesty:
    """How honest confidences were against decisions, as shares 0 to 1; log loss in nats.

    `shown` are those at or above the threshold, `precision` the share of them accepted, None where none is shown.
    """

    log_loss: float
    calibration_error: float
    shown: int
    precision: float | None
    bins: tuple[Bin, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values, rounded."""
        return {name: _rounded(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Checked:
    """What a refit found. `before` and `after` are measured on the same `held_out` decisions, each by an adjustment
    fitted without its activity; None where there was too little to measure."""

    outcome: Outcome
    decisions: int
    activities: int
    accepted: int
    held_out: int = 0
    before: Honesty | None = None
    after: Honesty | None = None
    adjustment: Adjustment | None = None


def refit(
    decided: Sequence[Decided], basis: str, threshold: float, in_force: Adjustment | None = None
) -> Checked:
    """Fit an adjustment on the decisions and check it by folds over activities against what is in force.

    Where an adjustment is in force, only decisions it never saw count in the comparison. It is taken only where the log
    loss falls by a margin and the calibration error does not rise: so never where the check says worse than before.
    """
    counts = len(decided), len({each.activity for each in decided}), sum(each.accepted for each in decided)
    fresh = [at for at, each in enumerate(decided) if in_force is None or not each.learned]
    lacking = _lacking(*counts, fresh=len(fresh) if in_force else None)
    if lacking is not None:
        return Checked(lacking, *counts)
    by_folds = _by_folds(decided, basis)
    told = [decided[at] for at in fresh]
    earlier = [_under(in_force)(each) for each in told]
    later = [by_folds[at] for at in fresh]
    before, after = honesty(earlier, told, threshold), honesty(later, told, threshold)
    better = _gains(told, earlier, later) and after.calibration_error <= before.calibration_error
    outcome = Outcome.TAKEN if better else Outcome.NOT_BETTER
    adjustment = fit_adjustment(decided, basis) if better else None
    return Checked(outcome, *counts, len(told), before, after, adjustment)


def honesty(confidences: Sequence[float], decided: Sequence[Decided], threshold: float) -> Honesty:
    """How honest these confidences are about what was decided; of at least one decision."""
    pairs = [(confidence, each.accepted) for confidence, each in zip(confidences, decided, strict=True)]
    bins = _bins(pairs)
    error = sum(each.decided * abs(each.confidence - each.accepted) for each in bins) / len(pairs)
    shown = [accepted for confidence, accepted in pairs if confidence >= threshold]
    precision = fmean(shown) if shown else None
    return Honesty(fmean(_loss(*pair) for pair in pairs), error, len(shown), precision, tuple(bins))


def _lacking(decisions: int, activities: int, accepted: int, *, fresh: int | None) -> Outcome | None:
    if fresh is not None and fresh < FRESH_DECISIONS:
        return Outcome.NOTHING_NEW
    if decisions < LEAST_DECISIONS or activities < LEAST_ACTIVITIES:
        return Outcome.TOO_FEW
    return Outcome.ONE_KIND if min(accepted, decisions - accepted) < LEAST_OF_A_KIND else None


def _by_folds(decided: Sequence[Decided], basis: str) -> list[float]:
    """Each decision's confidence by an adjustment fitted without the activities of its fold."""
    activities = sorted({each.activity for each in decided})
    random.Random(7).shuffle(activities)
    fold_of = {activity: place % FOLDS for place, activity in enumerate(activities)}
    fitted = [fit_adjustment([each for each in decided if fold_of[each.activity] != fold], basis)
              for fold in range(FOLDS)]  # fmt: skip
    return [_under(fitted[fold_of[each.activity]])(each) for each in decided]


def _under(adjustment: Adjustment | None) -> Callable[[Decided], float]:
    if adjustment is None:
        return lambda each: each.confidence
    return lambda each: adjustment.confidence(each.confidence, each.skill, each.rank)


def _gains(decided: Sequence[Decided], earlier: Sequence[float], later: Sequence[float]) -> bool:
    """Whether the log loss falls by the margin and beyond chance; activities, not decisions, are independent."""
    gains: dict[int, float] = defaultdict(float)
    for each, before, after in zip(decided, earlier, later, strict=True):
        gains[each.activity] += _loss(before, each.accepted) - _loss(after, each.accepted)
    values = list(gains.values())
    error = stdev(values) * math.sqrt(len(values)) if len(values) > 1 else math.inf
    return sum(values) >= MARGIN * len(decided) and sum(values) > error


def _loss(confidence: float, accepted: bool) -> float:
    chance = confidence if accepted else 1 - confidence
    return -math.log(max(chance, 1e-6))


def _bins(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, accepted in pairs:
        tenths[min(TENTHS - 1, int(confidence * TENTHS))].append((confidence, accepted))
    return [
        Bin(tenth / TENTHS, len(part), fmean(each for each, _ in part), fmean(accepted for _, accepted in part))
        for tenth, part in sorted(tenths.items())
    ]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return [_rounded(each) for each in value] if isinstance(value, list | tuple) else value
