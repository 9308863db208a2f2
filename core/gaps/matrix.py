"""Gaps of a group: a matrix of persons and requirements, worst first, of those the viewer may see (gaps/group)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.frameworks import CompetencyView, competencies, sight_of
from core.frameworks.models import Competency, CompetencyState
from core.gaps.counting import Counts, counts_against, counts_by_targets
from core.gaps.needs import Need
from core.gaps.pairs import CODES, pairs
from core.gaps.rules import GapStatus
from core.people import Actor, Capability, PersonView, allowed_people, allows, people
from core.people.models import Membership, Person, PersonState
from core.prepared import OURS, ids_of, run
from core.profiles import ProfileView

PAGE = 10
CHUNK = 900


@dataclass(frozen=True)
class Among:
    """Whose gaps: those in any of these groups, or everybody; against a profile, or their own targets."""

    group_ids: tuple[int, ...] | None = None
    profile: ProfileView | None = None


@dataclass(frozen=True)
class RequirementGaps:
    """A requirement: of how many it is required, and how many meet it."""

    competency: CompetencyView
    required: int
    met: int


@dataclass(frozen=True)
class PersonGaps:
    """A person: how much is required of them, how much is met, and how they stand with each competency."""

    person: PersonView
    required: int
    met: int
    cells: Mapping[int, GapStatus] = field(default_factory=dict)


@dataclass(frozen=True)
class GapMatrix:
    """A page of a matrix: requirements and persons, those with the most gaps first, and the sums of the whole."""

    columns: tuple[RequirementGaps, ...]
    rows: tuple[PersonGaps, ...]
    people: int
    start: int = 0

    @property
    def required(self) -> int:
        """How many requirements of persons there are."""
        return sum(each.required for each in self.columns)

    @property
    def met(self) -> int:
        """How many of them are met."""
        return sum(each.met for each in self.columns)


def gap_matrix(
    session: WorkspaceSession, actor: Actor, among: Among, *, start: int = 0, limit: int = PAGE
) -> GapMatrix:
    """A page of the matrix; a fixed number of statements for any crowd. Exempt ones count as not required."""
    counts = _counts(session, actor, among)
    ids = _page(session, counts.people, start, limit)
    return _matrix(session, actor, among, counts, ids, start)


def whole_matrix(session: WorkspaceSession, actor: Actor, among: Among) -> Iterator[GapMatrix]:
    """The matrix in parts of many persons, worst first, for a file."""
    counts = _counts(session, actor, among)
    ordered = sorted(counts.people, key=lambda each: (_worst(counts.people[each]), each))
    for start in range(0, max(len(ordered), 1), CHUNK):
        yield _matrix(session, actor, among, counts, ordered[start : start + CHUNK], start)


def best_fitting(
    session: WorkspaceSession, actor: Actor, profile: ProfileView, *, limit: int = PAGE
) -> GapMatrix:
    """Who fits a profile best of those the actor may see: by share met, then by name; with what is missing."""
    among = Among(None, profile)
    counts = _counts(session, actor, among)
    ids = _page(session, counts.people, 0, limit, worst_first=False)
    return _matrix(session, actor, among, counts, ids, 0)


def seen_people(session: WorkspaceSession, actor: Actor, group_ids: Sequence[int] | None) -> sa.Select[Any]:
    """Ids of the active people, in any of these groups or at all, whose details and gaps the actor may see."""
    active = sa.select(PersonState.person_id).where(
        PersonState.workspace_id == session.workspace_id, PersonState.in_force(session.now), PersonState.active
    )
    query = sa.select(Person.id.label("id")).where(
        Person.workspace_id == session.workspace_id, Person.id.in_(active), *_open_to(session, actor)
    )
    if group_ids is None:
        return query
    inside = sa.select(Membership.person_id).where(
        Membership.workspace_id == session.workspace_id,
        Membership.in_force(session.now),
        Membership.group_id.in_(list(group_ids)),
    )
    return query.where(Person.id.in_(inside))


def _open_to(session: WorkspaceSession, actor: Actor) -> Iterator[sa.ColumnElement[bool]]:
    """That a person's details and gaps are open to the actor: no condition to whom everybody's are."""
    if not allows(session, actor, Capability.DETAILS_VIEW):
        yield Person.id.in_(allowed_people(session, actor, Capability.DETAILS_VIEW))
    if not allows(session, actor, Capability.GAP_VIEW):
        yield Person.id.in_(session.scalars(allowed_people(session, actor, Capability.GAP_VIEW)).all())


def needs_of(profile: ProfileView | None) -> list[Need] | None:
    """What a profile asks of each; None where people's own targets count."""
    return None if profile is None else [Need(each.competency_id, each.value.position) for each in profile.of_each]


