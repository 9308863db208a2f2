"""Requests in the hands of somebody who was deactivated wait again, at the next approver (people/deactivated)."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.people import Actor, PersonChanged, is_active
from core.plans.models import PlanRequest
from core.plans.requests import free_request
from core.plans.rules import OPEN_REQUESTS


def free_requests(session: WorkspaceSession, _actor: Actor, fact: PersonChanged) -> None:
    """Reaction: what somebody deactivated was asked to approve is asked of the next. Repeatable."""
    changed = any(each.what == "state" for each in fact.changes)
    if not changed or is_active(session, fact.person_id):
        return
    query = select(PlanRequest.id).where(
        PlanRequest.approver_id == fact.person_id, PlanRequest.state.in_([str(each) for each in OPEN_REQUESTS])
    )
    for request_id in session.scalars(query).all():
        free_request(session, request_id)
