"""What an evaluation found, and how it reads in a terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tagging.allowance import Spent
from tagging.evals.cases import CaseResult, cost_of
from tagging.evals.goals import Reached, reached
from tagging.evals.mistakes import Mistake, instructive_mistakes
from tagging.evals.ranges import Range, likely_ranges
from tagging.metrics import (
    Bin,
    Figures,
    Judged,
    Point,
    calibration_noise,
    curve,
    figures,
    reliability,
)
from tagging.shortlist import SkillText

FIGURE_NAMES: Mapping[str, str] = {
    "precision": "precision",
    "recall": "recall",
    "hit_at_3": "hit@3",
    "r_precision_at_5": "R-precision@5",
    "left_empty": "left empty",
    "answered_empty": "answered by nothing",
    "calibration_error": "calibration error",
}


@dataclass(frozen=True)
class Found:
    """One set measured: its figures, how true its confidences are, what each threshold would show, telling mistakes.

    `noise` is the calibration error that chance alone would show on so few suggestions, `ranges` how far the shares may
    be off on so few texts.
    """

    figures: Figures
    about: str = ""
    skills: int = 0
    bins: tuple[Bin, ...] = ()
    noise: float = 0.0
    ranges: Mapping[str, Range] = field(default_factory=dict)
    curve: tuple[Point, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @classmethod
    def of(cls, judged: Sequence[Judged], catalogue: Sequence[SkillText], about: str, threshold: float) -> "Found":
        """Measure at least one judged text."""
        return cls(
            figures(judged, threshold),
            about,
            len(catalogue),
            reliability(judged),
            calibration_noise(judged),
            likely_ranges(judged, threshold),
            curve(judged),
            instructive_mistakes(judged, catalogue, threshold),
        )


@dataclass(frozen=True)
class Judging:
    """What the language model did and cost: questions put to it, those it gave no usable answer to by reason, tokens.

    `price` is what a million tokens cost, read and written, in the currency of whoever says it.
    """

    model: str
    asked: int = 0
    unheard: Mapping[str, int] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)
    price: tuple[float, float] | None = None

    @property
    def cost(self) -> float | None:
        """The price of all tokens; None where no price was said."""
        if self.price is None:
            return None
        read, written = self.price
        return (self.spent.tokens_in * read + self.spent.tokens_out * written) / 1_000_000

    def as_text(self) -> str:
        """Return one or two sentences: calls, tokens, cost, and what was answered without it."""
        money = "" if self.cost is None else f", {self.cost:,.4f} at the price given"
        told = (
            f"{self.model}: {self.spent.calls:,} calls, {self.spent.tokens_in:,} tokens read, "
            f"{self.spent.tokens_out:,} written{money}."
        )
        if self.unheard:
            why = ", ".join(f"{count} {kind}" for kind, count in self.unheard.items())
            told += f" {sum(self.unheard.values())} of {self.asked} texts were answered without it ({why})."
        return told


@dataclass(frozen=True)
class Report:
    """What an evaluation found: sets and cases by name, at which threshold, by which model, in how many seconds.

    `judged_cases` are the cases again with the language model, where one was asked.
    """

    sets: dict[str, Found]
    cases: dict[str, CaseResult]
    threshold: float = 0.5
    model: str = ""
    coefficients: str = ""
    seconds: float = 0.0
    judging: Judging | None = None
    judged_cases: dict[str, CaseResult] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, Figures]:
        """The figures by set."""
        return {name: found.figures for name, found in self.sets.items()}

    @property
    def goals(self) -> tuple[Reached, ...]:
        """The goals of the sets that were measured."""
        return reached(self.figures)

    def as_dict(self) -> dict[str, dict[str, object]]:
        """Return the report in the form of the baseline; times are left out, they belong to the machine."""
        kept = {name: found.as_dict() for name, found in self.figures.items()}
        for found in kept.values():
            found.pop("milliseconds")
            found.pop("milliseconds_p95")
        return {"sets": dict(kept), "cases": {name: result.passed for name, result in self.cases.items()}}

    def as_text(self) -> str:
        """Return the report as a table, the goals missed, the cases that didn't pass, cost and time."""
        lines = [*_table(self.figures), *_goal_lines(self.goals), *_case_lines("cases", self.cases)]
        if self.judging:
            lines += [*_case_lines(f"cases with {self.judging.model}", self.judged_cases), self.judging.as_text()]
        lines.append(f"{self.seconds:,.0f} s at threshold {self.threshold:.2f}, {self.model}".rstrip(", "))
        return "\n".join(lines)


def _table(sets: Mapping[str, Figures]) -> list[str]:
    head = f"{'set':<20}{'texts':>6}{'P':>7}{'R':>7}{'hit@3':>7}{'RP@5':>7}{'empty':>7}{'ECE':>7}{'ms':>6}{'p95':>6}"
    return [head, *(_row(name, found) for name, found in sets.items())]


def _row(name: str, found: Figures) -> str:
    empty = found.answered_empty if found.left_empty is None else found.left_empty
    shares = (found.precision, found.recall, found.hit_at_3, found.r_precision_at_5, empty)
    written = "".join("      -" if share is None else f"{share:7.3f}" for share in shares)
    times = f"{found.milliseconds:6.0f}{found.milliseconds_p95:6.0f}"
    return f"{name:<20}{found.texts:>6}{written}{found.calibration_error:7.3f}{times}"


def _goal_lines(goals: Sequence[Reached]) -> list[str]:
    if not goals:
        return []
    missed = [one for one in goals if not one.met]
    return [f"goals: {len(goals) - len(missed)} of {len(goals)} met", *(f"  not met: {told(one)}" for one in missed)]


def told(one: Reached) -> str:
    """Return a goal and its value in words: 'tech: recall 0.191, goal at least 0.20'."""
    value = "can't be told" if one.value is None else f"{one.value:.3f}"
    return f"{one.goal.set}: {FIGURE_NAMES[one.goal.figure]} {value}, goal {one.goal.in_words}"


def _case_lines(title: str, cases: Mapping[str, CaseResult]) -> list[str]:
    if not cases:
        return []
    passed = sum(result.passed for result in cases.values())
    harm = f"harm of the others: {cost_of(cases)} points (3 for a wrong tag, 1 for a missed one)"
    lines = [f"{title}: {passed} of {len(cases)} passed; {harm}"]
    failed = sorted((one.harm != "wrong", name) for name, one in cases.items() if not one.passed)
    return lines + [f"  not passed, {cases[name].harm}: {name}: {cases[name].detail}" for _, name in failed]
