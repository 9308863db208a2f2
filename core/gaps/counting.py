"""How much of what is required of a crowd is met, by person and by competency, without joining what is large.

A crowd has millions of requirements and ratings, and far fewer distinct sets of requirements. So the database says of
each person what is required as one list and what is rated as another, in one pass each, and what a list of requirements
asks for is worked out once for all who have the same. The tests hold it equal to `pairs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.models import Rating
from core.db import WorkspaceSession
from core.frameworks import scales_of
from core.frameworks.models import ScaleValue
from core.gaps.conditions import alias_of, in_force, joined_by_hash, open_now, ours
from core.gaps.lapsing import lapsed_pairs
from core.gaps.needs import Need
from core.targets.models import Exemption, Target

LISTS_REMEMBERED = 100_000
AT_ONCE = 2_000
_PAIR = 1 << 31
"""A pair is written as one number, which halves the time of a list: so many times the competency, and the value."""

By = Mapping[int, Collection[int]]
"""Competencies by person."""


@dataclass(frozen=True)
class Counts:
    """Required and met, by person and by competency."""

    people: Mapping[int, tuple[int, int]]
    competencies: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class _Asked:
    """A set of requirements: the competencies, and those of a rating (a pair as text) that is enough."""

    competencies: frozenset[int]
    enough: Mapping[str, int]

    def met_by(self, rated: str) -> set[int]:
        """The competencies that a list of ratings reaches."""
        enough = self.enough
        return {enough[each] for each in rated.split(",") if each in enough}


@dataclass(frozen=True)
class _Crowd:
    """Who is asked about; `only` chooses them in a statement, None where nearly everybody is one of them."""

    ids: Collection[int]
    only: sa.Select[Any] | None

    @classmethod
    def of(cls, session: WorkspaceSession, people: sa.Select[Any], *, few: bool) -> _Crowd:
        return cls(frozenset(session.scalars(people)), people if few else None)

    def of_them(self, table: Any) -> sa.ColumnElement[bool]:
        """The rows of these people."""
        if self.only is None:
            return sa.true()
        crowd = self.only.cte("crowd").prefix_with("MATERIALIZED")
        chosen: sa.ColumnElement[bool] = table.c.person_id.in_(select(crowd.c.id))
        return chosen


@dataclass(frozen=True)
class _Apart:
    """What the lists don't tell: ratings that meet nothing any more, and what is not asked of somebody."""

    lapsed: By
    exempt: By


def counts_by_targets(
    session: WorkspaceSession, people: sa.Select[Any], hidden: Collection[int], *, few: bool
) -> Counts:
    """Counts of these people's (ids) own targets; `hidden` competencies are left out.

    `few` says that they are a small part of all, so that the rest is not looked at.
    """
    crowd = _Crowd.of(session, people, few=few)
    read = lru_cache(LISTS_REMEMBERED)(_reader(session, frozenset(hidden)))
    rated, apart = _by_person(_lists(session, Rating, crowd)), _apart(session, crowd)
    targets = _lists(session, Target, crowd)
    return _counted(((person, read(each)) for person, each in targets if person in crowd.ids), rated, apart)


def counts_against(
    session: WorkspaceSession, people: sa.Select[Any], needs: Sequence[Need], *, few: bool
) -> Counts:
    """Counts of what is required alike of each of these people."""
    skills = sorted(each.competency_id for each in needs)
    if not skills:
        return Counts({}, {})
    scales = scales_of(session, skills)
    enough = {
        _pair(each.competency_id, value.id): each.competency_id
        for each in needs
        for value in scales[each.competency_id].values
        if value.position >= each.position
    }
    asked, crowd = _Asked(frozenset(skills), enough), _Crowd.of(session, people, few=few)
    rated = _by_person(_lists(session, Rating, crowd, skills))
    return _counted(((each, asked) for each in crowd.ids), rated, _apart(session, crowd))


