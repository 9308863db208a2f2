"""What ratings stand on: the qualifications people have in hand, set-based, whoever asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.db import WorkspaceSession
from core.qualifications.models import QualificationRevocation
from core.qualifications.papers import CHUNK, Pair, rows_in_hand


@dataclass(frozen=True)
class HeldVersion:
    """What a rating can stand on: a qualification in hand, with what decides its validity."""

    qualification_id: int
    person_id: int
    competency_id: int
    scale_value_id: int | None
    issued_on: date | None
    expires_on: date | None
    verified: bool
    revoked: bool
    registered_at: datetime
    recorded_at: datetime


def standing_for(session: WorkspaceSession, pairs: Collection[Pair]) -> dict[Pair, tuple[HeldVersion, ...]]:
    """What each (person, competency) has in hand, set-based and whoever asks; pairs with nothing are left out."""
    rows = list(rows_in_hand(session, pairs))
    revoked = _revoked(session, [row.id for row in rows])
    found: dict[Pair, list[HeldVersion]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.competency_id), []).append(
            HeldVersion(
                row.id, row.person_id, row.competency_id, row.scale_value_id, row.issued_on, row.expires_on,
                row.verified_at is not None, row.id in revoked, row.created_at, row.recorded_at,
            )
        )
    return {pair: tuple(versions) for pair, versions in found.items()}


def _revoked(session: WorkspaceSession, qualification_ids: list[int]) -> set[int]:
    found = set[int]()
    for start in range(0, len(qualification_ids), CHUNK):
        chosen = QualificationRevocation.qualification_id.in_(qualification_ids[start : start + CHUNK])
        query = select(QualificationRevocation.qualification_id)
        found |= set(session.scalars(query.where(chosen, QualificationRevocation.in_force(session.now))))
    return found
