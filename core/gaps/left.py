"""What is left of gaps, by the competencies' own paths: read at once for any number of gaps (gaps/profile-page)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from core.achievements import CriterionKind, Pair, Step, Way, shortest_ways
from core.activities import activities, courses
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, competencies, sight_of
from core.gaps.closing import closing_of
from core.gaps.profile import ProfileRow
from core.gaps.rules import GapStatus, StepNames, what_is_left
from core.people import Actor
from core.words import say

OPEN = frozenset({GapStatus.MISSING, GapStatus.TOO_LOW})
SHORT_SCALE = 2


def with_what_is_left(session: WorkspaceSession, actor: Actor, rows: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The rows, each with what brings its person to the value, in words for the actor."""
    gaps = {(row.person_id, row.competency.id): row.needs.id for row in rows if row.status in OPEN}
    ways = shortest_ways(session, gaps) if gaps else {}
    names = _names(session, actor, ways)
    return [_with_left(row, ways.get((row.person_id, row.competency.id)), names) for row in rows]


def with_next_values(session: WorkspaceSession, actor: Actor, rows: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The rows, each with what is left for the next value up its scale, where there is one besides the required."""
    following = {(row.person_id, row.competency.id): value for row in rows if (value := next_value(row)) is not None}
    if not following:
        return list(rows)
    ways = shortest_ways(session, {pair: value.id for pair, value in following.items()})
    names = _names(session, actor, ways)
    return [_with_next(row, following, ways, names) for row in rows]


def next_value(row: ProfileRow) -> ScaleValueView | None:
    """The value above the one somebody has, on scales that know more than having or not; None at the top, where nothing
    is required, or where it is the required value itself, whose way is told anyway."""
    values = row.scale.values
    if len(values) <= SHORT_SCALE or row.status == GapStatus.NOT_REQUIRED:
        return None
    position = row.has.position + 1 if row.has is not None else 0
    if position >= len(values) or (row.status in OPEN and values[position].id == row.needs.id):
        return None
    return values[position]


def _with_next(
    row: ProfileRow, following: Mapping[Pair, ScaleValueView], ways: dict[Pair, Way], names: StepNames
) -> ProfileRow:
    pair = (row.person_id, row.competency.id)
    value = following.get(pair)
    if value is None:
        return row
    others = {each: name for each, name in names.competencies.items() if each != row.competency.id}
    mine = replace(names, competencies=others)
    left = what_is_left(GapStatus.TOO_LOW, row.competency.category, value, ways.get(pair), mine)
    return replace(row, next_value=value, next_left=left)


def _with_left(row: ProfileRow, way: Way | None, names: StepNames) -> ProfileRow:
    others = {each: name for each, name in names.competencies.items() if each != row.competency.id}
    mine = replace(names, competencies=others)
    left = what_is_left(row.status, row.competency.category, row.needs, way, mine)
    return replace(row, left=left, closing=closing_of(row.status, row.competency.id, way))


def _names(session: WorkspaceSession, actor: Actor, ways: dict[Pair, Way]) -> StepNames:
    """What the nearest steps name; competencies above the actor's tier stay unnamed (people/tier-see)."""
    steps = [(pair[1], way.nearest) for pair, way in ways.items() if way.nearest is not None]
    nearest = [step for _, step in steps]
    other = {step.competency_id for competency_id, step in steps if step.competency_id != competency_id}
    sight, found = sight_of(session, actor) if other else None, competencies(session, other) if other else {}
    return StepNames(
        {each.id: each.name for each in courses(session, _subjects(nearest, CriterionKind.COURSE)).values()},
        {each.id: each.title for each in activities(session, _subjects(nearest, CriterionKind.ACTIVITY)).values()},
        {
            each.id: each.name if sight is not None and sight.covers(each) else say("a competency")
            for each in found.values()
        },
    )


def _subjects(steps: Iterable[Step], kind: CriterionKind) -> set[int]:
    return {step.criterion.subject_id for step in steps if step.criterion.kind == kind and step.criterion.subject_id}
