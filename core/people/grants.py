"""Grants: single capabilities over one person, for one competency, that an upper slice writes and ends again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from core.db import WorkspaceSession, insert_rows
from core.history import end_all
from core.people.capabilities import Capability, granting
from core.people.models import Grant

CHUNK = 900
EXPERT = "expert"
"""The reason of a grant that names somebody as an expert of a competency (review/eligible)."""


@dataclass(frozen=True)
class NewGrant:
    """A capability for a person over another (None: over everybody) in one competency; `reason` ends it again."""

    person_id: int
    capability: Capability
    over_person_id: int | None
    competency_id: int
    reason: str


def grant_all(session: WorkspaceSession, grants: Iterable[NewGrant]) -> None:
    """Write grants, in force from now; the caller has checked the right to give them."""
    rows = [
        {
            "person_id": each.person_id,
            "capability": str(each.capability),
            "over_person_id": each.over_person_id,
            "competency_id": each.competency_id,
            "reason": each.reason,
            "effective_from": session.now,
            "effective_until": None,
            "recorded_at": session.now,
            "superseded_at": None,
        }
        for each in grants
    ]
    insert_rows(session, Grant, rows)


def end_grants(session: WorkspaceSession, reasons: Sequence[str], *narrow: sa.ColumnElement[bool]) -> int:
    """End the open grants of these reasons; how many. Repeatable."""
    column = Grant.__table__.c.reason
    parts = [reasons[start : start + CHUNK] for start in range(0, len(reasons), CHUNK)]
    return sum(end_all(session, Grant, sa.and_(column.in_(part), *narrow)) for part in parts)


def granted_pairs(session: WorkspaceSession, person_id: int, capability: Capability) -> set[tuple[int, int]]:
    """For which person in which competency somebody was granted a capability, as a current reviewer is."""
    query = sa.select(Grant.over_person_id, Grant.competency_id).where(
        Grant.person_id == person_id,
        Grant.capability.in_(sorted(granting(capability))),
        Grant.over_person_id.is_not(None),
        Grant.competency_id.is_not(None),
        Grant.in_force(session.now),
    )
    return {(over, of) for over, of in session.execute(query) if over is not None and of is not None}


def experts_of(session: WorkspaceSession, competency_ids: Sequence[int]) -> dict[int, list[int]]:
    """By competency (up to 900): those named as its experts, in the order of naming."""
    query = (
        sa.select(Grant.competency_id, Grant.person_id)
        .where(
            Grant.reason == EXPERT,
            Grant.capability == Capability.COMPETENCY_GRADE,
            Grant.competency_id.in_(competency_ids),
            Grant.in_force(session.now),
        )
        .order_by(Grant.effective_from, Grant.id)
    )
    found: dict[int, list[int]] = {}
    for competency_id, person_id in session.execute(query):
        if competency_id is not None:
            found.setdefault(competency_id, []).append(person_id)
    return found


def expert_competencies(session: WorkspaceSession, person_id: int) -> set[int]:
    """Ids of the competencies a person is a named expert of."""
    query = sa.select(Grant.competency_id).where(
        Grant.person_id == person_id, Grant.reason == EXPERT, Grant.in_force(session.now)
    )
    return {each for each in session.scalars(query) if each is not None}


def set_experts(session: WorkspaceSession, competency_id: int, person_ids: Sequence[int]) -> None:
    """Let exactly these people be the competency's experts; the caller has checked the right."""
    known = experts_of(session, [competency_id]).get(competency_id, [])
    gone = [each for each in known if each not in person_ids]
    columns = Grant.__table__.c
    if gone:
        end_grants(session, [EXPERT], columns.competency_id == competency_id, columns.person_id.in_(gone))
    fresh = [each for each in dict.fromkeys(person_ids) if each not in known]
    grant_all(
        session, [NewGrant(each, Capability.COMPETENCY_GRADE, None, competency_id, EXPERT) for each in fresh]
    )
