"""Requests to verify as rows: whom to ask, what the current reviewer may see for it, and how one stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from core.audit import record
from core.clock import after_working_days
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, NotFound, Refused
from core.events import Change
from core.frameworks import competencies, may_see_tier, sees_all_tiers
from core.people import (
    Actor,
    Capability,
    Grader,
    GraderKind,
    NewGrant,
    access_tier_of,
    end_grants,
    graders_of,
    grant_all,
    people,
)
from core.qualifications.events import VerificationChanged
from core.qualifications.models import Qualification, Verification, VerificationAsked
from core.qualifications.papers import CHUNK, latest
from core.qualifications.rights import require_judging
from core.words import Sentence, TimeOfDay, say

NO_REQUEST = say("That request is not on file.")
UNTOUCHED_DAYS = 3
"""Working days after which the next eligible reviewer is asked, too (reminders/due)."""

SEES = (Capability.DETAILS_VIEW, Capability.DOCUMENT_OPEN)
"""What the current reviewer may for the request's time (review/current-reviewer)."""


class VerificationState(StrEnum):
    """Where a request to verify stands."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = (str(VerificationState.WAITING), str(VerificationState.IN_REVIEW))


@dataclass(frozen=True)
class VerificationView:
    """A request to verify as it stands: of whose qualification, asked by whom, who has it; instants in UTC."""

    id: int
    qualification_id: int
    person_id: int
    competency_id: int
    state: VerificationState
    asked_by_id: int | None
    asked_at: datetime
    since: datetime
    reviewer_id: int | None
    words: str

    @property
    def is_open(self) -> bool:
        """Whether it waits or is in review."""
        return str(self.state) in OPEN


def verification(session: WorkspaceSession, verification_id: int) -> VerificationView:
    """One request, whoever asks; raises NotFound."""
    row = _row(session, verification_id)
    held = session.get_one(Qualification, row.qualification_id)
    return view_of(row, held)


def open_verification(session: WorkspaceSession, qualification_id: int) -> VerificationView | None:
    """The open request of a qualification, if there is one."""
    found = open_request(session, qualification_id)
    return view_of(found, session.get_one(Qualification, qualification_id)) if found is not None else None


def open_verifications(session: WorkspaceSession, qualification_ids: Sequence[int]) -> dict[int, VerificationView]:
    """The open requests of these qualifications, set-based."""
    found: dict[int, VerificationView] = {}
    for start in range(0, len(qualification_ids), CHUNK):
        query = (
            select(Verification, Qualification)
            .join(Qualification, Qualification.id == Verification.qualification_id)
            .where(
                Verification.qualification_id.in_(list(qualification_ids[start : start + CHUNK])),
                Verification.state.in_(OPEN),
            )
        )
        found |= {held.id: view_of(row, held) for row, held in session.execute(query)}
    return found


def verifications_waiting(
    session: WorkspaceSession, actor: Actor, *, limit: int = 10
) -> list[VerificationView]:
    """The open requests that were asked of somebody, or that they have in hand, oldest first."""
    asked = select(VerificationAsked.verification_id).where(
        VerificationAsked.workspace_id == session.workspace_id, VerificationAsked.person_id == (actor.person_id or 0)
    )
    query = (
        select(Verification, Qualification)
        .join(Qualification, Qualification.id == Verification.qualification_id)
        .where(
            Verification.id.in_(asked),
            (Verification.state == str(VerificationState.WAITING))
            | (
                (Verification.state == str(VerificationState.IN_REVIEW))
                & (Verification.reviewer_id == (actor.person_id or 0))
            ),
        )
        .order_by(Verification.asked_at, Verification.id)
        .limit(limit)
    )
    return [view_of(row, held) for row, held in session.execute(query)]


def view_of(row: Verification, held: Qualification) -> VerificationView:
    """A request's row as others see it."""
    return VerificationView(
        row.id, held.id, held.person_id, held.competency_id, VerificationState(row.state), row.asked_by_id,
        row.asked_at, row.since, row.reviewer_id, row.words,
    )


def open_request(session: WorkspaceSession, qualification_id: int) -> Verification | None:
    """The row of a qualification's open request."""
    query = select(Verification).where(
        Verification.qualification_id == qualification_id, Verification.state.in_(OPEN)
    )
    return session.scalar(query.execution_options(populate_existing=True))


def held_request(session: WorkspaceSession, verification_id: int) -> tuple[Qualification, Verification]:
    """A request, once nobody else is changing its qualification; raises NotFound (review/race)."""
    qualification_id = _row(session, verification_id).qualification_id
    held, _ = latest(session, qualification_id, lock=True)
    return held, _row(session, verification_id)


def verifiers_of(session: WorkspaceSession, person_id: int, competency_id: int) -> list[Grader]:
    """Who may verify a person's qualification of a competency, first asked first; as for reviews, never themself.

    Given reviewers, then those who may on the whole site; not those whose access tier hides it.
    """
    pair = (person_id, competency_id)
    found = graders_of(session, [pair], Capability.QUALIFICATION_VERIFY)[pair]
    tier = competencies(session, [competency_id])[competency_id].access_tier
    return found if tier is None else [each for each in found if _sees(session, each.person_id, tier)]