def _counted(asked: Iterable[tuple[int, _Asked]], rated: Mapping[int, str], apart: _Apart) -> Counts:
    people: dict[int, tuple[int, int]] = {}
    sets: Counter[_Asked] = Counter()
    excused: Counter[int] = Counter()
    met_by_all: Counter[int] = Counter()
    for person, wanted in asked:
        met, required = wanted.met_by(rated.get(person, "")), len(wanted.competencies)
        if person in apart.lapsed:
            met.difference_update(apart.lapsed[person])
        if person in apart.exempt:
            out = wanted.competencies.intersection(apart.exempt[person])
            excused.update(out)
            met -= out
            required -= len(out)
        sets[wanted] += 1
        met_by_all.update(met)
        if required:
            people[person] = (required, len(met))
    return Counts(people, dict(_by_competency(sets, excused, met_by_all)))


def _by_competency(
    sets: Mapping[_Asked, int], excused: Mapping[int, int], met: Mapping[int, int]
) -> Iterator[tuple[int, tuple[int, int]]]:
    required: Counter[int] = Counter()
    for wanted, times in sets.items():
        required.update(dict.fromkeys(wanted.competencies, times))
    for competency_id, count in required.items():
        if count > excused.get(competency_id, 0):
            yield competency_id, (count - excused.get(competency_id, 0), met.get(competency_id, 0))


def _lists(
    session: WorkspaceSession, model: Any, crowd: _Crowd, competency_ids: Sequence[int] | None = None
) -> Iterator[Any]:
    """Of each person all open targets or ratings as one text, pair after pair, in any order."""
    table = alias_of(model)
    pair = table.c.competency_id * _PAIR + table.c.scale_value_id
    query = (
        select(table.c.person_id, sa.func.aggregate_strings(sa.cast(pair, sa.Text), ","))
        .where(open_now(session, table), crowd.of_them(table))
        .group_by(table.c.person_id)
    )
    if competency_ids is not None:
        query = query.where(table.c.competency_id.in_(list(competency_ids)))
    return _rows(session, query)


def _pair(competency_id: int, value_id: int) -> str:
    return str(competency_id * _PAIR + value_id)


def _rows(session: WorkspaceSession, query: sa.Select[Any]) -> Iterator[Any]:
    """The rows a part at a time: to hold them all keeps the interpreter busy looking for what could be thrown away."""
    with joined_by_hash(session):
        yield from session.execute(query, execution_options={"yield_per": AT_ONCE})


def _reader(session: WorkspaceSession, hidden: frozenset[int]) -> Callable[[str], _Asked]:
    """What a list of targets asks for: of several for a competency the highest (targets/effective)."""
    position, reaching = _values(session)

    def read(written: str) -> _Asked:
        highest: dict[int, int] = {}
        for each in written.split(","):
            competency_id, value_id = divmod(int(each), _PAIR)
            if position[value_id] >= position[highest.get(competency_id, value_id)]:
                highest[competency_id] = value_id
        wanted = {each: value for each, value in highest.items() if each not in hidden}
        enough = {_pair(each, value): each for each, lowest in wanted.items() for value in reaching[lowest]}
        return _Asked(frozenset(wanted), enough)

    return read


def _values(session: WorkspaceSession) -> tuple[dict[int, int], dict[int, list[int]]]:
    """The position of each value of all scales, and the values of its scale that are at it or above."""
    value = alias_of(ScaleValue)
    rows = session.execute(select(value.c.id, value.c.scale_id, value.c.position).where(ours(session, value))).all()
    by_scale: dict[int, list[tuple[int, int]]] = {}
    for value_id, scale_id, place in rows:
        by_scale.setdefault(scale_id, []).append((value_id, place))
    reaching = {
        value_id: [other for other, at in by_scale[scale_id] if at >= place] for value_id, scale_id, place in rows
    }
    return {value_id: place for value_id, _, place in rows}, reaching


def _apart(session: WorkspaceSession, crowd: _Crowd) -> _Apart:
    only = crowd.only.cte("crowd").prefix_with("MATERIALIZED") if crowd.only is not None else None
    exempt = alias_of(Exemption)
    excused = select(exempt.c.person_id, exempt.c.competency_id).where(in_force(session, exempt))
    return _Apart(_grouped(_rows(session, select(lapsed_pairs(session, only)))), _grouped(_rows(session, excused)))


def _by_person(rows: Iterable[Any]) -> dict[int, str]:
    return {row[0]: row[1] for row in rows}


def _grouped(rows: Iterable[Any]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for person_id, competency_id in rows:
        found[person_id] = (*found.get(person_id, ()), competency_id)
    return found
