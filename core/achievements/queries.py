"""Reading ratings and acquisitions. Rights are the caller's matter: ratings are details (privacy/details)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.models import Acquisition, Rating
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView, scales_of
from core.prepared import OURS, ids_of, run

CHUNK = 2_000

Pair = tuple[int, int]
"""A person's id and a competency's id."""


@dataclass(frozen=True)
class RatingView:
    """A person's rating of a competency: its value or none, why, since when (UTC), and who gave it, if anybody."""

    person_id: int
    competency_id: int
    value: ScaleValueView | None
    cause: str
    since: datetime
    rated_by_id: int | None
    source_id: int | None
    path: str | None = None
    note: str | None = None

    @property
    def came_from(self) -> str:
        """The kind of criterion that completed its path, or its cause where there is no path."""
        return (self.path or self.cause).split("+")[0]

    @property
    def proficient(self) -> bool:
        """Derived from the value, never stored (rating/proficient)."""
        return self.value is not None and self.value.proficient


def ratings_of(
    session: WorkspaceSession,
    pairs: Iterable[Pair] | None = None,
    *,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
) -> dict[Pair, RatingView]:
    """The ratings in force, by person and competency: of these pairs, or of these people in these competencies.

    Left-out competencies mean all. A pair without rating is left out. A few queries however many pairs.
    """
    wanted = None if pairs is None else set(pairs)
    people, skills = sides(wanted, person_ids, competency_ids)
    values: dict[str, Any] = {"now": session.now} | ({} if skills is None else {"skills": skills})
    statement = _rated(of_skills=skills is not None)
    rows = [row for part in chunks(people) for row in run(session, statement, people=part, **values)]
    kept = [row for row in rows if wanted is None or (row.person_id, row.competency_id) in wanted]
    scales = scales_of_all(session, {row.competency_id for row in kept})
    return {
        (row.person_id, row.competency_id): RatingView(
            row.person_id,
            row.competency_id,
            scales[row.competency_id].value(row.scale_value_id),
            row.cause,
            row.effective_from,
            row.rated_by_id,
            row.source_id,
            row.path,
            row.note,
        )
        for row in kept
    }


def rating_of(session: WorkspaceSession, person_id: int, competency_id: int) -> RatingView | None:
    """A person's rating of one competency, None where they have none."""
    return ratings_of(session, [(person_id, competency_id)]).get((person_id, competency_id))


def acquisitions_of(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, datetime]:
    """When the people were first proficient, for those pairs where they were (rating/acquired-at)."""
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    found: dict[Pair, datetime] = {}
    values = {} if skills is None else {"skills": skills}
    for part in chunks(people):
        rows = run(session, _acquired(of_skills=bool(values)), people=part, **values)
        found |= {(row[0], row[1]): row[2] for row in rows}
    return {pair: at for pair, at in found.items() if pair in wanted}


@cache
def _acquired(*, of_skills: bool) -> sa.Select[Any]:
    columns = cast(sa.Table, Acquisition.__table__).c
    query = select(columns.person_id, columns.competency_id, columns.acquired_at).where(
        columns.workspace_id == OURS, columns.person_id.in_(ids_of("people")), columns.voided_at.is_(None)
    )
    return query.where(columns.competency_id.in_(ids_of("skills"))) if of_skills else query


def acquired_at(session: WorkspaceSession, person_id: int, competency_id: int) -> datetime | None:
    """When the person was first proficient in the competency, None where never."""
    return acquisitions_of(session, [(person_id, competency_id)]).get((person_id, competency_id))


def acquired_by(session: WorkspaceSession, person_id: int) -> dict[int, datetime]:
    """Everything the person ever acquired, disabled skills too, with the time (skills/disabled-visible)."""
    query = select(Acquisition.competency_id, Acquisition.acquired_at).where(
        Acquisition.person_id == person_id, Acquisition.voided_at.is_(None)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def sides(
    pairs: set[Pair] | None, person_ids: Iterable[int] | None, competency_ids: Iterable[int] | None
) -> tuple[list[int], list[int] | None]:
    """The people and the competencies to ask for; None for competencies too many to name in a statement."""
    if pairs is not None:
        person_ids = {person for person, _ in pairs}
        competency_ids = {skill for _, skill in pairs}
    skills = None if competency_ids is None else sorted(set(competency_ids))
    return sorted(set(person_ids or ())), None if skills is None or len(skills) > CHUNK else skills


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in parts that fit into one statement."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def scales_of_all(session: WorkspaceSession, competency_ids: Iterable[int]) -> dict[int, ScaleView]:
    """The scales of any number of competencies."""
    found: dict[int, ScaleView] = {}
    for part in chunks(sorted(set(competency_ids))):
        found |= scales_of(session, part)
    return found


@cache
def _rated(*, of_skills: bool) -> sa.Select[Any]:
    rating = cast(sa.Table, Rating.__table__).c
    now: Any = sa.bindparam("now", type_=rating.effective_from.type)
    shown = ("person_id", "competency_id", "scale_value_id", "cause", "effective_from", "rated_by_id", "source_id")
    query = select(*(rating[name] for name in (*shown, "path", "note"))).where(
        rating.workspace_id == OURS, rating.person_id.in_(ids_of("people")), Rating.in_force(now)
    )
    return query.where(rating.competency_id.in_(ids_of("skills"))) if of_skills else query
