"""What an undone completion had recommended is withdrawn with it, as long as nobody took it up (chat/undo)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.achievements import hold_people
from core.activities import CompletionsUndone, CourseCompletion
from core.db import WorkspaceSession
from core.evidence.models import Evidence
from core.people import Actor
from core.reviews.models import Review, ReviewStep
from core.reviews.requesting import step_back
from core.reviews.rules import ReviewState, StepKind
from core.reviews.steps import note_step

RECOMMENDING = ("course", "activity", "rule")
"""Evidence that may recommend a review."""

BY_ITSELF = frozenset({StepKind.RECOMMENDED, StepKind.PASSED_ON})
"""Steps that nobody takes: with these alone nobody has started, joined or said anything."""


def withdraw_recommended(session: WorkspaceSession, actor: Actor, fact: CompletionsUndone) -> None:
    """Reaction: withdraw the waiting reviews that these completions recommended, by themselves or by a rule they met.

    One that somebody started, joined or spoke in stays, and one that something since then recommends as well.
    """
    hold_people(session, fact.person_ids)
    for row in _recommended_by(session, fact.completion_ids):
        steps = session.scalars(
            select(ReviewStep).where(
                ReviewStep.review_id == row.id, ReviewStep.round == row.round, ReviewStep.undone_at.is_(None)
            )
        ).all()
        if {StepKind(step.kind) for step in steps} <= BY_ITSELF and steps:
            before, steps[0].undone_at = row.state, session.now
            step_back(session, row)
            note_step(session, actor, row, steps[0], before, undone=True)


def _recommended_by(session: WorkspaceSession, completion_ids: Sequence[int]) -> Sequence[Review]:
    """The waiting reviews that were opened when these completions were recorded, and that nothing recommends since."""
    done, since, correction = CourseCompletion, aliased(Evidence), aliased(Evidence)
    ours = session.workspace_id
    corrected = select(correction.id).where(
        correction.workspace_id == ours,
        correction.person_id == since.person_id,
        correction.competency_id == since.competency_id,
        correction.kind == "correction",
        correction.source_id == since.id,
    )
    more = select(since.id).where(
        since.workspace_id == ours,
        since.person_id == Review.person_id,
        since.competency_id == Review.competency_id,
        since.kind.in_(RECOMMENDING),
        since.arrived_at > Review.asked_at,
        sa.not_(corrected.correlate(since).exists()),
    )
    query = (
        select(Review)
        .join(done, sa.and_(done.person_id == Review.person_id, done.recorded_at == Review.asked_at))
        .where(
            done.id.in_(list(completion_ids)),
            Review.state == ReviewState.WAITING,
            Review.recommended,
            sa.not_(more.correlate(Review).exists()),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).unique().all()
