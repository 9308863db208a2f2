"""Reviews that go to the next eligible reviewer: handed back, left by somebody deactivated, or untouched for days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements import hold_people
from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.events import Change
from core.people import Actor, PersonChanged, is_active
from core.people.models import PersonState
from core.reviews.events import ReviewsPassedOn
from core.reviews.models import Review, ReviewStep
from core.reviews.reviewers import Pair, eligible_reviewers, start_waiting, turn_to
from core.reviews.rules import OPEN, ReviewState, StepKind

BATCH, CHUNK = 500, 900
"""Reviews looked at in one transaction."""


def pass_on_untouched(session: WorkspaceSession) -> int:
    """Send waiting reviews that nobody touched for 3 working days to the next eligible reviewer, too; how many.

    Asks the data, never the ticks: repeated at once it does nothing. The one asked first stays the current reviewer
    (reminders/due, review/current-reviewer). Call again while `passing_is_due`.
    """
    rows = _due(session, BATCH)
    hold_people(session, {row.person_id for row in rows})
    rows = [row for row in _due(session, BATCH) if row.id in {each.id for each in rows}]
    if not rows:
        return 0
    live = _of_active(session, rows)
    start_waiting(session, [row for row in rows if row not in live])
    return send_on(session, Actor.engine(session.workspace_id), live, StepKind.PASSED_ON)


def passing_is_due(session: WorkspaceSession) -> bool:
    """Whether any waiting review is to go on now."""
    return session.scalar(select(Review.id).where(_waited_too_long(session.now)).limit(1)) is not None


@dataclass(frozen=True)
class Passing:
    """A review nobody touched, and who would be asked, too."""

    review_id: int
    person_id: int
    competency_id: int
    to_id: int


def passings_due(session: WorkspaceSession) -> list[Passing]:
    """What `pass_on_untouched` would send on now, longest waiting first; reads only."""
    query = select(Review).where(_waited_too_long(session.now)).order_by(Review.goes_on_at, Review.id)
    rows = _of_active(session, session.scalars(query).all())
    able = eligible_reviewers(session, [(row.person_id, row.competency_id) for row in rows])
    asked, found = _asked(session, rows), []
    for row in rows:
        ids = [each.person_id for each in able[(row.person_id, row.competency_id)]]
        following = next((each for each in ids if each not in asked[row.id]), None)
        if following is not None:
            found.append(Passing(row.id, row.person_id, row.competency_id, following))
    return found


def free_reviews(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Reaction: the reviews of somebody deactivated wait again, at the next reviewer (people/deactivated)."""
    changed = any(each.what == "state" for each in fact.changes)
    if not changed or is_active(session, fact.person_id):
        return
    mine = select(Review).where(Review.reviewer_id == fact.person_id, Review.state.in_([str(each) for each in OPEN]))
    hold_people(session, {row.person_id for row in session.scalars(mine)})
    rows = session.scalars(mine.execution_options(populate_existing=True)).all()
    for row in rows:
        row.state, row.since = str(ReviewState.WAITING), session.now
    send_on(session, Actor.engine(session.workspace_id), rows, StepKind.FREED)


def send_on(session: WorkspaceSession, actor: Actor, rows: Sequence[Review], kind: StepKind) -> int:
    """Ask the next eligible reviewer of each of these waiting reviews; how many were sent to somebody.

    One passed on keeps its current reviewer; one handed back or freed gets the next, somebody asked before where
    everybody was.
    """
    if not rows:
        return 0
    pairs: dict[int, Pair] = {row.id: (row.person_id, row.competency_id) for row in rows}
    able = eligible_reviewers(session, pairs.values())
    asked = _asked(session, rows)
    chosen: dict[int, int | None] = {}
    rest: dict[int, int] = {}
    for row in rows:
        ids = [each.person_id for each in able[pairs[row.id]]]
        fresh = [each for each in ids if each not in asked[row.id]]
        again = [each for each in ids if each != row.reviewer_id] or ids
        chosen[row.id] = next(iter(fresh if kind == StepKind.PASSED_ON else [*fresh, *again]), None)
        rest[row.id] = len(fresh) - 1
    turning = [row for row in rows if kind != StepKind.PASSED_ON or row.reviewer_id is None]
    turn_to(session, chosen, turning)
    start_waiting(session, rows)
    for row in rows:
        if kind == StepKind.PASSED_ON and rest[row.id] < 1 and row.reviewer_id is not None:
            row.goes_on_at = None
    kept = [row for row in rows if kind != StepKind.PASSED_ON or chosen[row.id] is not None]
    insert_rows(session, ReviewStep, [_step(session, actor, row, kind, chosen[row.id]) for row in kept])
    if kept:
        record(session, actor, _fact(kept, chosen))
    return sum(chosen[row.id] is not None for row in rows)


def _fact(rows: Sequence[Review], chosen: dict[int, int | None]) -> ReviewsPassedOn:
    return ReviewsPassedOn(
        review_ids=tuple(row.id for row in rows),
        rounds=tuple(row.round for row in rows),
        person_ids=tuple(row.person_id for row in rows),
        competency_ids=tuple(row.competency_id for row in rows),
        reviewer_ids=tuple(chosen[row.id] for row in rows),
        changes=tuple(
            Change("reviewer", row.competency_id, None, chosen[row.id], person_id=row.person_id) for row in rows
        ),
    )


def _step(
    session: WorkspaceSession, actor: Actor, row: Review, kind: StepKind, to_id: int | None
) -> dict[str, object]:
    return {
        "review_id": row.id,
        "round": row.round,
        "kind": str(kind),
        "by_id": actor.person_id,
        "to_id": to_id,
        "scale_value_id": None,
        "judgement_id": None,
        "words": "",
        "at": session.now,
        "undo_id": None,
        "undone_at": None,
    }


def _asked(session: WorkspaceSession, rows: Sequence[Review]) -> dict[int, set[int]]:
    """By review: those asked in its present round, and who has it."""
    found = {row.id: {row.reviewer_id} if row.reviewer_id is not None else set[int]() for row in rows}
    rounds = {row.id: row.round for row in rows}
    ids = sorted(rounds)
    for start in range(0, len(ids), CHUNK):
        query = select(ReviewStep.review_id, ReviewStep.round, ReviewStep.to_id).where(
            ReviewStep.review_id.in_(ids[start : start + CHUNK]),
            ReviewStep.to_id.is_not(None),
            ReviewStep.undone_at.is_(None),
        )
        for review_id, of, to_id in session.execute(query):
            if of == rounds[review_id] and to_id is not None:
                found[review_id].add(to_id)
    return found


def _due(session: WorkspaceSession, limit: int) -> Sequence[Review]:
    chosen = _waited_too_long(session.now)
    query = select(Review).where(chosen).order_by(Review.goes_on_at, Review.id).limit(limit)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _waited_too_long(now: datetime) -> sa.ColumnElement[bool]:
    due = sa.and_(Review.goes_on_at.is_not(None), Review.goes_on_at <= now)
    return sa.and_(due, Review.state == ReviewState.WAITING)


def _of_active(session: WorkspaceSession, rows: Sequence[Review]) -> list[Review]:
    wanted, active = sorted({row.person_id for row in rows}), set[int]()
    for start in range(0, len(wanted), CHUNK):
        query = select(PersonState.person_id).where(
            PersonState.person_id.in_(wanted[start : start + CHUNK]),
            PersonState.in_force(session.now),
            PersonState.active,
        )
        active.update(session.scalars(query))
    return [row for row in rows if row.person_id in active]
