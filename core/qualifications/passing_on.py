"""Requests to verify that go to the next reviewer: handed back, left by somebody deactivated, or untouched for days."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.db import WorkspaceSession
from core.people import Actor, PersonChanged, is_active
from core.qualifications.events import QualificationRemoved, QualificationUndone
from core.qualifications.models import Qualification, Verification
from core.qualifications.papers import CHUNK
from core.qualifications.requests import (
    OPEN,
    VerificationState,
    asked_of,
    end_sight,
    held_request,
    note_asked,
    note_request,
    require_verifying,
    taken,
    turn_to,
    verifiers_of,
    wait,
)

BATCH = 100
"""Requests looked at in one transaction."""


def hand_back_verification(session: WorkspaceSession, actor: Actor, verification_id: int) -> None:
    """Let a request one started wait again, at the next eligible reviewer."""
    held, row = held_request(session, verification_id)
    reviewer_id = require_verifying(session, actor, held)
    if row.state != VerificationState.IN_REVIEW or row.reviewer_id != reviewer_id:
        raise taken(session, row)
    _send_on(session, actor, held, row, "handed_back")


def pass_on_verifications(session: WorkspaceSession) -> int:
    """Ask the next eligible reviewer, too, where nobody touched a request for 3 working days; how many were asked.

    Asks the data, never the ticks: repeated at once it does nothing. The one asked first stays the current reviewer:
    the others open documents only once they start it (review/current-reviewer).
    """
    asked, engine = 0, Actor.engine(session.workspace_id)
    for verification_id in _due(session, BATCH):
        held, row = held_request(session, verification_id)
        if row.state != VerificationState.WAITING or row.goes_on_at is None or row.goes_on_at > session.now:
            continue
        next_id = _next(session, held, row)
        row.goes_on_at = None
        if next_id is None:
            continue
        if row.reviewer_id is None:
            turn_to(session, held, row, next_id)
        wait(session, row)
        note_asked(session, row, next_id)
        note_request(session, engine, held, row, "passed_on", row.state, to_id=next_id)
        asked += 1
    return asked


def passing_on_is_due(session: WorkspaceSession) -> bool:
    """Whether any waiting request is to go on now."""
    return bool(_due(session, 1))


def free_verifications(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Reaction: what somebody deactivated had to verify waits again, at the next reviewer (people/deactivated)."""
    changed = any(each.what == "state" for each in fact.changes)
    if not changed or is_active(session, fact.person_id):
        return
    query = select(Verification.id).where(
        Verification.reviewer_id == fact.person_id, Verification.state.in_(OPEN)
    )
    engine = Actor.engine(session.workspace_id)
    for verification_id in session.scalars(query.order_by(Verification.id)).all():
        held, row = held_request(session, verification_id)
        _send_on(session, engine, held, row, "freed")


def lapse_verifications(
    session: WorkspaceSession, actor: Actor, fact: QualificationRemoved | QualificationUndone
) -> None:
    """Reaction: nothing is left to verify of what was taken off file."""
    if getattr(fact, "undone", False):
        return
    for start in range(0, len(fact.qualification_ids), CHUNK):
        query = (
            select(Verification, Qualification)
            .join(Qualification, Qualification.id == Verification.qualification_id)
            .where(
                Verification.qualification_id.in_(list(fact.qualification_ids[start : start + CHUNK])),
                Verification.state.in_(OPEN),
            )
        )
        rows = session.execute(query).all()
        end_sight(session, [row.id for row, _ in rows])
        for row, held in rows:
            before, row.state = row.state, str(VerificationState.LAPSED)
            row.since, row.goes_on_at = session.now, None
            note_request(session, actor, held, row, "lapsed", before)


def _send_on(session: WorkspaceSession, actor: Actor, held: Qualification, row: Verification, step: str) -> None:
    """Ask somebody not asked before; where everybody was, the next of them."""
    before, row.state = row.state, str(VerificationState.WAITING)
    row.since = session.now
    next_id = _next(session, held, row)
    if next_id is None:
        able = [each.person_id for each in verifiers_of(session, held.person_id, held.competency_id)]
        next_id = next((each for each in able if each != row.reviewer_id), next(iter(able), None))
    turn_to(session, held, row, next_id)
    wait(session, row)
    note_asked(session, row, next_id)
    note_request(session, actor, held, row, step, before, to_id=next_id)


def _next(session: WorkspaceSession, held: Qualification, row: Verification) -> int | None:
    asked = asked_of(session, row.id)
    able = verifiers_of(session, held.person_id, held.competency_id)
    return next((each.person_id for each in able if each.person_id not in asked), None)


def _due(session: WorkspaceSession, limit: int) -> Sequence[int]:
    query = select(Verification.id).where(
        Verification.goes_on_at.is_not(None),
        Verification.goes_on_at <= session.now,
        Verification.state == str(VerificationState.WAITING),
    )
    return session.scalars(query.order_by(Verification.goes_on_at, Verification.id).limit(limit)).all()
