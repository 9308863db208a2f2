"""Ratings as rows: reading those that stand, closing what is replaced, beginning the new (rating/history)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.earned import Earned
from core.achievements.models import Rating
from core.achievements.paths.rolling_up import Rated
from core.achievements.queries import Pair, chunks, sides
from core.db import WorkspaceSession
from core.frameworks.models import ScaleValue
from core.prepared import OURS, ids_of, run

RATING, VALUE = cast(sa.Table, Rating.__table__), cast(sa.Table, ScaleValue.__table__)
_KEPT = tuple(each.name for each in RATING.columns if each.name not in ("id", "workspace_id"))

Row = Mapping[str, Any]
"""A standing rating with all its columns, and the `position` of its value and whether that is `proficient`."""


def standing_rows(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, Row]:
    """The open ratings of these pairs."""
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    values = {} if skills is None else {"skills": skills}
    found: dict[Pair, Row] = {}
    for part in chunks(people):
        for row in run(session, _standing(of_skills=bool(values)), people=part, **values):
            if (row.person_id, row.competency_id) in wanted:
                found[(row.person_id, row.competency_id)] = row._asdict()
    return found


def rated_by(rows: Mapping[Pair, Row]) -> dict[int, dict[int, Rated]]:
    """What these ratings are to criteria of other competencies, by person and competency; empty ones are nothing."""
    found: dict[int, dict[int, Rated]] = {}
    for (person_id, competency_id), row in rows.items():
        if row["position"] is not None:
            rated = Rated(row["position"], row["proficient"], row["effective_from"])
            found.setdefault(person_id, {})[competency_id] = rated
    return found


def takes_effect(event: Earned, row: Row | None) -> datetime:
    """From when on a rating set by this event counts: from the event on, never before what it replaces (UTC)."""
    return event.happened_at if row is None else max(event.happened_at, row["effective_from"])


def replace_ratings(
    session: WorkspaceSession,
    changing: Sequence[Earned],
    standing: Mapping[Pair, Row],
    *,
    because: str | None = None,
    note: str | None = None,
) -> list[dict[str, Any]]:
    """Supersede what is replaced; the rows to be put in instead: it closed at the moment the new rating takes effect,
    and the new one."""
    closed, begun = [], []
    for event in changing:
        row = standing.get(event.pair)
        since = takes_effect(event, row)
        if row is not None:
            values = {name: row[name] for name in _KEPT}
            closed.append({**values, "effective_until": since, "recorded_at": session.now})
        begun.append(_begun(session, event, since) | {"cause": because or event.cause, "note": note})
    _supersede(session, [standing[each.pair]["id"] for each in changing if each.pair in standing])
    return [*closed, *begun]


def open_ratings() -> sa.ColumnElement[bool]:
    """The versions of ratings that stand."""
    return sa.and_(Rating.superseded_at.is_(None), Rating.effective_until.is_(None))


@cache
def _standing(*, of_skills: bool) -> sa.Select[Any]:
    value = sa.and_(VALUE.c.id == RATING.c.scale_value_id, VALUE.c.workspace_id == OURS)
    query = (
        select(*(RATING.c[name] for name in ("id", *_KEPT)), VALUE.c.position, VALUE.c.proficient)
        .select_from(RATING.outerjoin(VALUE, value))
        .where(
            RATING.c.workspace_id == OURS,
            RATING.c.person_id.in_(ids_of("people")),
            RATING.c.superseded_at.is_(None),
            RATING.c.effective_until.is_(None),
        )
    )
    return query.where(RATING.c.competency_id.in_(ids_of("skills"))) if of_skills else query


def _begun(session: WorkspaceSession, event: Earned, since: datetime) -> dict[str, Any]:
    return {
        "person_id": event.person_id,
        "competency_id": event.competency_id,
        "scale_value_id": event.value_id,
        "source_id": event.source_id,
        "rated_by_id": event.rated_by_id,
        "path": event.path,
        "path_id": event.path_id,
        "effective_from": since,
        "effective_until": None,
        "recorded_at": session.now,
        "superseded_at": None,
    }


def _supersede(session: WorkspaceSession, rating_ids: Sequence[int]) -> None:
    if rating_ids:
        run(session, _superseding(), ids=rating_ids, at=session.now)


@cache
def _superseding() -> sa.Update:
    at = sa.bindparam("at", type_=RATING.c.superseded_at.type)
    return (
        sa.update(RATING)
        .where(RATING.c.workspace_id == OURS, RATING.c.id.in_(ids_of("ids")))
        .values(superseded_at=at)
    )