def verifier_kind(session: WorkspaceSession, person_id: int, competency_id: int, of: int) -> GraderKind | None:
    """As what somebody may verify it, None where they may not."""
    found = verifiers_of(session, person_id, competency_id)
    return next((each.kind for each in found if each.person_id == of), None)


def require_verifying(session: WorkspaceSession, actor: Actor, held: Qualification) -> int:
    """The reviewer's id: somebody who may verify it, and does not hold it themself (review/self)."""
    if actor.person_id is None:
        raise Refused(say("A qualification is verified by somebody. Say who with --as."))
    if actor.person_id == held.person_id:
        raise Refused(
            say("You can't verify your own qualification; another reviewer or admin can."),
            why=say("Rule: nobody reviews their own request."),
        )
    require_judging(session, actor, held)
    return actor.person_id


def turn_to(session: WorkspaceSession, held: Qualification, row: Verification, reviewer_id: int | None) -> None:
    """Make somebody the current reviewer, and end what the one before might see for it."""
    row.reviewer_id = reviewer_id
    end_sight(session, [row.id])
    if reviewer_id is not None:
        reason = _sight_reason(row.id)
        grants = [NewGrant(reviewer_id, each, held.person_id, held.competency_id, reason) for each in SEES]
        grant_all(session, grants)


def end_sight(session: WorkspaceSession, verification_ids: Iterable[int]) -> None:
    """End what current reviewers may see for these requests."""
    end_grants(session, [_sight_reason(each) for each in verification_ids])


def wait(session: WorkspaceSession, row: Verification) -> None:
    """Note when it goes on if nobody touches it, by its reviewer's calendar (reminders/due)."""
    reviewer = people(session, [row.reviewer_id]).get(row.reviewer_id) if row.reviewer_id is not None else None
    zone = reviewer.time_zone if reviewer else "UTC"
    row.goes_on_at = after_working_days(session.now, UNTOUCHED_DAYS, zone)


def note_asked(session: WorkspaceSession, row: Verification, person_id: int | None) -> None:
    """Remember that somebody was asked."""
    if person_id is not None:
        asked = {"verification_id": row.id, "person_id": person_id, "at": session.now}
        insert_rows(session, VerificationAsked, [asked], skip_existing=True)


def asked_of(session: WorkspaceSession, verification_id: int) -> set[int]:
    """Who was asked so far."""
    query = select(VerificationAsked.person_id).where(VerificationAsked.verification_id == verification_id)
    return set(session.scalars(query))


def note_request(
    session: WorkspaceSession,
    actor: Actor,
    held: Qualification,
    row: Verification,
    step: str,
    before: str | None,
    *,
    to_id: int | None = None,
) -> None:
    """Record what happened to a request."""
    change = Change("verification", held.id, before, row.state, person_id=held.person_id)
    fact = VerificationChanged(
        verification_id=row.id, qualification_id=held.id, person_id=held.person_id, competency_id=held.competency_id,
        step=step, to_id=to_id, changes=(change,),
    )
    record(session, actor, fact)


def can_still_undo(session: WorkspaceSession, qualification_id: int) -> None:
    """Raise Conflict where a reviewer has a registration in hand that is to be undone (chat/undo)."""
    row = open_request(session, qualification_id)
    if row is not None and row.state == VerificationState.IN_REVIEW and row.reviewer_id is not None:
        name = people(session, [row.reviewer_id])[row.reviewer_id].first_name
        raise Conflict(
            say("Can't undo: {name} started its verification at {at}. {name} can reject it.", name=name,
                at=TimeOfDay(row.since))
        )


def taken(session: WorkspaceSession, row: Verification) -> Conflict:
    """Who has it, or decided it, and since when (review/race)."""
    return Conflict(standing_words(session, row.state, row.reviewer_id, row.since))


def standing_words(session: WorkspaceSession, state: str, reviewer_id: int | None, since: datetime) -> Sentence:
    """'In review by Rita since 10:42. Nothing to do.'"""
    by = people(session, [reviewer_id])[reviewer_id].first_name if reviewer_id else say("nobody")
    match state:
        case VerificationState.IN_REVIEW:
            return say("In review by {name} since {at}. Nothing to do.", name=by, at=TimeOfDay(since))
        case VerificationState.VERIFIED:
            return say("Verified by {name}, {at}. Nothing to do.", name=by, at=since)
        case VerificationState.REJECTED:
            return say("Not verified by {name}, {at}. Nothing to do.", name=by, at=since)
        case VerificationState.WITHDRAWN:
            return say("The request was taken back, {at}. Nothing to do.", at=TimeOfDay(since))
        case VerificationState.LAPSED:
            return say("It is no longer on file, since {at}. Nothing to do.", at=since)
    return say("It waits for {name}; nobody has started it.", name=by)


def _row(session: WorkspaceSession, verification_id: int) -> Verification:
    query = select(Verification).where(Verification.id == verification_id)
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(NO_REQUEST)
    return row


def _sees(session: WorkspaceSession, person_id: int, tier: int) -> bool:
    actor = Actor(session.workspace_id, person_id)
    return may_see_tier(tier, access_tier_of(session, person_id), sees_all=sees_all_tiers(session, actor))


def _sight_reason(verification_id: int) -> str:
    return f"verification:{verification_id}"
