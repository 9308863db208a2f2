"""Reads a review for one viewer: what they may see of it decides what stands on their card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.blocks.review_words import ReviewCard
from bot.blocks.reviews import reviewer_card
from bot.cards import Card, Words
from bot.conversation import Asker
from core.achievements import rating_of
from core.catalogue import NamedEvidence, named_evidence
from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import competencies, scale_of, visible_ids
from core.people import Actor, Capability, PersonView, over, people, require
from core.reviews import ReviewView, StepKind, StepView, eligible_reviewers, review, review_steps
from core.visibility import opens_documents, sees_details
from core.words import say

OPENING = frozenset({StepKind.ASKED, StepKind.RECOMMENDED})


def card_for(session: WorkspaceSession, viewer: PersonView, review_id: int, notice: Words | None = None) -> Card:
    """The review as a reviewer reads it now."""
    return reviewer_card(review_card(session, viewer, review_id), notice)


def review_card(
    session: WorkspaceSession, viewer: PersonView, review_id: int, of_round: int | None = None
) -> ReviewCard:
    """A review with all that its card needs; `of_round` for a copy told of an earlier request."""
    found = review(session, review_id)
    every = [each for each in review_steps(session, review_id) if each.round == (of_round or found.round)]
    steps = [each for each in every if each.undone_at is None]
    pair = (found.person_id, found.competency_id)
    actor = Actor(session.workspace_id, viewer.id)
    evidence = named_evidence(session, *pair)
    opens = opens_documents(session, actor, *pair)
    rating = rating_of(session, *pair)
    graders = eligible_reviewers(session, [pair])[pair]
    named = people(session, _named(found, steps))
    return ReviewCard(
        found,
        steps,
        named[found.person_id],
        competencies(session, [found.competency_id])[found.competency_id],
        scale_of(session, found.competency_id),
        rating.value if rating else None,
        {each.id: each.first_name for each in named.values()},
        viewer,
        session.now,
        evidence if opens else [_unnamed(each) for each in evidence],
        frozenset(each.id for each in evidence if opens and each.kind == "file"),
        next((each.kind for each in graders if each.person_id == viewer.id), None),
        sees_details(session, actor, *pair),
        next((each.undone_at for each in every if each.kind in OPENING), None),
    )


def require_seeing(session: WorkspaceSession, asker: Asker, review_id: int) -> ReviewView:
    """The review, for its person and for those who may review it; anybody else is refused (review/comments)."""
    found = review(session, review_id)
    if found.competency_id not in visible_ids(session, asker.actor) and found.person_id != asker.person_id:
        raise NotFound(say("That review is not on file."))
    if found.person_id != asker.person_id:
        require(
            session, asker.actor, Capability.COMPETENCY_GRADE,
            over(found.person_id, competency_id=found.competency_id),
        )
    return found


def _named(found: ReviewView, steps: Iterable[StepView]) -> set[int]:
    ids = {found.person_id, found.reviewer_id, *(each.by_id for each in steps)}
    return {each for each in ids if each is not None}


def _unnamed(piece: NamedEvidence) -> NamedEvidence:
    """Files and links by their kind alone, for those who may not open them (privacy/documents)."""
    return replace(piece, name="") if piece.kind in ("file", "link") else piece
