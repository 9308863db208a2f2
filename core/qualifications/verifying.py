"""Verifying: asked for or unasked, by one reviewer at a time; what was decided can be taken back.

(qualifications/verified)
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.events import Change
from core.history import begin, withdraw
from core.people import Actor, people
from core.qualifications.entering import record_fact
from core.qualifications.events import QualificationVerified
from core.qualifications.models import Qualification, QualificationVersion, Verification
from core.qualifications.papers import current
from core.qualifications.requests import (
    NO_REQUEST,
    OPEN,
    VerificationState,
    end_sight,
    held_request,
    note_asked,
    note_request,
    open_request,
    require_verifying,
    standing_words,
    taken,
    turn_to,
    verifiers_of,
    wait,
)
from core.qualifications.rights import require_writing
from core.qualifications.rules import checked_reason
from core.qualifications.versions import predecessor
from core.words import say


@dataclass(frozen=True)
class Asked:
    """A request to verify: its id, who is asked (None: nobody can yet), and whether it was asked before."""

    verification_id: int
    reviewer_id: int | None
    again: bool


def request_verification(session: WorkspaceSession, actor: Actor, qualification_id: int) -> Asked:
    """Ask for a qualification to be verified; its reviewer is found as for a review and told at once.

    While a request is open, asking again joins it. Raises Conflict where it is verified already, Refused for who
    may not write it.
    """
    held, version = current(session, qualification_id, lock=True)
    require_writing(session, actor, held.person_id)
    if version.verified_at is not None:
        raise Conflict(say("It is verified already, since {at}. Nothing changed.", at=version.verified_at))
    if (known := open_request(session, held.id)) is not None:
        return Asked(known.id, known.reviewer_id, again=True)
    row = Verification(
        qualification_id=held.id, asked_by_id=actor.person_id, asked_at=session.now,
        state=str(VerificationState.WAITING), since=session.now, reviewer_id=None, goes_on_at=None,
    )
    session.add(row)
    session.flush()
    first = next(iter(verifiers_of(session, held.person_id, held.competency_id)), None)
    reviewer_id = first.person_id if first is not None else None
    turn_to(session, held, row, reviewer_id)
    wait(session, row)
    note_asked(session, row, reviewer_id)
    note_request(session, actor, held, row, "asked", None, to_id=reviewer_id)
    return Asked(row.id, reviewer_id, again=False)


def withdraw_verification(session: WorkspaceSession, actor: Actor, verification_id: int) -> None:
    """Take back a request one just made; raises Conflict once somebody started or decided it (chat/undo)."""
    held, row = held_request(session, verification_id)
    if row.asked_by_id != actor.person_id:
        raise NotFound(NO_REQUEST)
    if row.state != VerificationState.WAITING:
        words = standing_words(session, row.state, row.reviewer_id, row.since)
        raise Conflict(say("Can't undo. {standing}", standing=words))
    _settle(session, actor, held, row, VerificationState.WITHDRAWN, "withdrawn", keep_reviewer=True)


def start_verification(session: WorkspaceSession, actor: Actor, verification_id: int) -> None:
    """Take a waiting request in hand; it shows so to all others. Repeating changes nothing.

    Raises Conflict naming who has it or decided it, Refused for one's own and without the right.
    """
    held, row = held_request(session, verification_id)
    reviewer_id = require_verifying(session, actor, held)
    if row.state == VerificationState.IN_REVIEW and row.reviewer_id == reviewer_id:
        return
    if row.state != VerificationState.WAITING:
        raise taken(session, row)
    before = row.state
    row.state, row.since, row.goes_on_at = str(VerificationState.IN_REVIEW), session.now, None
    turn_to(session, held, row, reviewer_id)
    note_asked(session, row, reviewer_id)
    note_request(session, actor, held, row, "started", before)


def verify_qualification(
    session: WorkspaceSession, actor: Actor, qualification_id: int, version_id: int | None = None
) -> int:
    """Verify a qualification, asked or unasked; the id of its verified version, to take it back by.

    `version_id` is what the reviewer looked at: raises Conflict when that was changed since, when it is verified
    already, or when somebody else has its request in hand. Refused for one's own and without the right.
    """
    held, version = current(session, qualification_id, lock=True)
    reviewer_id = require_verifying(session, actor, held)
    if version.verified_at is not None:
        by = _first_name(session, version.verified_by_id)
        raise Conflict(say("Verified by {name}, {at}. Nothing to do.", name=by, at=version.verified_at))
    row = open_request(session, held.id)
    if row is not None and row.state == VerificationState.IN_REVIEW and row.reviewer_id != reviewer_id:
        raise taken(session, row)
    if version_id not in (None, version.id):
        raise Conflict(say("It was changed, {at}. Look at it again before you verify it.", at=version.recorded_at))
    fresh = _verified(session, actor, held, version, asked=row is not None)
    if row is not None:
        turn_to(session, held, row, reviewer_id)
        _settle(session, actor, held, row, VerificationState.VERIFIED, "verified")
    return fresh.id


def reject_verification(session: WorkspaceSession, actor: Actor, verification_id: int, reason: str) -> None:
    """Decide that a qualification is not verified, with a reason that the person reads; it stays on file."""
    held, row = held_request(session, verification_id)
    reviewer_id = require_verifying(session, actor, held)
    said = checked_reason(reason, say("Why? The person reads it. Example: The certificate can't be read."))
    if row.state not in OPEN or (row.state == VerificationState.IN_REVIEW and row.reviewer_id != reviewer_id):
        raise taken(session, row)
    row.words = said
    turn_to(session, held, row, reviewer_id)
    _settle(session, actor, held, row, VerificationState.REJECTED, "rejected")


def undo_verification(session: WorkspaceSession, actor: Actor, qualification_id: int, version_id: int) -> None:
    """Take back that one verified it: it stands as before, and a request for it is open again (chat/undo)."""
    held, version = current(session, qualification_id, lock=True)
    require_verifying(session, actor, held)
    before = predecessor(session, version)
    if version.id != version_id or before is None:
        raise Conflict(say("Can't undo: it was changed, {at}.", at=version.recorded_at))
    verified_at = version.verified_at
    withdraw(session, version)
    session.flush()
    begin(session, before.copied())
    change = Change("verified", held.id, "yes", "no", person_id=held.person_id)
    record_fact(session, actor, QualificationVerified, held, changes=(change,), undone=True, since=verified_at)
    row = _decided(session, held.id, VerificationState.VERIFIED)
    if row is not None and row.since == verified_at:
        _reopen(session, actor, held, row)


def undo_rejection(session: WorkspaceSession, actor: Actor, verification_id: int) -> None:
    """Take back that one rejected it: the request is open again, in one's hands (chat/undo)."""
    held, row = held_request(session, verification_id)
    require_verifying(session, actor, held)
    if row.state != VerificationState.REJECTED or row.reviewer_id != actor.person_id:
        words = standing_words(session, row.state, row.reviewer_id, row.since)
        raise Conflict(say("Can't undo. {standing}", standing=words))
    if open_request(session, held.id) is not None:
        raise Conflict(say("Can't undo: it was asked for again."))
    current(session, held.id)
    row.words = ""
    _reopen(session, actor, held, row)


