"""Starting, handing back and deciding a review; one decision each, whoever presses at once (review/race)."""

from __future__ import annotations

from dataclasses import dataclass

from core.achievements import GivenRating, RatingKind, give_rating, undo_rating
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.people import Actor
from core.reviews.models import Review, ReviewStep
from core.reviews.passing_on import send_on
from core.reviews.reviewers import end_sight, start_waiting, turn_to
from core.reviews.rules import ReviewState, StepKind, checked_words, moved
from core.reviews.steps import (
    DECISIONS,
    add_step,
    held_review,
    held_step,
    note_step,
    require_reviewing,
    standing_words,
    steps_in,
    taken,
)
from core.words import say


@dataclass(frozen=True)
class Decided:
    """A decision: the step to take it back by, and what became of the value given, if one was."""

    step_id: int
    given: GivenRating | None = None


def start_review(session: WorkspaceSession, actor: Actor, review_id: int) -> None:
    """Take a waiting review in hand; it shows so to all others (review/start). Repeating changes nothing.

    Raises Conflict naming who has it or decided it, Refused for one's own and without the right.
    """
    row = held_review(session, review_id)
    reviewer_id = require_reviewing(session, actor, row)
    if row.state == ReviewState.IN_REVIEW and row.reviewer_id == reviewer_id:
        return
    if moved(ReviewState(row.state), StepKind.STARTED) is None:
        raise taken(session, row)
    before = row.state
    step = _started(session, actor, row, reviewer_id)
    note_step(session, actor, row, step, before)


def hand_back(session: WorkspaceSession, actor: Actor, review_id: int) -> None:
    """Let a review one started wait again, at the next eligible reviewer (review/states)."""
    row = held_review(session, review_id)
    reviewer_id = require_reviewing(session, actor, row)
    if moved(ReviewState(row.state), StepKind.HANDED_BACK) is None or row.reviewer_id != reviewer_id:
        raise taken(session, row)
    row.state, row.since = str(ReviewState.WAITING), session.now
    send_on(session, actor, [row], StepKind.HANDED_BACK)


def accept_review(
    session: WorkspaceSession, actor: Actor, review_id: int, scale_value_id: int | None, comment: str = ""
) -> Decided:
    """Accept with a value of the competency's scale, which becomes the rating at once (review/decide).

    Raises Conflict where somebody else has it or decided it, Invalid without a value, Refused for one's own.
    """
    said = checked_words(comment, field="comment")
    if scale_value_id is None:
        raise Invalid(say("Which value? Example: Acquired."), field="value")
    row, before = _to_decide(session, actor, review_id, StepKind.ACCEPTED)
    given = give_rating(
        session,
        actor,
        person_id=row.person_id,
        competency_id=row.competency_id,
        scale_value_id=scale_value_id,
        kind=RatingKind.REVIEW,
        note=said,
    )
    step = add_step(
        session, actor, row, StepKind.ACCEPTED, value_id=scale_value_id, judgement_id=given.judgement_id, words=said
    )
    _decide(session, actor, row, step, before)
    return Decided(step.id, given)


def reject_review(session: WorkspaceSession, actor: Actor, review_id: int, reason: str) -> Decided:
    """Reject with a reason; the rating stays as it is (review/decide). Raises as `accept_review`."""
    ask = say("Why? The person reads it. Example: The report lacks a date.")
    said = checked_words(reason, ask=ask, field="reason")
    row, before = _to_decide(session, actor, review_id, StepKind.REJECTED)
    step = add_step(session, actor, row, StepKind.REJECTED, words=said)
    _decide(session, actor, row, step, before)
    return Decided(step.id)


def undo_decision(session: WorkspaceSession, actor: Actor, step_id: int) -> None:
    """Take back a decision one just made: the review is open again, the rating as it was (chat/undo).

    Raises Conflict once the person asked again, or another rating took the place of this one.
    """
    row, step = held_step(session, actor, step_id)
    if row.round != step.round or row.state != step.kind or step.kind not in DECISIONS:
        raise Conflict(say("Can't undo: it was asked for again. {standing}", standing=standing_words(session, row)))
    if step.judgement_id is not None:
        undo_rating(session, actor, step.judgement_id)
    step.undone_at = session.now
    started = steps_in(session, row, StepKind.STARTED)
    with_it = bool(started) and started[-1].at == step.at
    if with_it:
        started[-1].undone_at = session.now
    before, row.state = row.state, str(ReviewState.WAITING if with_it else ReviewState.IN_REVIEW)
    row.since = session.now
    turn_to(session, {row.id: actor.person_id}, [row])
    if with_it:
        start_waiting(session, [row])
    note_step(session, actor, row, step, before, undone=True)


def _to_decide(
    session: WorkspaceSession, actor: Actor, review_id: int, decision: StepKind
) -> tuple[Review, str]:
    """The review in the actor's hands, and the state it had: deciding a waiting one starts it (review/states)."""
    row = held_review(session, review_id)
    reviewer_id = require_reviewing(session, actor, row)
    before = row.state
    if moved(ReviewState(before), decision) is None or (
        before == ReviewState.IN_REVIEW and row.reviewer_id != reviewer_id
    ):
        raise taken(session, row)
    if before == ReviewState.WAITING:
        _started(session, actor, row, reviewer_id)
    return row, before


def _started(session: WorkspaceSession, actor: Actor, row: Review, reviewer_id: int) -> ReviewStep:
    row.state, row.since, row.goes_on_at = str(ReviewState.IN_REVIEW), session.now, None
    turn_to(session, {row.id: reviewer_id}, [row])
    return add_step(session, actor, row, StepKind.STARTED)


def _decide(session: WorkspaceSession, actor: Actor, row: Review, step: ReviewStep, before: str) -> None:
    """What the reviewer might see for the review ends here (review/current-reviewer)."""
    row.state, row.since, row.goes_on_at = step.kind, session.now, None
    end_sight(session, [row.id])
    note_step(session, actor, row, step, before)
