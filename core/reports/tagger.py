"""The tagger's report: how often it was asked, what it offered, and what became of it (tagging/feedback)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.activities.models import Suggestion, TaggingRun
from core.activities.suggestion_rules import ACCEPTED, CLEARED, OPEN, REJECTED
from core.db import WorkspaceSession
from core.people import Actor, Capability, held_anywhere, require

BANDS = 10
"""Confidences are told in tenths, from 0 to 1."""


@dataclass(frozen=True)
class Band:
    """Suggestions with a confidence from `low` up to `high` (fractions 0 to 1): how many were decided, how accepted."""

    low: float
    high: float
    accepted: int
    rejected: int

    @property
    def decided(self) -> int:
        """How many an editor accepted or rejected."""
        return self.accepted + self.rejected

    @property
    def share(self) -> float:
        """How many of the decided were accepted, 0 to 1; where the confidence is honest it lies within the band."""
        return self.accepted / self.decided if self.decided else 0.0


@dataclass(frozen=True)
class TaggerReport:
    """What the tagger did since an instant (UTC; None: ever), in numbers alone; nobody is named.

    `asked` counts askings, `empty` those that offered nothing, `alone` those that a language model should have judged
    and did not. Of the `offered` suggestions `accepted`, `rejected` and `waiting` say how editors decided; the others
    were replaced when the activity was asked about again.
    """

    since: datetime | None
    asked: int
    empty: int
    alone: int
    offered: int
    accepted: int
    rejected: int
    waiting: int
    bands: Sequence[Band]

    @property
    def replaced(self) -> int:
        """Offered, and never decided before the activity was asked about again."""
        return self.offered - self.accepted - self.rejected - self.waiting


def tagger_report(session: WorkspaceSession, actor: Actor, since: datetime | None = None) -> TaggerReport:
    """The report, for whoever may use the tagger somewhere; three statements, however much was tagged."""
    if not held_anywhere(session, actor, [Capability.TAGGING_USE]):
        require(session, actor, Capability.TAGGING_USE)
    asked, alone, empty = _askings(session, since)
    by_status = _by_status(session, since)
    return TaggerReport(
        since,
        asked,
        empty,
        alone,
        sum(by_status.values()),
        by_status.get(ACCEPTED, 0),
        by_status.get(REJECTED, 0) + by_status.get(CLEARED, 0),
        by_status.get(OPEN, 0),
        _bands(session, since),
    )


def _askings(session: WorkspaceSession, since: datetime | None) -> tuple[int, int, int]:
    offered = sa.exists().where(
        Suggestion.workspace_id == session.workspace_id, Suggestion.run_id == TaggingRun.id
    )
    counts = sa.func.count(), _number(TaggingRun.degraded.in_(("failed", "budget"))), _number(~offered)
    query = select(*counts).select_from(TaggingRun)
    row = session.execute(query.where(*_asked_since(since))).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)


def _by_status(session: WorkspaceSession, since: datetime | None) -> dict[str, int]:
    query = (
        select(Suggestion.status, sa.func.count())
        .join(TaggingRun, TaggingRun.id == Suggestion.run_id)
        .where(*_asked_since(since))
        .group_by(Suggestion.status)
    )
    return {str(status): int(count) for status, count in session.execute(query)}


def _bands(session: WorkspaceSession, since: datetime | None) -> list[Band]:
    """The decided ones by confidence, the surest first; a rejection counts also where it was cleared since."""
    edges = [(at / BANDS, (at + 1) / BANDS) for at in range(BANDS)]
    accepted = Suggestion.status == ACCEPTED
    counts = [_number(sa.and_(_within(*edge), each)) for edge in edges for each in (accepted, ~accepted)]
    query = (
        select(*counts)
        .select_from(Suggestion)
        .join(TaggingRun, TaggingRun.id == Suggestion.run_id)
        .where(Suggestion.status.in_((ACCEPTED, REJECTED, CLEARED)), *_asked_since(since))
    )
    found = [int(each or 0) for each in session.execute(query).one()]
    bands = [Band(*edge, *found[2 * at : 2 * at + 2]) for at, edge in enumerate(edges)]
    return [each for each in reversed(bands) if each.decided]


def _within(low: float, high: float) -> sa.ColumnElement[bool]:
    upper = Suggestion.confidence <= high if high >= 1 else Suggestion.confidence < high
    return sa.and_(Suggestion.confidence >= low, upper)


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _asked_since(since: datetime | None) -> Sequence[sa.ColumnElement[bool]]:
    return () if since is None else (TaggingRun.asked_at >= since,)