def _verified(
    session: WorkspaceSession, actor: Actor, held: Qualification, version: QualificationVersion, *, asked: bool
) -> QualificationVersion:
    fresh = version.copied(verified_by_id=actor.person_id, verified_at=session.now)
    withdraw(session, version)
    session.flush()
    begin(session, fresh)
    session.flush()
    change = Change("verified", held.id, "no", "yes", person_id=held.person_id)
    record_fact(session, actor, QualificationVerified, held, changes=(change,), asked=asked)
    return fresh


def _settle(
    session: WorkspaceSession,
    actor: Actor,
    held: Qualification,
    row: Verification,
    state: VerificationState,
    step: str,
    *,
    keep_reviewer: bool = False,
) -> None:
    """The request is over, and with it what the reviewer might see for it (review/current-reviewer)."""
    before, row.state = row.state, str(state)
    row.since, row.goes_on_at = session.now, None
    if not keep_reviewer:
        row.reviewer_id = actor.person_id
    end_sight(session, [row.id])
    note_request(session, actor, held, row, step, before)


def _reopen(session: WorkspaceSession, actor: Actor, held: Qualification, row: Verification) -> None:
    before, row.state = row.state, str(VerificationState.IN_REVIEW)
    row.since, row.goes_on_at = session.now, None
    turn_to(session, held, row, actor.person_id)
    note_request(session, actor, held, row, "reopened", before)


def _decided(session: WorkspaceSession, qualification_id: int, state: VerificationState) -> Verification | None:
    query = select(Verification).where(
        Verification.qualification_id == qualification_id, Verification.state == str(state)
    )
    return session.scalars(query.order_by(Verification.id.desc()).limit(1)).first()


def _first_name(session: WorkspaceSession, person_id: int | None) -> object:
    known = people(session, [person_id]).get(person_id) if person_id is not None else None
    return known.first_name if known else say("nobody")
