"""Taking a step in a review: people take turns, the row is read afresh, the step and its fact are kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.achievements import hold_people
from core.audit import record
from core.db import WorkspaceSession
from core.errors import Conflict, NotFound, Refused
from core.events import Change
from core.people import Actor, Capability, over, people, require
from core.reviews.events import ReviewChanged
from core.reviews.models import Review, ReviewStep
from core.reviews.rules import ReviewState, StepKind
from core.words import Sentence, TimeOfDay, say

DECISIONS = (StepKind.ACCEPTED, StepKind.REJECTED)
NO_REVIEW = say("That review is not on file.")


def held_review(session: WorkspaceSession, review_id: int) -> Review:
    """The review, once nobody else is changing anything of its person; raises NotFound (review/race)."""
    person_id = session.scalar(select(Review.person_id).where(Review.id == review_id))
    if person_id is None:
        raise NotFound(NO_REVIEW)
    hold_people(session, [person_id])
    query = select(Review).where(Review.id == review_id).execution_options(populate_existing=True)
    return session.scalars(query).one()


def held_step(session: WorkspaceSession, actor: Actor, step_id: int) -> tuple[Review, ReviewStep]:
    """A step of one's own with its review, to be taken back; raises NotFound for anybody else's (chat/undo)."""
    review_id = session.scalar(
        select(ReviewStep.review_id).where(ReviewStep.id == step_id, ReviewStep.by_id == actor.person_id)
    )
    if review_id is None:
        raise NotFound(NO_REVIEW)
    row = held_review(session, review_id)
    query = select(ReviewStep).where(ReviewStep.id == step_id).execution_options(populate_existing=True)
    step = session.scalars(query).one()
    if step.undone_at is not None:
        raise Conflict(say("Already undone, {at}. Nothing changed.", at=step.undone_at))
    return row, step


def require_reviewing(session: WorkspaceSession, actor: Actor, row: Review) -> int:
    """The reviewer's id: somebody who may judge the person in this, and is not the person (review/self)."""
    if actor.person_id is None:
        raise Refused(say("A review is decided by somebody. Say who with --as."))
    if actor.person_id == row.person_id:
        raise Refused(own_words(session, row), why=say("Rule: nobody reviews their own request."))
    require(
        session, actor, Capability.COMPETENCY_GRADE, over(row.person_id, competency_id=row.competency_id),
        refusal=say("Not reviewed: that is for those who supervise or review this person, or an admin."),
    )
    return actor.person_id


def own_words(session: WorkspaceSession, row: Review) -> Sentence:
    """Why one can't review one's own request, and whom it went to (review/self)."""
    if row.reviewer_id is None:
        return say("You can't review your own request; an admin can help.")
    name = people(session, [row.reviewer_id])[row.reviewer_id].first_name
    return say("You can't review your own request; it went to {name}.", name=name)


def add_step(
    session: WorkspaceSession,
    actor: Actor,
    row: Review,
    kind: StepKind,
    *,
    to_id: int | None = None,
    value_id: int | None = None,
    judgement_id: int | None = None,
    words: str = "",
) -> ReviewStep:
    """Keep a step of the review's present round."""
    step = ReviewStep(
        review_id=row.id,
        round=row.round,
        kind=str(kind),
        by_id=actor.person_id,
        to_id=to_id,
        scale_value_id=value_id,
        judgement_id=judgement_id,
        words=words,
        at=session.now,
    )
    session.add(step)
    session.flush()
    return step


def note_step(
    session: WorkspaceSession, actor: Actor, row: Review, step: ReviewStep, before: str, *, undone: bool = False
) -> None:
    """Record the step: the audit keeps from which state to which, not what was said."""
    change = Change("review", row.competency_id, before, row.state, person_id=row.person_id)
    fact = ReviewChanged(
        review_id=row.id,
        round=row.round,
        person_id=row.person_id,
        competency_id=row.competency_id,
        step=step.kind,
        step_id=step.id,
        reviewer_id=row.reviewer_id,
        undone=undone,
        changes=(change,),
    )
    record(session, actor, fact)


def steps_in(session: WorkspaceSession, row: Review, *kinds: StepKind) -> Sequence[ReviewStep]:
    """The steps that count, of these kinds (all where none is named), of the review's present round, oldest first."""
    query = select(ReviewStep).where(
        ReviewStep.review_id == row.id, ReviewStep.round == row.round, ReviewStep.undone_at.is_(None)
    )
    if kinds:
        query = query.where(ReviewStep.kind.in_([str(each) for each in kinds]))
    return session.scalars(query.order_by(ReviewStep.id)).all()


def taken(session: WorkspaceSession, row: Review) -> Conflict:
    """Who has the review, or decided it, and since when (review/race)."""
    return Conflict(standing_words(session, row))


def standing_words(session: WorkspaceSession, row: Review) -> Sentence:
    """'In review by Ben since 10:42. Nothing to do.'"""
    if row.state == ReviewState.WITHDRAWN and row.recommended:
        return say("Withdrawn, {at}: what recommended it was undone. Nothing to do.", at=TimeOfDay(row.since))
    if row.state == ReviewState.WITHDRAWN:
        name = people(session, [row.person_id])[row.person_id].first_name
        return say("{name} withdrew this, {at}. Nothing to do.", name=name, at=TimeOfDay(row.since))
    by = people(session, [row.reviewer_id])[row.reviewer_id].first_name if row.reviewer_id else say("nobody")
    match row.state:
        case ReviewState.IN_REVIEW:
            return say("In review by {name} since {at}. Nothing to do.", name=by, at=TimeOfDay(row.since))
        case ReviewState.ACCEPTED:
            return say("Accepted by {name}, {at}. Nothing to do.", name=by, at=row.since)
        case ReviewState.REJECTED:
            return say("Rejected by {name}, {at}. Nothing to do.", name=by, at=row.since)
    return say("It waits for {name}; nobody has started it.", name=by)

