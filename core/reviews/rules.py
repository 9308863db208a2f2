"""Decisions about reviews: which moves there are, what is claimed, and when one goes on to the next reviewer."""

from __future__ import annotations

from enum import StrEnum

from core.errors import Invalid
from core.frameworks import ScaleValueView, ScaleView
from core.words import Sentence, say


class ReviewState(StrEnum):
    """Where a review stands; a withdrawn one counts as never asked for (review/states)."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class StepKind(StrEnum):
    """What can happen in a review."""

    ASKED = "asked"
    JOINED = "joined"
    RECOMMENDED = "recommended"
    PASSED_ON = "passed_on"
    STARTED = "started"
    HANDED_BACK = "handed_back"
    FREED = "freed"
    COMMENT = "comment"
    QUESTION = "question"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({ReviewState.WAITING, ReviewState.IN_REVIEW})
UNTOUCHED_DAYS = 3
"""Working days after which the next eligible reviewer is asked, too (reminders/due)."""

LONGEST_WORDS = 1_000
"""Characters of a comment or a reason."""

_MOVES = {
    (ReviewState.WAITING, StepKind.STARTED): ReviewState.IN_REVIEW,
    (ReviewState.IN_REVIEW, StepKind.HANDED_BACK): ReviewState.WAITING,
    (ReviewState.IN_REVIEW, StepKind.FREED): ReviewState.WAITING,
    (ReviewState.WAITING, StepKind.ACCEPTED): ReviewState.ACCEPTED,
    (ReviewState.WAITING, StepKind.REJECTED): ReviewState.REJECTED,
    (ReviewState.IN_REVIEW, StepKind.ACCEPTED): ReviewState.ACCEPTED,
    (ReviewState.IN_REVIEW, StepKind.REJECTED): ReviewState.REJECTED,
}


def moved(state: ReviewState, step: StepKind) -> ReviewState | None:
    """The state after a step, None where there is no such move: deciding a waiting one starts it (review/states)."""
    return _MOVES.get((state, step))


def claimed(scale: ScaleView, required: ScaleValueView | None, rated: ScaleValueView | None) -> ScaleValueView:
    """What a request claims unless it names a value: the target's, else the lowest proficient, else the next higher."""
    wanted = required or scale.lowest_proficient
    if rated is None or rated.position < wanted.position:
        return wanted
    return next((each for each in scale.values if each.position > rated.position), scale.values[-1])


def checked_words(words: str, *, ask: Sentence | None = None, field: str = "words") -> str:
    """What somebody wrote, trimmed; raises Invalid where it is too long, or empty and `ask` says that it is needed."""
    said = words.strip()
    if not said and ask is not None:
        raise Invalid(ask, field=field)
    if len(said) > LONGEST_WORDS:
        raise Invalid(say("That is longer than {n} characters. Shorten it.", n=LONGEST_WORDS), field=field)
    return said
