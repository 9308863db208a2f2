"""What tests of reviews say often: ask, accept, and look at what became of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.db import WorkspaceSession
from core.frameworks import scale_of
from core.notifications import REVIEW_ASKED, REVIEW_SAID
from core.notifications.models import OutboxMessage
from core.people import Actor
from core.reviews import Decided, ReviewView, accept_review, reject_review, request_review, review, review_of
from tests.conftest import House


def request(house: House, person_id: int, competency_id: int, **more: Any) -> int:
    """Ask for a review of one's own at the lowest proficient value; the review's id."""
    with house.writing() as session:
        claim = scale_of(session, competency_id).lowest_proficient.id
        asked_for = {"competency_id": competency_id, "claim_value_id": claim, **more}
        return request_review(session, house.as_(person_id), **asked_for).review_id


def accept(session: WorkspaceSession, actor: Actor, review_id: int) -> Decided:
    """Accept with what is claimed."""
    return accept_review(session, actor, review_id, review(session, review_id).claim_value_id)


def reject(session: WorkspaceSession, actor: Actor, review_id: int) -> Decided:
    """Reject with a reason."""
    return reject_review(session, actor, review_id, "The report lacks a date.")


def found(house: House, person_id: int, competency_id: int) -> ReviewView:
    """The review as it stands."""
    with house.reading() as session:
        view = review_of(session, person_id, competency_id)
    assert view is not None
    return view


def asked(house: House, person_id: int) -> int:
    """How many messages ask this person for a review."""
    return _messages(house, person_id, REVIEW_ASKED)


def told(house: House, person_id: int) -> int:
    """How many messages tell this person what was said or decided."""
    return _messages(house, person_id, REVIEW_SAID)


def _messages(house: House, person_id: int, kind: str) -> int:
    with house.reading() as session:
        query = select(func.count()).select_from(OutboxMessage)
        query = query.where(OutboxMessage.recipient_id == person_id, OutboxMessage.kind == kind)
        return session.scalar(query) or 0
