"""Decisions about activities: how many skills one carries, what a score may be, when an answer is right."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from core.errors import Invalid
from core.frameworks import CompetencyCategory, folded
from core.words import Percent, say

MAX_SKILLS = 3
"""The most skills an activity carries, however they came (activities/skills-limit)."""

MILLIONTH = Decimal("0.000001")


class LinkOutcome(StrEnum):
    """What a competency on an activity does when a result comes in (activities/outcome)."""

    STREAK = "streak"
    NONE = "none"
    EVIDENCE = "evidence"
    RECOMMEND = "recommend"
    COMPLETE = "complete"


def default_outcome(category: str) -> LinkOutcome:
    """A skill completes through the streak, another competency gets evidence, unless said otherwise."""
    return LinkOutcome.STREAK if category == CompetencyCategory.SKILL else LinkOutcome.EVIDENCE


@lru_cache(maxsize=1_024)
def kept_score(score: Decimal) -> Decimal:
    """A score as it is stored: a fraction 0 to 1 in millionths; outside is refused (activities/results-in).

    Rounded up, so that a score above a bar stays above it and one on a bar stays on it.
    """
    if not score.is_finite() or not 0 <= score <= 1:
        raise Invalid(
            say("A score is from {least} to {most}.", least=Percent(Decimal(0)), most=Percent(Decimal(1))),
            field="score",
        )
    return score.quantize(MILLIONTH, ROUND_CEILING)


class QuestionKind(StrEnum):
    """How a quiz question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMBER = "number"
    TEXT = "text"


MAX_QUESTION, MAX_OPTION, MAX_OPTIONS = 1_000, 300, 20
"""How long a question and an option may be, and how many options one may have."""

CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE})
TRUE_FALSE = ("True", "False")


def check_question(kind: str, text: str, options: Sequence[str], correct: Sequence[str], points: int) -> None:
    """Refuse a question that nobody could answer rightly, saying what it lacks."""
    if kind not in list(QuestionKind):
        kinds = [str(each) for each in QuestionKind]
        raise Invalid(say("{kind} is no kind of question. Kinds: {kinds}.", kind=kind, kinds=kinds), field="kind")
    if not text.strip():
        raise Invalid(say("A question needs its text."), field="question")
    if len(text) > MAX_QUESTION or any(len(each) > MAX_OPTION for each in (*options, *correct)):
        longest = {"text": MAX_QUESTION, "answer": MAX_OPTION}
        raise Invalid(say("A question has at most {text} characters, an answer {answer}.", **longest), field="question")
    if points < 1:
        raise Invalid(say("A question gives at least 1 point."), field="points")
    if not correct:
        raise Invalid(say("'{text}' has no right answer.", text=text), field="correct")
    if kind in CHOICES:
        _check_options(QuestionKind(kind), text, options, correct)
    if kind == QuestionKind.NUMBER and any(range_in(each) is None for each in correct):
        raise Invalid(say("The right answer of '{text}' is no number.", text=text), field="correct")


def _check_options(kind: QuestionKind, text: str, options: Sequence[str], correct: Sequence[str]) -> None:
    if len(options) > MAX_OPTIONS:
        raise Invalid(say("'{text}' has more than {most} options.", text=text, most=MAX_OPTIONS), field="options")
    if len(options) < 2 or len(set(options)) < len(options):
        raise Invalid(say("'{text}' needs at least 2 different options.", text=text), field="options")
    if missing := [each for each in correct if each not in options]:
        raise Invalid(
            say("The right answer {missing} is no option of '{text}'.", missing=missing, text=text), field="correct"
        )
    if kind != QuestionKind.MULTIPLE and len(correct) > 1:
        raise Invalid(say("'{text}' takes one right answer.", text=text), field="correct")


def is_right(kind: str, correct: Sequence[str], given: Sequence[str]) -> bool:
    """Whether an answer is right: the one option, exactly the options, a number in range, or one of the wordings."""
    match QuestionKind(kind):
        case QuestionKind.SINGLE | QuestionKind.TRUE_FALSE:
            return len(given) == 1 and given[0] in correct
        case QuestionKind.MULTIPLE:
            return set(given) == set(correct)
        case QuestionKind.NUMBER:
            number = number_in(given[0]) if len(given) == 1 else None
            return number is not None and any(_holds(range_in(each), number) for each in correct)
        case QuestionKind.TEXT:
            return len(given) == 1 and folded(given[0]) in [folded(each) for each in correct]


def number_in(text: str) -> Decimal | None:
    """The number somebody wrote, with point or comma; None where it is none."""
    try:
        number = Decimal(text.strip().replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def range_in(text: str) -> tuple[Decimal, Decimal] | None:
    """The least and the most that count as a right number: '12.5', or with a tolerance '12.5 ± 0.5'; None for neither.

    '+-' and '+/-' stand for ±.
    """
    middle, sign, tolerance = text.replace("+/-", "±").replace("+-", "±").partition("±")
    number, around = number_in(middle), number_in(tolerance) if sign else Decimal(0)
    if number is None or around is None or around < 0:
        return None
    return number - around, number + around


def _holds(among: tuple[Decimal, Decimal] | None, number: Decimal) -> bool:
    return among is not None and among[0] <= number <= among[1]


def share(points: int, total: int) -> Decimal:
    """Points right of all points, as a score."""
    return kept_score(Decimal(points) / Decimal(total))
