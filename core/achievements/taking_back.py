"""Taking ratings back: what came from an act that was undone counts as never having been (rating/acquired-at)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.events import RatingsChanged
from core.achievements.models import Acquisition, Rating
from core.achievements.queries import chunks, ratings_of
from core.achievements.ratings import open_ratings
from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.people import Actor


def take_back(session: WorkspaceSession, cause: str, source_ids: Sequence[int]) -> None:
    """Count ratings and acquisitions from these sources as never having been: what stood before stands again.

    Only for an act undone within its ten minutes, or marked as entered in error (rating/acquired-at).
    """
    for part in chunks(source_ids):
        query = select(Rating).where(Rating.cause == cause, Rating.source_id.in_(part), open_ratings())
        rows = session.scalars(query).all()
        _restore(session, rows)
        session.execute(
            sa.update(Acquisition)
            .where(
                Acquisition.workspace_id == session.workspace_id,
                Acquisition.cause == cause,
                Acquisition.source_id.in_(part),
                Acquisition.voided_at.is_(None),
            )
            .values(voided_at=session.now)
            .execution_options(synchronize_session=False)
        )


def _restore(session: WorkspaceSession, rows: Sequence[Rating]) -> None:
    """Withdraw ratings and open again what each of them replaced."""
    for row in rows:
        row.superseded_at = session.now
    session.flush()
    for row in rows:
        before = session.scalar(
            select(Rating)
            .where(
                Rating.person_id == row.person_id,
                Rating.competency_id == row.competency_id,
                Rating.effective_until == row.effective_from,
                Rating.superseded_at.is_(None),
            )
            .order_by(Rating.id.desc())
            .limit(1)
        )
        if before is not None:
            before.superseded_at = session.now
            session.flush()
            session.add(before.copied(effective_until=None, recorded_at=session.now))
    session.flush()
    _note_taken_back(session, rows)


def _note_taken_back(session: WorkspaceSession, rows: Sequence[Rating]) -> None:
    if not rows:
        return
    pairs = [(row.person_id, row.competency_id) for row in rows]
    now = ratings_of(session, pairs)
    changes = [
        Change(
            "rating",
            row.competency_id,
            row.scale_value_id,
            found.value.id if (found := now.get(pair)) and found.value else None,
            person_id=row.person_id,
        )
        for row, pair in zip(rows, pairs, strict=True)
    ]
    record(
        session,
        Actor.engine(session.workspace_id),
        RatingsChanged(
            person_ids=tuple(person for person, _ in pairs),
            competency_ids=tuple(competency for _, competency in pairs),
            cause="undone",
            changes=tuple(changes),
        ),
    )
