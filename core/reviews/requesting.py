"""Asking for a review oneself, joining one that is open, and taking the request back (review/request, review/one)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.achievements import hold_people
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import scale_of, visible_ids
from core.people import Actor, Capability, over, people, require
from core.reviews.models import Review, ReviewStep
from core.reviews.opening import Opening, open_reviews
from core.reviews.reviewers import end_sight, reviewers_of
from core.reviews.rules import OPEN, ReviewState, StepKind, checked_words
from core.reviews.steps import DECISIONS, add_step, held_step, note_step, standing_words, steps_in
from core.words import say


@dataclass(frozen=True)
class Requested:
    """A request: its review, the step to take it back by, and whether it joined one that was open."""

    review_id: int
    step_id: int
    joined: bool


def request_review(
    session: WorkspaceSession,
    actor: Actor,
    *,
    competency_id: int,
    claim_value_id: int,
    words: str = "",
    preferred_id: int | None = None,
) -> Requested:
    """Ask for a review of one's own competency; all evidence on file goes with it (review/request).

    While one is open the request joins it; after a decision the same one waits again. `preferred_id` is asked first.
    Raises Refused for somebody who may not review it, NotFound for a competency one does not see, Invalid for a value
    of another scale.
    """
    person_id = _own(session, actor)
    if competency_id not in visible_ids(session, actor):
        raise NotFound(say("I don't find that competency."), field="competency")
    if scale_of(session, competency_id).value(claim_value_id) is None:
        names = [each.name for each in scale_of(session, competency_id).values]
        raise Invalid(say("That value is of another scale. Values: {names}.", names=names), field="value")
    said = checked_words(words)
    hold_people(session, [person_id])
    row = _row(session, person_id, competency_id)
    if row is not None and row.state in OPEN:
        return _join(session, actor, row, claim_value_id, said)
    if preferred_id is not None:
        _check_preferred(session, person_id, competency_id, preferred_id)
    opening = Opening(person_id, competency_id, claim_value_id, person_id, said, preferred_id)
    [review_id] = open_reviews(session, actor, [opening])
    opened = session.get_one(Review, review_id)
    return Requested(review_id, steps_in(session, opened, StepKind.ASKED)[-1].id, joined=False)


def withdraw_request(session: WorkspaceSession, actor: Actor, step_id: int) -> None:
    """Take back a request one just made: it counts as never having been (chat/undo).

    Raises Conflict once somebody started or decided it.
    """
    row, step = held_step(session, actor, step_id)
    before = row.state
    if step.kind == StepKind.JOINED:
        step.undone_at = session.now
        note_step(session, actor, row, step, before, undone=True)
        return
    if row.round != step.round or row.state != ReviewState.WAITING:
        raise Conflict(say("Can't undo. {standing}", standing=standing_words(session, row)))
    step.undone_at = session.now
    step_back(session, row)
    note_step(session, actor, row, step, before, undone=True)


def step_back(session: WorkspaceSession, row: Review) -> None:
    """Let a review stand as it was decided before the request, or as if it had never been asked for."""
    decided = session.scalar(
        select(ReviewStep)
        .where(
            ReviewStep.review_id == row.id,
            ReviewStep.round < row.round,
            ReviewStep.kind.in_([str(each) for each in DECISIONS]),
            ReviewStep.undone_at.is_(None),
        )
        .order_by(ReviewStep.id.desc())
        .limit(1)
    )
    end_sight(session, [row.id])
    row.goes_on_at = None
    row.reviewer_id = decided.by_id if decided is not None else None
    row.state = decided.kind if decided is not None else str(ReviewState.WITHDRAWN)
    row.since = decided.at if decided is not None else session.now


def _join(session: WorkspaceSession, actor: Actor, row: Review, claim_value_id: int, words: str) -> Requested:
    row.claim_value_id = claim_value_id
    step = add_step(session, actor, row, StepKind.JOINED, value_id=claim_value_id, words=words)
    note_step(session, actor, row, step, row.state)
    return Requested(row.id, step.id, joined=True)


def _check_preferred(session: WorkspaceSession, person_id: int, competency_id: int, preferred_id: int) -> None:
    able = reviewers_of(session, person_id, competency_id)
    if preferred_id in able:
        return
    named = people(session, [preferred_id, *able[:1]])
    name = named[preferred_id].first_name
    if not able:
        raise Refused(say("Not asked: {name} can't review this for you. An admin can name a reviewer.", name=name))
    raise Refused(
        say("Not asked: {name} can't review this for you. {other} can: leave the name out.", name=name,
            other=named[able[0]].first_name),
        why=say("Reviews go to named experts, given reviewers, your manager, then admins."),
    )


def _own(session: WorkspaceSession, actor: Actor) -> int:
    if actor.person_id is None:
        raise Invalid(say("A review is asked for by the person themself. Say whose with --as."))
    require(session, actor, Capability.REVIEW_REQUEST_OWN, over(actor.person_id))
    return actor.person_id


def _row(session: WorkspaceSession, person_id: int, competency_id: int) -> Review | None:
    query = select(Review).where(Review.person_id == person_id, Review.competency_id == competency_id)
    return session.scalar(query.execution_options(populate_existing=True))
