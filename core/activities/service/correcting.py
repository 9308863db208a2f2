"""Results corrected or taken back by their source; what was acquired by them stays (acquisition/never-lost)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.events import ResultsChanged
from core.activities.models import Result
from core.activities.rules import kept_score
from core.activities.service.results import parts
from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.people import Actor


@dataclass(frozen=True)
class Correction:
    """A result of a source with the score and time that it should have had."""

    source_id: str
    score: Decimal
    happened_at: datetime


def correct_results(
    session: WorkspaceSession, actor: Actor, corrections: Sequence[Correction], *, source: str
) -> list[int]:
    """Correct scores and times of results on file; what they were stays in the audit trail. Their ids.

    Rights are the caller's matter. One that says what is on file already changes nothing.
    """
    changed: list[Result] = []
    changes: list[Change] = []
    for part in parts(corrections):
        wanted = {each.source_id: each for each in part}
        query = select(Result).where(Result.source == source, Result.source_id.in_(list(wanted)))
        for row in session.scalars(query):
            new = wanted[row.source_id]
            score = kept_score(new.score)
            if (row.score, row.happened_at) != (score, new.happened_at):
                changes.append(_change(row, score, new.happened_at))
                row.score, row.happened_at = score, new.happened_at
                changed.append(row)
    session.flush()
    _note(session, actor, changed, changes, voided=False)
    return [row.id for row in changed]


def void_results(session: WorkspaceSession, actor: Actor, source_ids: Sequence[str], *, source: str) -> list[int]:
    """Take results back: they count for nothing any more, and stay on file as taken back. Their ids. Repeatable."""
    taken: list[Result] = []
    for part in parts(source_ids):
        query = select(Result).where(
            Result.source == source, Result.source_id.in_(part), Result.voided_at.is_(None)
        )
        taken += session.scalars(query)
    changes = [
        Change("result", row.activity_id, str(row.score.normalize()), None, person_id=row.person_id) for row in taken
    ]
    for ids in parts([row.id for row in taken]):
        session.execute(
            sa.update(Result)
            .where(Result.workspace_id == session.workspace_id, Result.id.in_(ids))
            .values(voided_at=session.now)
        )
    _note(session, actor, taken, changes, voided=True)
    return [row.id for row in taken]


def _change(row: Result, score: Decimal, happened_at: datetime) -> Change:
    before = [str(row.score.normalize()), row.happened_at.isoformat()]
    after = [str(score.normalize()), happened_at.isoformat()]
    return Change("result", row.activity_id, before, after, person_id=row.person_id)


def _note(
    session: WorkspaceSession, actor: Actor, rows: Sequence[Result], changes: Sequence[Change], *, voided: bool
) -> None:
    if rows:
        fact = ResultsChanged(
            result_ids=tuple(row.id for row in rows),
            person_ids=tuple(row.person_id for row in rows),
            activity_ids=tuple(row.activity_id for row in rows),
            voided=voided,
            changes=tuple(changes),
        )
        record(session, actor, fact)
