"""Reading evidence. Rights are the caller's matter (privacy/details)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.db import WorkspaceSession
from core.evidence.models import Evidence


@dataclass(frozen=True)
class EvidenceView:
    """A piece of evidence: where it comes from, how strong, when it happened; `stands` unless it was corrected."""

    id: int
    kind: str
    source_id: int
    strength: str
    self_declared: bool
    added_by_id: int | None
    happened_at: datetime
    stands: bool
    note: str | None = None


def evidence_of(session: WorkspaceSession, person_id: int, competency_id: int) -> list[EvidenceView]:
    """All evidence of a person's competency, oldest first, corrected pieces marked (evidence/many, strength)."""
    rows = session.scalars(
        select(Evidence)
        .where(Evidence.person_id == person_id, Evidence.competency_id == competency_id)
        .order_by(Evidence.happened_at, Evidence.id)
    ).all()
    corrected = {row.source_id for row in rows if row.kind == "correction"}
    return [
        EvidenceView(
            row.id,
            row.kind,
            row.source_id,
            row.strength,
            row.self_declared,
            row.added_by_id,
            row.happened_at,
            row.id not in corrected,
            row.note,
        )
        for row in rows
        if row.kind != "correction"
    ]