def hidden_from(session: WorkspaceSession, actor: Actor) -> list[int]:
    """Ids of the competencies above the actor's access tier (people/tier-see)."""
    sight = sight_of(session, actor)
    if sight.everything:
        return []
    query = (
        sa.select(Competency.id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(CompetencyState.in_force(session.now), CompetencyState.access_tier > sight.tier)
    )
    return list(session.scalars(query))


def _counts(session: WorkspaceSession, actor: Actor, among: Among) -> Counts:
    seen, hidden = seen_people(session, actor, among.group_ids), hidden_from(session, actor)
    few = among.group_ids is not None
    if among.profile is None:
        return counts_by_targets(session, seen, hidden, few=few)
    needs = [each for each in needs_of(among.profile) or [] if each.competency_id not in set(hidden)]
    return counts_against(session, seen, needs, few=few)


def _worst(counted: tuple[int, int]) -> tuple[int, float]:
    required, met = counted
    return met - required, met / required


def _best(counted: tuple[int, int]) -> tuple[float, int]:
    required, met = counted
    return -met / required, required - met


def _page(
    session: WorkspaceSession,
    counted: Mapping[int, tuple[int, int]],
    start: int,
    limit: int,
    *,
    worst_first: bool = True,
) -> list[int]:
    """Ids of a page of people, equals by name; names are asked for only where they decide."""
    rank = _worst if worst_first else _best
    found: list[int] = []
    passed = 0
    ordered = sorted(counted, key=lambda each: rank(counted[each]))
    for _, alike in groupby(ordered, key=lambda each: rank(counted[each])):
        ids = list(alike)
        if passed + len(ids) > start and passed < start + limit:
            first = max(0, start - passed)
            found += _by_name(session, ids, first, start + limit - passed - first)
        passed += len(ids)
        if passed >= start + limit:
            break
    return found


def _by_name(session: WorkspaceSession, ids: Sequence[int], first: int, most: int) -> list[int]:
    """Of these people, A to Z, at most so many from a place on."""
    return list(run(session, _BY_NAME, people=ids, first=first, most=most).scalars())


_BY_NAME = (
    sa.select(Person.id)
    .where(Person.workspace_id == OURS, Person.id.in_(ids_of("people")))
    .order_by(sa.func.lower(Person.name), Person.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
    .offset(sa.bindparam("first", type_=sa.Integer()))
)


def _matrix(
    session: WorkspaceSession, actor: Actor, among: Among, counts: Counts, ids: Sequence[int], start: int
) -> GapMatrix:
    skills = _named(session, counts.competencies)
    columns = [RequirementGaps(skills[each], *counted) for each, counted in counts.competencies.items()]
    columns.sort(key=lambda each: (each.met - each.required, each.competency.name.casefold(), each.competency.id))
    cells = _cells(session, actor, among, ids)
    views = people(session, ids)
    rows = [PersonGaps(views[each], *counts.people[each], cells.get(each, {})) for each in ids]
    return GapMatrix(tuple(columns), tuple(rows), len(counts.people), start)


def _cells(
    session: WorkspaceSession, actor: Actor, among: Among, ids: Sequence[int]
) -> dict[int, dict[int, GapStatus]]:
    """How each of these people stands with each competency."""
    chosen = sa.select(Person.id.label("id")).where(
        Person.workspace_id == session.workspace_id, Person.id.in_(list(ids))
    )
    found = pairs(session, chosen, needs_of(among.profile), hidden=hidden_from(session, actor))
    cells: dict[int, dict[int, GapStatus]] = {}
    for person_id, competency_id, stands in session.execute(sa.select(found)):
        cells.setdefault(person_id, {})[competency_id] = CODES[stands]
    return cells


def _named(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, CompetencyView]:
    wanted = sorted(ids)
    found: dict[int, CompetencyView] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= competencies(session, wanted[start : start + CHUNK])
    return found
