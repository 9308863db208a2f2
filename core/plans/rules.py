"""Decisions about plans: states and moves, when one is over, how an item stands, what a template's courses cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.errors import Invalid
from core.words import Sentence, say


class PlanState(StrEnum):
    """Where a plan stands; its request for approval has states of its own (plans/states)."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"


class PlanOutcome(StrEnum):
    """What completing a plan notes (plans/snapshot)."""

    ALL_MET = "all met"
    PARTLY_MET = "partly met"


class RequestState(StrEnum):
    """Where a request for approval stands; a withdrawn one counts as never asked for (plans/states)."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class PlanStepKind(StrEnum):
    """What can happen in a request for approval."""

    ASKED = "asked"
    STARTED = "started"
    HANDED_BACK = "handed_back"
    COMMENT = "comment"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Colour(StrEnum):
    """How an item of a plan stands (plans/colours); an exempt one is not required and counts on neither side."""

    OPEN = "open"
    COVERED = "covered"
    MET = "met"
    NOT_REQUIRED = "not required"


class Cover(StrEnum):
    """How well the courses chosen stand for a competency, beside the template's others (plans/coverage)."""

    UNDER = "under-represented"
    EVEN = "even"
    OVER = "over-represented"


OPEN_REQUESTS = frozenset({RequestState.WAITING, RequestState.IN_REVIEW})
LIVE = frozenset({PlanState.DRAFT, PlanState.ACTIVE})
"""Plans that a change of their template reaches (plans/follow)."""

LONGEST_NAME = 120
LONGEST_WORDS = 1_000
MOST_ITEMS = 100

_MOVES = {
    (RequestState.WAITING, PlanStepKind.STARTED): RequestState.IN_REVIEW,
    (RequestState.IN_REVIEW, PlanStepKind.HANDED_BACK): RequestState.WAITING,
    (RequestState.WAITING, PlanStepKind.ACCEPTED): RequestState.ACCEPTED,
    (RequestState.WAITING, PlanStepKind.REJECTED): RequestState.REJECTED,
    (RequestState.IN_REVIEW, PlanStepKind.ACCEPTED): RequestState.ACCEPTED,
    (RequestState.IN_REVIEW, PlanStepKind.REJECTED): RequestState.REJECTED,
}


def moved(state: RequestState, step: PlanStepKind) -> RequestState | None:
    """The state of a request after a step, None where there is no such move (plans/approve)."""
    return _MOVES.get((state, step))


def colour_of(*, met: bool, covered: bool, exempt: bool = False) -> Colour:
    """How an item stands: `covered` where evidence, or a course that runs, is there for it (plans/colours)."""
    if exempt:
        return Colour.NOT_REQUIRED
    if met:
        return Colour.MET
    return Colour.COVERED if covered else Colour.OPEN


def is_over(due_on: date | None, today: date) -> bool:
    """Whether a plan's due date has passed on its person's day: not on the day itself (plans/complete)."""
    return due_on is not None and today > due_on


def outcome_of(met: int, items: int) -> PlanOutcome:
    """What completing notes; a plan of nothing has all of it met."""
    return PlanOutcome.ALL_MET if met >= items else PlanOutcome.PARTLY_MET


def share_of(met: int, items: int) -> Decimal:
    """How far a plan is, 0 to 1; one without items is done."""
    return Decimal(met) / items if items else Decimal(1)


def average(shares: Sequence[Decimal]) -> Decimal | None:
    """The mean completion of plans, to a tenth of a percent; None without plans (plans/statistics)."""
    return (sum(shares, Decimal(0)) / len(shares)).quantize(Decimal("0.001")) if shares else None


def cover_of(counts: Mapping[int, int]) -> dict[int, Cover]:
    """How each competency is represented, by how many courses cover it (plans/coverage).

    Under: by none, or by fewer than half as many as the average competency. Over: by more than half as many again as
    the average, and by two or more.
    """
    number, total = len(counts), sum(counts.values())
    return {each: _cover(count, number, total) for each, count in counts.items()}


def _cover(count: int, number: int, total: int) -> Cover:
    if count == 0 or 2 * count * number < total:
        return Cover.UNDER
    if count >= 2 and 2 * count * number > 3 * total:
        return Cover.OVER
    return Cover.EVEN


def checked_due(due_on: date | None, today: date) -> date | None:
    """The due date; raises Invalid for one in the past, today is still to come (plans/complete)."""
    if due_on is not None and due_on < today:
        raise Invalid(say("{day} is past. Choose today or a later day.", day=due_on), field="due")
    return due_on


def checked_name(name: str, example: str) -> str:
    """The name with single spaces; raises Invalid where it is empty or too long."""
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid(say("It needs a name. Example: {example}.", example=example), field="name")
    if len(wanted) > LONGEST_NAME:
        raise Invalid(say("That name is longer than {n} characters. Shorten it.", n=LONGEST_NAME), field="name")
    return wanted


def checked_words(words: str, *, ask: Sentence | None = None, field: str = "words") -> str:
    """What somebody wrote, trimmed; raises Invalid where it is too long, or empty and `ask` says that it is needed."""
    said = words.strip()
    if not said and ask is not None:
        raise Invalid(ask, field=field)
    if len(said) > LONGEST_WORDS:
        raise Invalid(say("That is longer than {n} characters. Shorten it.", n=LONGEST_WORDS), field=field)
    return said


@dataclass(frozen=True)
class Tallied:
    """How many items of a plan are met, of how many that are required."""

    met: int
    items: int

    @property
    def share(self) -> Decimal:
        """How far it is, 0 to 1."""
        return share_of(self.met, self.items)

    @property
    def all_met(self) -> bool:
        """Whether nothing required is left, and something was required."""
        return 0 < self.items <= self.met


def tallied(colours: Iterable[Colour]) -> Tallied:
    """How many of these are met, those not required left aside."""
    required = [each for each in colours if each != Colour.NOT_REQUIRED]
    return Tallied(sum(each == Colour.MET for each in required), len(required))
