"""The figures the tagger is to reach, offline, on texts its fit never saw."""

from collections.abc import Mapping
from dataclasses import dataclass

from tagging.metrics import Figures


@dataclass(frozen=True)
class Goal:
    """A bound on one figure of one set; met exactly at it too. `at_least`: more is better."""

    set: str
    figure: str
    bound: float
    at_least: bool = True

    @property
    def in_words(self) -> str:
        """The bound as people say it: 'at least 0.50'."""
        return f"{'at least' if self.at_least else 'at most'} {self.bound:.2f}"

    def met(self, value: float) -> bool:
        """Whether a value reaches the bound."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Reached:
    """A goal with the value found for it; None where the set couldn't tell."""

    goal: Goal
    value: float | None

    @property
    def met(self) -> bool:
        """Whether the value is there and reaches the bound."""
        return self.value is not None and self.goal.met(self.value)


GOALS = (
    Goal("house", "r_precision_at_5", 0.50),
    Goal("tech", "r_precision_at_5", 0.60),
    Goal("house_and_tech", "precision", 0.65),
    Goal("house_and_tech", "recall", 0.20),
    Goal("house_and_tech", "calibration_error", 0.05, at_least=False),
    *(Goal(track, "hit_at_3", 0.60) for track in ("python", "javascript")),
    *(
        Goal(name, "left_empty", 0.95)
        for name in (
            "notices", "notices_esco", "no_skill_cases", "no_skill_sample", "no_skill_esco", "no_skill_exercises"
        )
    ),
)


def reached(sets: Mapping[str, Figures]) -> tuple[Reached, ...]:
    """Return the goals of the sets that were measured, each with its value."""
    return tuple(Reached(goal, getattr(sets[goal.set], goal.figure)) for goal in GOALS if goal.set in sets)
