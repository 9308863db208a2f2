"""Asking for reviews: by the person, or by rules, courses and activities for many at once (review/one, found)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from core.achievements import ReviewRecommended, hold_people
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.frameworks import scales_of
from core.people import Actor, Grader
from core.reviews.events import ReviewsOpened
from core.reviews.models import Review, ReviewStep
from core.reviews.reviewers import Pair, eligible_reviewers, start_waiting, turn_to
from core.reviews.rules import OPEN, ReviewState, StepKind

CHUNK = 900
T = TypeVar("T")


@dataclass(frozen=True)
class Opening:
    """A review to open: of whom in what, what is claimed, by whom it is asked (None: by a rule), of whom first."""

    person_id: int
    competency_id: int
    claim_value_id: int
    by_id: int | None = None
    words: str = ""
    preferred_id: int | None = None

    @property
    def pair(self) -> Pair:
        """The person and the competency."""
        return self.person_id, self.competency_id


def open_recommended(session: WorkspaceSession, actor: Actor, fact: ReviewRecommended) -> None:
    """Reaction: open the reviews that rules recommend; where one is open, only the evidence was added.

    Set-based: a changed rule may recommend thousands (review/recommended).
    """
    pairs = sorted(set(zip(fact.person_ids, fact.competency_ids, strict=True)))
    claims: dict[int, int] = {}
    for part in _parts(sorted({competency for _, competency in pairs})):
        claims |= {each: scale.lowest_proficient.id for each, scale in scales_of(session, part).items()}
    for some in _parts(pairs):
        open_reviews(session, actor, [Opening(person, each, claims[each]) for person, each in some])


def open_reviews(session: WorkspaceSession, actor: Actor, openings: Sequence[Opening]) -> list[int]:
    """Open up to 900 reviews, each at its first reviewer; those open already stay as they are. Ids of the opened."""
    hold_people(session, {each.person_id for each in openings})
    wanted = {each.pair: each for each in openings}
    known = _rows(session, wanted)
    fresh = [each for pair, each in wanted.items() if pair not in known]
    insert_rows(session, Review, [_row(session, each) for each in fresh])
    opened = {pair: row for pair, row in _rows(session, wanted).items() if pair not in known or row.state not in OPEN}
    for pair in opened.keys() & known.keys():
        _reopen(session, opened[pair], wanted[pair])
    if opened:
        _ask(session, actor, opened, wanted)
    return [row.id for row in opened.values()]


def _ask(
    session: WorkspaceSession, actor: Actor, opened: Mapping[Pair, Review], wanted: Mapping[Pair, Opening]
) -> None:
    found = eligible_reviewers(session, opened)
    first = {row.id: _first(found[pair], wanted[pair]) for pair, row in opened.items()}
    rows = list(opened.values())
    turn_to(session, first, rows)
    start_waiting(session, rows)
    insert_rows(session, ReviewStep, [_step(session, row, wanted[pair]) for pair, row in opened.items()])
    record(session, actor, _fact(rows))


def _first(graders: Sequence[Grader], opening: Opening) -> int | None:
    ids = [each.person_id for each in graders]
    if opening.preferred_id in ids:
        return opening.preferred_id
    return ids[0] if ids else None


def _fact(rows: Sequence[Review]) -> ReviewsOpened:
    return ReviewsOpened(
        review_ids=tuple(row.id for row in rows),
        rounds=tuple(row.round for row in rows),
        person_ids=tuple(row.person_id for row in rows),
        competency_ids=tuple(row.competency_id for row in rows),
        reviewer_ids=tuple(row.reviewer_id for row in rows),
        changes=tuple(Change("review", row.competency_id, None, row.state, person_id=row.person_id) for row in rows),
    )


def _reopen(session: WorkspaceSession, row: Review, opening: Opening) -> None:
    """The same review waits again; what was before stays in its steps (review/one)."""
    row.round += 1
    row.claim_value_id = opening.claim_value_id
    row.state, row.since, row.asked_at = ReviewState.WAITING, session.now, session.now
    row.recommended = opening.by_id is None


def _row(session: WorkspaceSession, opening: Opening) -> dict[str, object]:
    return {
        "person_id": opening.person_id,
        "competency_id": opening.competency_id,
        "claim_value_id": opening.claim_value_id,
        "state": str(ReviewState.WAITING),
        "since": session.now,
        "round": 1,
        "asked_at": session.now,
        "recommended": opening.by_id is None,
        "reviewer_id": None,
        "goes_on_at": None,
    }


def _step(session: WorkspaceSession, row: Review, opening: Opening) -> dict[str, object]:
    return {
        "review_id": row.id,
        "round": row.round,
        "kind": str(StepKind.RECOMMENDED if opening.by_id is None else StepKind.ASKED),
        "by_id": opening.by_id,
        "to_id": row.reviewer_id,
        "scale_value_id": opening.claim_value_id,
        "judgement_id": None,
        "words": opening.words,
        "at": session.now,
        "undo_id": None,
        "undone_at": None,
    }


def _rows(session: WorkspaceSession, wanted: Mapping[Pair, Opening]) -> dict[Pair, Review]:
    persons, skills = sorted({each for each, _ in wanted}), sorted({each for _, each in wanted})
    query = (
        select(Review)
        .where(Review.person_id.in_(persons), Review.competency_id.in_(skills))
        .execution_options(populate_existing=True)
    )
    found = {(row.person_id, row.competency_id): row for row in session.scalars(query)}
    return {pair: row for pair, row in found.items() if pair in wanted}


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
