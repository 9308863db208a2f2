"""Who holds a competency on the session's day, whoever asks: by a rating or by a qualification that is valid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements import Path, Standing
from core.achievements.models import Rating
from core.achievements.rules import Holding, standing
from core.clock import day_in
from core.db import BigId, WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView, scale_of
from core.people import people
from core.prepared import OURS, ids_of, run
from core.qualifications.models import Qualification, QualificationRevocation, QualificationVersion
from core.qualifications.papers import in_hand

MOST_NAMED = 2_000
"""Up to so many people are asked for by id; of more, everybody's rows are read."""

SELF_DECLARED = -1
"""The rank of somebody who holds it by a qualification alone, without being rated proficient."""

_RATING = cast(sa.Table, Rating.__table__).c
_HELD = cast(sa.Table, Qualification.__table__).c
_VERSION = cast(sa.Table, QualificationVersion.__table__).c
_REVOKED = cast(sa.Table, QualificationRevocation.__table__).c
_OF: sa.BindParameter[int] = sa.bindparam("competency", type_=BigId)
_NOW: Any = sa.bindparam("now", type_=_RATING.effective_from.type)


Row = tuple[int, int | None, date | None, bool]
"""A qualification in hand: its id, its value's id, its last day, whether it was verified."""


@dataclass(frozen=True)
class Papers:
    """Everybody's qualifications of a competency: whose each is, what it says, which are revoked; and by person the
    highest position that those give which count, and those which don't any more."""

    scale: ScaleView
    holders: Mapping[int, int]
    rows: Mapping[int, Row]
    revoked: Collection[int]
    valid: Mapping[int, int]
    invalid: Mapping[int, int]

    def uphold(self, person_id: int, position: int, came_from: str, source_id: int | None) -> bool:
        """Whether a rating is valid: by one that counts of those reaching it; where none does, by its source."""
        if self.valid.get(person_id, SELF_DECLARED) >= position:
            return True
        if self.invalid.get(person_id, SELF_DECLARED) >= position:
            return False
        return came_from.split("+", maxsplit=1)[0] != Path.QUALIFICATION or source_id in self.rows

    def holdings(self, person_ids: Collection[int]) -> dict[int, list[Holding]]:
        """What these people have in hand, as validity sees it."""
        found: dict[int, list[Holding]] = {each: [] for each in person_ids}
        for each, value_id, expires_on, verified in self.rows.values():
            if (mine := found.get(self.holders[each])) is not None:
                value = self.scale.value(value_id) or self.scale.default
                mine.append(Holding(value.position, expires_on, each in self.revoked, bool(verified)))
        return found


@dataclass(frozen=True)
class Holders:
    """Who holds a competency: by person the position of their rating, `SELF_DECLARED` where a qualification alone says
    so."""

    ranks: Mapping[int, int]
    papers: Papers

    def value_of(self, person_id: int) -> ScaleValueView | None:
        """Their rating; None where it is self-declared."""
        rank = self.ranks[person_id]
        values = self.papers.scale.values
        return None if rank == SELF_DECLARED else next(each for each in values if each.position == rank)

    def standings(self, days: Mapping[int, date]) -> dict[int, Standing]:
        """How it stands with some of them, each on their day (rating/validity)."""
        holdings = self.papers.holdings(days.keys())
        return {each: self._standing(each, holdings[each], day) for each, day in days.items()}

    def _standing(self, person_id: int, held: Sequence[Holding], today: date) -> Standing:
        rank = self.ranks[person_id]
        return standing(None if rank == SELF_DECLARED else rank, held, today, source_lost=False)


def holders_of(
    session: WorkspaceSession,
    competency_id: int,
    *,
    least: int | None = None,
    among: Collection[int] | None = None,
) -> Holders:
    """Everybody who holds it, or those `among` some people, inactive ones too; a few queries however many.

    Somebody holds it with a proficient rating or a current qualification, as long as it is valid: what expired or was
    revoked does not count (rating/validity). `least` keeps those rated at that position or above.
    """
    scale = scale_of(session, competency_id)
    asked: dict[str, Any] = {"competency": competency_id}
    if among is not None and len(among) <= MOST_NAMED:
        asked["people"] = sorted(among)
    papers = _papers(session, scale, asked)
    found = dict(_rated(session, papers, asked))
    if least is not None:
        return Holders({each: rank for each, rank in found.items() if rank >= least}, papers)
    return Holders(dict.fromkeys(papers.valid, SELF_DECLARED) | found, papers)


