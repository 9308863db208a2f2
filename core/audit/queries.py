"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.audit.keys import open_many
from core.audit.models import FactPerson, RecordedFact
from core.db import WorkspaceSession


@dataclass(frozen=True)
class AuditEntry:
    """Who did what to whom, when, from what to what; `said` is None once the person was erased."""

    at: datetime
    kind: str
    actor_id: int | None
    actor_kind: str
    person_id: int | None
    said: dict[str, Any] | None


def facts_about(session: WorkspaceSession, person_id: int) -> list[AuditEntry]:
    """Every recorded change to one person's data, oldest first."""
    query = (
        select(RecordedFact, FactPerson.sealed)
        .join(FactPerson, FactPerson.fact_id == RecordedFact.id)
        .where(FactPerson.person_id == person_id)
        .order_by(RecordedFact.position, FactPerson.position)
    )
    rows = session.execute(query).all()
    opened = open_many(session, [(person_id, sealed) for _, sealed in rows])
    return [_entry(fact, person_id, said) for (fact, _), said in zip(rows, opened, strict=True)]


def latest_facts(session: WorkspaceSession, kind: str | None = None, limit: int = 50) -> Sequence[RecordedFact]:
    """The newest facts first, of one kind where named."""
    query = select(RecordedFact).order_by(RecordedFact.position.desc()).limit(limit)
    if kind:
        query = query.where(RecordedFact.kind == kind)
    return session.scalars(query).all()


def _entry(fact: RecordedFact, person_id: int, said: dict[str, Any] | None) -> AuditEntry:
    return AuditEntry(fact.recorded_at, fact.kind, fact.actor_id, fact.actor_kind, person_id, said)
