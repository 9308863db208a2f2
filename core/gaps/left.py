"""What is left of gaps, by the competencies' own paths: read at once for any number of gaps (gaps/profile-page)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.achievements import CriterionKind, Pair, Step, Way, shortest_ways
from core.activities import activities, courses
from core.db import WorkspaceSession
from core.frameworks import competencies, sight_of
from core.gaps.profile import ProfileRow
from core.gaps.rules import GapStatus, StepNames, what_is_left
from core.people import Actor
from core.words import say

OPEN = frozenset({GapStatus.MISSING, GapStatus.TOO_LOW})


def with_what_is_left(session: WorkspaceSession, actor: Actor, rows: Sequence[ProfileRow]) -> list[ProfileRow]:
    """The rows, each with what brings its person to the value, in words for the actor."""
    gaps = {(row.person_id, row.competency.id): row.needs.id for row in rows if row.status in OPEN}
    ways = shortest_ways(session, gaps) if gaps else {}
    names = _names(session, actor, ways)
    return [_with_left(row, ways.get((row.person_id, row.competency.id)), names) for row in rows]


def _with_left(row: ProfileRow, way: Way | None, names: StepNames) -> ProfileRow:
    others = {each: name for each, name in names.competencies.items() if each != row.competency.id}
    mine = replace(names, competencies=others)
    return replace(row, left=what_is_left(row.status, row.competency.category, row.needs, way, mine))


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
