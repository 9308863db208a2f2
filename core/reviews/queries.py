"""Reading reviews. What of them the asker may see is the caller's matter, save for the lists, which ask rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks.models import CompetencyState
from core.frameworks.queries import visible
from core.people import Actor, Capability, allowed_people, expert_competencies
from core.people.models import PersonState
from core.reviews.models import Review, ReviewStep
from core.reviews.rules import OPEN, ReviewState, StepKind
from core.reviews.steps import NO_REVIEW


@dataclass(frozen=True)
class ReviewView:
    """A review as it stands: whose, in what, what is claimed, who has it; instants in UTC."""

    id: int
    person_id: int
    competency_id: int
    claim_value_id: int | None
    state: ReviewState
    since: datetime
    round: int
    asked_at: datetime
    recommended: bool
    reviewer_id: int | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or is in review."""
        return self.state in OPEN


@dataclass(frozen=True)
class StepView:
    """A step of a review that counts, or one that was taken back (`undone_at`)."""

    id: int
    review_id: int
    round: int
    kind: StepKind
    by_id: int | None
    to_id: int | None
    scale_value_id: int | None
    words: str
    at: datetime
    undo_id: int | None
    undone_at: datetime | None


_SHOWN = (
    Review.id, Review.person_id, Review.competency_id, Review.claim_value_id, Review.state, Review.since, Review.round,
    Review.asked_at, Review.recommended, Review.reviewer_id,
)
_STEPS = (
    ReviewStep.id, ReviewStep.review_id, ReviewStep.round, ReviewStep.kind, ReviewStep.by_id, ReviewStep.to_id,
    ReviewStep.scale_value_id, ReviewStep.words, ReviewStep.at, ReviewStep.undo_id, ReviewStep.undone_at,
)


def review(session: WorkspaceSession, review_id: int) -> ReviewView:
    """One review; raises NotFound."""
    row = session.execute(select(*_SHOWN).where(Review.id == review_id)).first()
    if row is None:
        raise NotFound(NO_REVIEW)
    return _view(row)


def review_of(session: WorkspaceSession, person_id: int, competency_id: int) -> ReviewView | None:
    """The review of a person's competency, whatever its state; None where none was ever asked for."""
    query = select(*_SHOWN).where(Review.person_id == person_id, Review.competency_id == competency_id)
    row = session.execute(query).first()
    return None if row is None else _view(row)


def review_steps(session: WorkspaceSession, review_id: int) -> list[StepView]:
    """All steps of a review, oldest first, those taken back too."""
    rows = session.execute(select(*_STEPS).where(ReviewStep.review_id == review_id).order_by(ReviewStep.id))
    return [StepView(**{**row._mapping, "kind": StepKind(row.kind)}) for row in rows]


def waiting_reviews(
    session: WorkspaceSession, actor: Actor, *, limit: int = 10, start: int = 0
) -> tuple[list[ReviewView], int]:
    """The waiting reviews that somebody may decide, those asked of them first, then the oldest; and how many in all.

    Never one's own, nor those of deactivated people (review/inbox, people/deactivated).
    """
    mine = sa.or_(
        Review.person_id.in_(allowed_people(session, actor, Capability.COMPETENCY_GRADE)),
        Review.competency_id.in_(expert_competencies(session, actor.person_id or 0)),
    )
    active = select(PersonState.person_id).where(
        PersonState.workspace_id == session.workspace_id, PersonState.in_force(session.now), PersonState.active
    )
    seen = select(CompetencyState.competency_id).where(
        CompetencyState.workspace_id == session.workspace_id,
        CompetencyState.in_force(session.now),
        visible(session, actor),
    )
    chosen = (
        Review.state == ReviewState.WAITING,
        Review.person_id != (actor.person_id or 0),
        Review.person_id.in_(active),
        Review.competency_id.in_(seen),
        mine,
    )
    count = session.scalar(select(sa.func.count()).select_from(Review).where(*chosen)) or 0
    asked_of_them = sa.case((Review.reviewer_id == (actor.person_id or 0), 0), else_=1)
    query = select(*_SHOWN).where(*chosen).order_by(asked_of_them, Review.asked_at, Review.id)
    return [_view(row) for row in session.execute(query.limit(limit).offset(start))], count


def reviews_held_by(session: WorkspaceSession, person_id: int) -> list[ReviewView]:
    """The reviews somebody has in hand, longest first."""
    return _listed(session, Review.reviewer_id == person_id, Review.state == ReviewState.IN_REVIEW)


def reviews_asked_by(session: WorkspaceSession, person_id: int) -> list[ReviewView]:
    """A person's own open reviews, oldest first."""
    return _listed(session, Review.person_id == person_id, Review.state.in_([str(each) for each in OPEN]))


def open_review_ids(session: WorkspaceSession, person_id: int, competency_ids: Iterable[int]) -> list[int]:
    """Ids of a person's open reviews of these competencies (up to 900)."""
    query = select(Review.id).where(
        Review.person_id == person_id,
        Review.competency_id.in_(list(competency_ids)),
        Review.state.in_([str(each) for each in OPEN]),
    )
    return list(session.scalars(query))


def keep_undo(session: WorkspaceSession, step_id: int, undo_id: int) -> None:
    """Remember a step's Undo, so that a card that is worded anew still offers it."""
    session.execute(
        sa.update(ReviewStep)
        .where(ReviewStep.id == step_id)
        .values(undo_id=undo_id)
        .execution_options(synchronize_session=False)
    )


def _listed(session: WorkspaceSession, *chosen: sa.ColumnElement[bool]) -> list[ReviewView]:
    rows = session.execute(select(*_SHOWN).where(*chosen).order_by(Review.since, Review.id).limit(50))
    return [_view(row) for row in rows]


def _view(row: sa.Row[*tuple[object, ...]]) -> ReviewView:
    values = dict(row._mapping)
    return ReviewView(**{**values, "state": ReviewState(values["state"])})
