"""What a benchmark reports: one line per figure, with its goal and whether it is met."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["ms", "s", "skills", "texts", "MB", "error", "/s", "times", "share"]


@dataclass(frozen=True)
class Line:
    """One figure: what it measures, in which unit, the most it should be (None where there is no goal).

    A rate (`/s`, `times` as fast) and a share of what is right (0 to 1) should be at least their goal. A figure of
    None means it could not be taken; `note` then says why.
    """

    what: str
    figure: float | None
    unit: Unit
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """`met`, `not met`, `skipped`, or nothing without a goal."""
        if self.figure is None:
            return "skipped"
        if self.goal is None:
            return ""
        met = self.figure >= self.goal if self.is_rate else self.figure <= self.goal
        return "met" if met else "not met"

    @property
    def is_rate(self) -> bool:
        """Whether more is better."""
        return self.unit in ("/s", "times", "share")

    def as_dict(self) -> dict[str, Any]:
        """The line for other programs."""
        return {
            "what": self.what,
            "figure": None if self.figure is None else round(self.figure, 3),
            "unit": self.unit,
            "goal": self.goal,
            "verdict": self.verdict,
            "note": self.note,
        }


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that `share` of the values (0 to 1) do not exceed; infinite where there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


def seconds_of(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor_ms_of(works: Iterable[Callable[[], object]]) -> float:
    """How many milliseconds of this process's processor time each of these pieces of work takes, the median."""
    return percentile(_each_ms_of(works), 0.5)


@dataclass(frozen=True)
class InRuns:
    """Milliseconds of processor time that like pieces of work take: the median of all, and that of the quickest run.

    What else a host does makes its processors slower for a while, by half on shared ones, and never quicker: the
    quickest run of pieces in a row tells what the work takes.
    """

    quickest: float
    usual: float

    @property
    def note(self) -> str:
        """How both were found, for a line's note."""
        return f"median of the quickest {IN_A_ROW} in a row; of all {self.usual:.2f} ms"


IN_A_ROW = 20


def in_runs(works: Iterable[Callable[[], object]]) -> InRuns:
    """Take as `processor_ms_of`, in runs of `IN_A_ROW`; the last ones are left out where they are no whole run."""
    found = _each_ms_of(works)
    runs = [found[at : at + IN_A_ROW] for at in range(0, len(found) - IN_A_ROW + 1, IN_A_ROW)]
    return InRuns(min(percentile(run, 0.5) for run in runs), percentile(found, 0.5))


def _each_ms_of(works: Iterable[Callable[[], object]]) -> list[float]:
    found = []
    for work in works:
        start = time.process_time()
        work()
        found.append(1_000 * (time.process_time() - start))
    return found


def milliseconds_of(work: Callable[[], object], times: int = 1) -> float:
    """How long a piece of work takes, the median of so many times."""
    return 1_000 * percentile([seconds_of(work) for _ in range(times)], 0.5)