def _rated(session: WorkspaceSession, papers: Papers, asked: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Who is rated proficient, with the rating's position, where the rating is valid."""
    positions = {each.id: each.position for each in papers.scale.values if each.proficient}
    rows = run(session, _ratings(named="people" in asked), now=session.now, **asked)
    for person_id, value_id, cause, path, source_id in rows:
        position = positions.get(value_id)
        if position is not None and papers.uphold(person_id, position, path or cause, source_id):
            yield person_id, position


def _papers(session: WorkspaceSession, scale: ScaleView, asked: Mapping[str, Any]) -> Papers:
    """Everybody's qualifications of the competency, table by table: so no database takes a way round."""
    held = run(session, _qualifications(named="people" in asked), **asked)
    holders = {row[0]: row[1] for row in held}
    rows: list[Row] = [tuple(row) for row in run(session, _in_hand(), held=list(holders))] if holders else []
    revoked = set(run(session, _revocations(), now=session.now).scalars()) if rows else set()
    off = revoked | _expired(session, [(row[0], holders[row[0]], row[2]) for row in rows])
    positions, default = {each.id: each.position for each in scale.values}, scale.default.position
    valid: dict[int, int] = {}
    invalid: dict[int, int] = {}
    for each, value_id, _, _ in rows:
        best, person_id = (invalid if each in off else valid), holders[each]
        best[person_id] = max(positions.get(value_id, default) if value_id else default, best.get(person_id, 0))
    return Papers(scale, holders, {row[0]: row for row in rows}, revoked, valid, invalid)


def _expired(session: WorkspaceSession, rows: list[tuple[int, int, date | None]]) -> set[int]:
    """Those of the qualifications that expired before today by their holder's calendar."""
    day = session.now.date()
    sure, open_ = day - timedelta(days=1), day + timedelta(days=1)
    found = {each for each, _, expires_on in rows if expires_on is not None and expires_on < sure}
    near = [row for row in rows if row[2] is not None and sure <= row[2] <= open_]
    zones = {each.id: each.time_zone for each in people(session, {row[1] for row in near}).values()}
    for each, person_id, expires_on in near:
        if expires_on is not None and expires_on < day_in(zones[person_id], session.now):
            found.add(each)
    return found


@cache
def _ratings(*, named: bool) -> sa.Select[Any]:
    shown = (_RATING.person_id, _RATING.scale_value_id, _RATING.cause, _RATING.path, _RATING.source_id)
    query = select(*shown).where(_RATING.workspace_id == OURS, _RATING.competency_id == _OF, Rating.in_force(_NOW))
    return query.where(_RATING.person_id.in_(ids_of("people"))) if named else query


@cache
def _qualifications(*, named: bool) -> sa.Select[Any]:
    query = select(_HELD.id, _HELD.person_id).where(_HELD.workspace_id == OURS, _HELD.competency_id == _OF)
    return query.where(_HELD.person_id.in_(ids_of("people"))) if named else query


@cache
def _in_hand() -> sa.Select[Any]:
    return select(
        _VERSION.qualification_id, _VERSION.scale_value_id, _VERSION.expires_on, _VERSION.verified_at.is_not(None)
    ).where(
        _VERSION.workspace_id == OURS, _VERSION.qualification_id.in_(ids_of("held")), in_hand()
    )


@cache
def _revocations() -> sa.Select[Any]:
    """All that are revoked, of whatever: few are, and asking for each of thousands takes longer."""
    return select(_REVOKED.qualification_id).where(
        _REVOKED.workspace_id == OURS, QualificationRevocation.in_force(_NOW)
    )
