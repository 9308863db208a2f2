"""What a threshold brings: of what is shown how much is right, and how many activities are left empty.

From an organisation's own askings and decisions, or from the evaluation the product ships (`shipped_curve`): its
labelled texts by confidence, none of them used to fit what measured it. `python -m tagging.curve_fitting` makes that.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import fmean
from typing import Any

MOST_SHOWN = 3
HUNDREDTHS = 100
LEAST_COUNTED = 20
"""A share of right ones is told from this many suggestions on."""


@dataclass(frozen=True)
class Point:
    """One threshold: the share right of what it shows (0 to 1; None: too little to tell), and of activities left
    empty. `expected` says that the share right is what the confidences promise, since nobody decided there yet."""

    threshold: float
    right: float | None
    empty: float
    expected: bool = False


@dataclass(frozen=True)
class Evaluated:
    """Labelled texts by hundredths of confidence: the three likeliest of each text, those of them that were right,
    and the likeliest alone. `source` names it for people, `model` what measured."""

    source: str
    model: str
    shown: tuple[int, ...]
    right: tuple[int, ...]
    best: tuple[int, ...]

    @property
    def texts(self) -> int:
        """How many texts were measured."""
        return sum(self.best)

    def point(self, threshold: float) -> Point:
        """What this threshold brought."""
        start = _hundredth(threshold)
        shown, right = sum(self.shown[start:]), sum(self.right[start:])
        known = right / shown if shown >= LEAST_COUNTED else None
        return Point(threshold, known, sum(self.best[:start]) / self.texts if self.texts else 0.0)

    def threshold_for(self, wrong_in: int) -> float:
        """The lowest threshold from which on at most 1 in `wrong_in` shown was wrong, as far as enough were shown."""
        found = None
        for start in range(HUNDREDTHS - 1, -1, -1):
            point = self.point(start / HUNDREDTHS)
            if point.right is None:
                continue
            if 1 - point.right > 1 / wrong_in + 1e-9:
                return found if found is not None else max(_each_alone(wrong_in), (start + 1) / HUNDREDTHS)
            found = start / HUNDREDTHS
        return _each_alone(wrong_in) if found is None else found


@dataclass(frozen=True)
class Own:
    """An organisation's own askings (the confidences of their three likeliest, highest first) and decisions
    (confidence, accepted). `calibrated` where the confidences were fitted on such decisions: then they may be trusted.
    """

    askings: Sequence[Sequence[float]]
    decisions: Sequence[tuple[float, bool]]
    calibrated: bool = False

    def point(self, threshold: float) -> Point:
        """What this threshold brings: counted from decisions where people saw all of it, else expected."""
        bests = [each[0] if each else 0.0 for each in self.askings]
        empty = fmean(best < threshold for best in bests) if bests else 0.0
        counted_right = self._counted(threshold)
        if counted_right is not None:
            return Point(threshold, counted_right, empty)
        return Point(threshold, self._promised(threshold), empty, expected=True)

    def threshold_for(self, wrong_in: int) -> float:
        """The lowest threshold at which at most 1 in `wrong_in` shown is wrong by what the confidences promise.

        Confidences that were never fitted on decisions made here must keep to it by those decisions, too.
        """
        least = 1 - 1 / wrong_in - 1e-9
        found = None
        for start in range(HUNDREDTHS - 1, -1, -1):
            right = self._trusted(start / HUNDREDTHS)
            if right is not None and right < least:
                return found if found is not None else max(_each_alone(wrong_in), (start + 1) / HUNDREDTHS)
            found = start / HUNDREDTHS if right is not None else found
        return _each_alone(wrong_in) if found is None else found

    def _trusted(self, threshold: float) -> float | None:
        """The share right to go by; None where nothing is shown."""
        promised = self._promised(threshold)
        counted_right = None if self.calibrated else self._counted(threshold)
        return min((each for each in (promised, counted_right) if each is not None), default=None)

    def _counted(self, threshold: float) -> float | None:
        """The share accepted of what was decided so high; None where that is too little, or not all of it was seen."""
        decided = [accepted for confidence, accepted in self.decisions if confidence >= threshold]
        lowest = min((confidence for confidence, _ in self.decisions), default=1.0)
        unseen = any(threshold <= one < lowest for each in self.askings for one in each[:MOST_SHOWN])
        return fmean(decided) if len(decided) >= LEAST_COUNTED and not unseen else None

    def _promised(self, threshold: float) -> float | None:
        shown = [one for each in self.askings for one in each[:MOST_SHOWN] if one >= threshold]
        return fmean(shown) if shown else None


Source = Evaluated | Own


@lru_cache(maxsize=1)
def shipped_curve() -> Evaluated:
    """The evaluation that comes with the product."""
    stored: dict[str, Any] = json.loads(files("tagging").joinpath("curve.json").read_text(encoding="utf-8"))
    return from_json(stored)


def from_json(stored: dict[str, Any]) -> Evaluated:
    """From its plain values; ValueError when they are none of an evaluation."""
    counts = [tuple(int(each) for each in stored[name]) for name in ("shown", "right", "best")]
    if any(len(each) != HUNDREDTHS for each in counts):
        raise ValueError("An evaluation is counted by hundredths.")
    return Evaluated(str(stored["source"]), str(stored["model"]), *counts)


def counted(source: str, model: str, texts: Sequence[Sequence[tuple[float, bool]]]) -> Evaluated:
    """Texts, each with (confidence, right) of its three likeliest, highest first, counted by hundredths."""
    shown, right, best = ([0] * HUNDREDTHS for _ in range(3))
    for text in texts:
        for confidence, is_right in text[:MOST_SHOWN]:
            shown[_hundredth(confidence)] += 1
            right[_hundredth(confidence)] += is_right
        best[_hundredth(text[0][0]) if text else 0] += 1
    return Evaluated(source, model, tuple(shown), tuple(right), tuple(best))


def _each_alone(wrong_in: int) -> float:
    """The threshold at which every single suggestion promises no more: without enough to tell, the safe one."""
    return math.ceil(HUNDREDTHS * (1 - 1 / wrong_in)) / HUNDREDTHS


def _hundredth(confidence: float) -> int:
    """The hundredth a confidence lies in; one exactly at its lower edge belongs to it."""
    return min(HUNDREDTHS - 1, max(0, int(confidence * HUNDREDTHS + 1e-6)))
