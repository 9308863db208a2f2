"""How much of what is required of a crowd is met, by person and by competency, without joining what is large.

A crowd has millions of requirements and ratings, and far fewer competencies. So the database says of each value of each
competency who is required to have it, and who has it, as one list in one pass each; who meets it is then told by sets
of people, one competency after another. The tests hold it equal to `pairs`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AnySet
from dataclasses import dataclass, field
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

AT_ONCE = 2_000

Lists = Mapping[int, Mapping[int, str]]
"""By competency and value people, their ids as one text."""

By = Mapping[int, AnySet[int]]
"""People by competency."""

NOBODY: AnySet[int] = frozenset()


@dataclass(frozen=True)
class Counts:
    """Required and met, by person and by competency."""

    people: Mapping[int, tuple[int, int]]
    competencies: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class _Crowd:
    """Who is asked about; `only` chooses them in a statement, None where nearly everybody is one of them."""

    ids: AnySet[int]
    only: sa.Select[Any] | None

    @classmethod
    def of(cls, session: WorkspaceSession, people: sa.Select[Any], *, few: bool) -> _Crowd:
        chosen = people.subquery()
        written = session.scalar(select(sa.func.aggregate_strings(sa.cast(chosen.c.id, sa.Text), ",")))
        return cls(_ids(written) if written else NOBODY, people if few else None)

    def of_them(self, table: Any) -> sa.ColumnElement[bool]:
        """The rows of these people."""
        if self.only is None:
            return sa.true()
        crowd = self.only.cte("crowd").prefix_with("MATERIALIZED")
        chosen: sa.ColumnElement[bool] = table.c.person_id.in_(select(crowd.c.id))
        return chosen


@dataclass(frozen=True)
class _Sums:
    """What adds up, competency by competency: those whose rating meets nothing any more don't meet it, of those who are
    exempt it is not asked."""

    lapsed: By
    exempt: By
    required: Counter[int] = field(default_factory=Counter)
    met: Counter[int] = field(default_factory=Counter)
    competencies: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, competency_id: int, asked: AnySet[int], reached: AnySet[int]) -> None:
        """Those asked for a competency, and who of them is rated at what they are asked for, or above."""
        required = asked - self.exempt.get(competency_id, NOBODY)
        met = (reached - self.lapsed.get(competency_id, NOBODY)) & required
        if required:
            self.required.update(required)
            self.met.update(met)
            self.competencies[competency_id] = (len(required), len(met))

    def counts(self) -> Counts:
        """The sums as they are now."""
        met = self.met
        return Counts({each: (required, met[each]) for each, required in self.required.items()}, self.competencies)


def counts_by_targets(
    session: WorkspaceSession, people: sa.Select[Any], hidden: Collection[int], *, few: bool
) -> Counts:
    """Counts of these people's (ids) own targets; `hidden` competencies are left out.

    `few` says that they are a small part of all, so that the rest is not looked at.
    """
    crowd, sums = _begun(session, people, few=few)
    position, reaching = _values(session)
    rated, targets = _lists(session, Rating, crowd), _lists(session, Target, crowd)
    for competency_id, wanted in targets.items():
        if competency_id in hidden:
            continue
        reach = _Reach(rated.get(competency_id, {}))
        asked: set[int] = set()
        reached: set[int] = set()
        for value_id in sorted(wanted, key=position.__getitem__, reverse=True):
            these = (_ids(wanted[value_id]) & crowd.ids) - asked
            asked |= these
            reached |= these & reach.of(reaching[value_id])
        sums.add(competency_id, asked, reached)
    return sums.counts()


def counts_against(
    session: WorkspaceSession, people: sa.Select[Any], needs: Sequence[Need], *, few: bool
) -> Counts:
    """Counts of what is required alike of each of these people."""
    skills = sorted(each.competency_id for each in needs)
    if not skills:
        return Counts({}, {})
    scales = scales_of(session, skills)
    crowd, sums = _begun(session, people, few=few)
    rated = _lists(session, Rating, crowd, skills)
    for each in needs:
        enough = [value.id for value in scales[each.competency_id].values if value.position >= each.position]
        reach = _Reach(rated.get(each.competency_id, {}))
        sums.add(each.competency_id, crowd.ids, reach.of(enough))
    return sums.counts()


class _Reach:
    """Who is rated at which values of one competency."""

    def __init__(self, rated: Mapping[int, str]) -> None:
        self._rated = {value_id: _ids(people) for value_id, people in rated.items()}

    def of(self, value_ids: Iterable[int]) -> AnySet[int]:
        """Those rated at one of these."""
        found = [self._rated[each] for each in value_ids if each in self._rated]
        return found[0] if len(found) == 1 else frozenset().union(*found)


def _ids(people: str) -> set[int]:
    return set(map(int, people.split(",")))


def _begun(session: WorkspaceSession, people: sa.Select[Any], *, few: bool) -> tuple[_Crowd, _Sums]:
    """The people asked about, and sums that know who is to be left out."""
    crowd = _Crowd.of(session, people, few=few)
    only = crowd.only.cte("crowd").prefix_with("MATERIALIZED") if crowd.only is not None else None
    exempt = alias_of(Exemption)
    excused = select(exempt.c.person_id, exempt.c.competency_id).where(in_force(session, exempt))
    lapsed = _rows(session, select(lapsed_pairs(session, only)))
    return crowd, _Sums(_by_competency(lapsed), _by_competency(_rows(session, excused)))


def _lists(
    session: WorkspaceSession, model: Any, crowd: _Crowd, competency_ids: Sequence[int] | None = None
) -> Lists:
    """Of each competency and value everybody with such an open target or rating, in any order."""
    table = alias_of(model)
    grouped = (table.c.competency_id, table.c.scale_value_id)
    query = (
        select(*grouped, sa.func.aggregate_strings(sa.cast(table.c.person_id, sa.Text), ","))
        .where(open_now(session, table), table.c.scale_value_id.is_not(None), crowd.of_them(table))
        .group_by(*grouped)
    )
    if competency_ids is not None:
        query = query.where(table.c.competency_id.in_(list(competency_ids)))
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    # Not a part at a time: PostgreSQL has several processes work on a statement only where all of it is asked for.
    with joined_by_hash(session):
        for competency_id, value_id, people in session.execute(query).all():
            found[competency_id][value_id] = people
    return found


def _rows(session: WorkspaceSession, query: sa.Select[Any]) -> Iterator[Any]:
    """The rows a part at a time: to hold them all keeps the interpreter busy looking for what could be thrown away."""
    with joined_by_hash(session):
        yield from session.execute(query, execution_options={"yield_per": AT_ONCE})


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


def _by_competency(rows: Iterable[Any]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, competency_id in rows:
        found[competency_id].add(person_id)
    return found
