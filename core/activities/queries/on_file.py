"""Results of a source by its own ids: what is on file already, matched or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from core.activities.models import Result
from core.activities.result_models import UnmatchedResult
from core.activities.service.results import parts
from core.db import WorkspaceSession


@dataclass(frozen=True)
class Filed:
    """A result on file: `unmatched` while its person or activity is unknown, `voided` once taken back."""

    id: int
    person_id: int | None
    activity_id: int | None
    score: Decimal | None
    happened_at: datetime
    voided: bool = False
    unmatched: bool = False


@dataclass(frozen=True)
class ToldResult:
    """A result as a message speaks of it."""

    id: int
    activity_id: int
    score: Decimal
    happened_at: datetime


def results_told(session: WorkspaceSession, person_id: int, result_ids: Sequence[int]) -> list[ToldResult]:
    """A person's own of these results, in the order of time, without those taken back."""
    query = (
        select(Result.id, Result.activity_id, Result.score, Result.happened_at)
        .where(Result.person_id == person_id, Result.id.in_(result_ids), Result.voided_at.is_(None))
        .order_by(Result.happened_at, Result.arrived_at, Result.id)
    )
    return [ToldResult(*row) for row in session.execute(query)]


def results_on_file(session: WorkspaceSession, source: str, source_ids: Sequence[str]) -> dict[str, Filed]:
    """What is on file of these ids of a source; a few queries however many."""
    found: dict[str, Filed] = {}
    for part in parts(list(dict.fromkeys(source_ids))):
        kept = select(UnmatchedResult).where(UnmatchedResult.source == source, UnmatchedResult.source_id.in_(part))
        for row in session.scalars(kept):
            found[row.source_id] = Filed(
                row.id, row.person_id, row.activity_id, row.score, row.happened_at, unmatched=True
            )
        columns = (
            Result.source_id, Result.id, Result.person_id, Result.activity_id, Result.score, Result.happened_at,
            Result.voided_at,
        )
        query = select(*columns).where(Result.source == source, Result.source_id.in_(part))
        for each in session.execute(query):
            found[each.source_id] = Filed(
                each.id,
                each.person_id,
                each.activity_id,
                each.score,
                each.happened_at,
                voided=each.voided_at is not None,
            )
    return found
