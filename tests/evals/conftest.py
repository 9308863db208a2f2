"""What the tests of evaluation share: judged texts made by hand, and a report of them."""

from dataclasses import replace

from tagging.evals.cases import CaseResult
from tagging.evals.report import Found, Report
from tagging.metrics import Judged
from tests.tagging.conftest import CATALOGUE, index, toy

__all__ = ["a_report", "index", "judged", "toy"]


def judged(ranking: list[tuple[int, float]], *skills: int, text: str = "") -> Judged:
    """A text with its ranking, best first, and the skills people gave it."""
    return Judged(tuple(ranking), frozenset(skills), 0.01, text)


def a_report(passed: bool = True, name: str = "set", **changed: float | None) -> Report:
    """A report of one set with one right suggestion, some of its figures changed, and of one case."""
    found = Found.of([judged([(1, 0.9)], 1)], CATALOGUE, "a text", 0.5)
    figures = replace(found.figures, **changed)  # type: ignore[arg-type]
    return Report({name: replace(found, figures=figures)}, {"a harm": CaseResult(passed, "suggested nothing")})
