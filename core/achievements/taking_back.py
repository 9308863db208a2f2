"""Taking ratings back: what came from an act that was undone counts as never having been (rating/acquired-at)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.events import RatingsChanged
from core.achievements.models import Acquisition, Rating
from core.achievements.paths.earning import earnings
from core.achievements.paths.kinds import ROLLS_UP
from core.achievements.queries import Pair, chunks, ratings_of, sides
from core.achievements.rating_rows import open_ratings
from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.people import Actor

UNDONE, IN_ERROR, RULE = "undone", "entered in error", "rule"


def take_back(
    session: WorkspaceSession, kind: str, source_ids: Sequence[int], since: datetime | None = None
) -> None:
    """Count ratings and acquisitions from these sources as never having been: what stood before stands again.

    `kind` is that of the criterion they completed, or the cause of a rating somebody gave. Only for an act undone
    within its ten minutes, or marked as entered in error (rating/acquired-at). What they led to above follows.
    With `since` only what was recorded from then on.
    """
    for part in chunks(source_ids):
        query = select(Rating).where(_from(kind), Rating.source_id.in_(part), open_ratings())
        acquired = sa.and_(Acquisition.cause == kind, Acquisition.source_id.in_(part))
        if since is not None:
            query = query.where(Rating.recorded_at >= since)
            acquired = sa.and_(acquired, Acquisition.recorded_at >= since)
        _restore(session, session.scalars(query).all())
        _void(session, acquired)


def take_back_unmet(session: WorkspaceSession, pairs: Iterable[Pair], since: datetime | None) -> set[int]:
    """Take back what rules gave these people since then and nothing meets any more; the people it was taken from."""
    wanted = set(pairs)
    rows = [row for row in _rolled_up(session, wanted, since) if (row.person_id, row.competency_id) in wanted]
    if not rows:
        return set()
    met = {(*each.pair, each.path_id, each.path) for each in earnings(session, wanted).events}
    unmet = [row for row in rows if (row.person_id, row.competency_id, row.path_id, row.path) not in met]
    _restore(session, unmet, rolled_up=True)
    for row in unmet:
        mine = sa.and_(Acquisition.person_id == row.person_id, Acquisition.competency_id == row.competency_id)
        _void(session, sa.and_(mine, Acquisition.cause == RULE, Acquisition.recorded_at >= row.recorded_at))
    return {row.person_id for row in unmet}


def take_back_standing(session: WorkspaceSession, person_id: int, competency_id: int) -> Rating | None:
    """Take back a person's standing rating and what it acquired; the version taken back, None where there is none."""
    query = select(Rating).where(
        Rating.person_id == person_id, Rating.competency_id == competency_id, open_ratings()
    )
    row = session.scalar(query)
    if row is not None:
        _restore(session, [row], cause=IN_ERROR)
        mine = sa.and_(Acquisition.person_id == person_id, Acquisition.competency_id == competency_id)
        _void(session, sa.and_(mine, Acquisition.recorded_at >= row.recorded_at))
    return row


def _from(kind: str) -> sa.ColumnElement[bool]:
    """The ratings that a criterion of this kind completed, or that have this cause."""
    completed = sa.func.coalesce(Rating.path, Rating.cause)
    return sa.or_(completed == kind, completed.startswith(f"{kind}+"), Rating.cause == kind)


def _rolled_up(session: WorkspaceSession, pairs: set[Pair], since: datetime | None) -> list[Rating]:
    people, skills = sides(pairs, None, None)
    looks_up = sa.or_(*(Rating.path.contains(str(kind)) for kind in ROLLS_UP))
    found: list[Rating] = []
    for part in chunks(people):
        query = select(Rating).where(Rating.person_id.in_(part), open_ratings(), looks_up)
        if skills is not None:
            query = query.where(Rating.competency_id.in_(skills))
        if since is not None:
            query = query.where(Rating.recorded_at >= since)
        found += session.scalars(query).all()
    return found


def _void(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> None:
    session.execute(
        sa.update(Acquisition)
        .where(Acquisition.workspace_id == session.workspace_id, Acquisition.voided_at.is_(None), condition)
        .values(voided_at=session.now)
        .execution_options(synchronize_session=False)
    )


def _restore(
    session: WorkspaceSession, rows: Sequence[Rating], *, rolled_up: bool = False, cause: str = UNDONE
) -> None:
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
    _note_taken_back(session, rows, cause, rolled_up=rolled_up)


def _note_taken_back(session: WorkspaceSession, rows: Sequence[Rating], cause: str, *, rolled_up: bool) -> None:
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
            cause=cause,
            rolled_up=rolled_up,
            undone_since=min(row.recorded_at for row in rows),
            changes=tuple(changes),
        ),
    )
