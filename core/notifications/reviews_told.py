"""Who is told of reviews: the reviewer at once, the person of every word and decision, never the author of it."""

from __future__ import annotations

from collections.abc import Iterable

from core.db import WorkspaceSession
from core.evidence import EvidenceAdded, EvidenceCorrected
from core.notifications.outbox import Telling, refresh, tell, tell_many
from core.people import Actor
from core.reviews import ReviewChanged, ReviewsOpened, ReviewsPassedOn, StepKind, open_review_ids

REVIEW_ASKED = "review_asked"
REVIEW_SAID = "review_said"
REVIEW, STEP = "review", "review_step"

TO_PERSON = frozenset({StepKind.ACCEPTED, StepKind.REJECTED, StepKind.QUESTION})
TO_REVIEWER = frozenset({StepKind.COMMENT})


def tell_of_reviews(session: WorkspaceSession, _actor: Actor, fact: ReviewsOpened | ReviewsPassedOn) -> None:
    """Tell each reviewer of what is asked of them, once a round, and bring all copies up to date (review/found)."""
    asked = zip(fact.review_ids, fact.rounds, fact.reviewer_ids, strict=True)
    refresh(session, REVIEW, fact.review_ids)
    tell_many(session, [_asking(*each) for each in _known(asked)])


def tell_of_step(session: WorkspaceSession, actor: Actor, fact: ReviewChanged) -> None:
    """Bring all copies up to date, and tell who is to know of it (review/messages)."""
    refresh(session, REVIEW, [fact.review_id])
    if fact.undone:
        refresh(session, STEP, [fact.step_id])
        return
    step = StepKind(fact.step)
    recipient = fact.person_id if step in TO_PERSON else fact.reviewer_id if step in TO_REVIEWER else None
    if recipient is None or recipient == actor.person_id:
        return
    tell(
        session,
        recipient,
        REVIEW_SAID,
        {"review": fact.review_id, "step": fact.step_id},
        key=f"{REVIEW_SAID}:{recipient}:{fact.step_id}",
        subjects=[(STEP, fact.step_id)],
    )


def rewrite_told_reviews(session: WorkspaceSession, _actor: Actor, fact: EvidenceAdded | EvidenceCorrected) -> None:
    """Show a reviewer the evidence as it is now, in the message they have."""
    by_person: dict[int, set[int]] = {}
    for each in fact.changes:
        if each.person_id is not None and each.subject is not None:
            by_person.setdefault(each.person_id, set()).add(each.subject)
    for person_id, competency_ids in by_person.items():
        refresh(session, REVIEW, open_review_ids(session, person_id, competency_ids))


def _known(asked: Iterable[tuple[int, int, int | None]]) -> Iterable[tuple[int, int, int]]:
    return ((review_id, of, person_id) for review_id, of, person_id in asked if person_id is not None)


def _asking(review_id: int, of: int, reviewer_id: int) -> Telling:
    return Telling(
        reviewer_id,
        REVIEW_ASKED,
        {"review": review_id, "round": of},
        key=f"{REVIEW_ASKED}:{review_id}:{of}:{reviewer_id}",
        subjects=[(REVIEW, review_id)],
    )
