"""Criteria that look at other competencies, as pure decisions: sub-competencies, points, another one at a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.achievements.paths.kinds import Criterion, CriterionKind, Item, RuleSet


@dataclass(frozen=True)
class Rated:
    """A rating as another competency's criterion sees it: its value's position, whether proficient, since when."""

    position: int
    proficient: bool
    since: datetime


def looked_at(rule: RuleSet, criterion: Criterion) -> tuple[int, ...]:
    """The other competencies a criterion looks at; none for criteria of other kinds."""
    match criterion.kind:
        case CriterionKind.CHILDREN:
            return rule.children
        case CriterionKind.POINTS:
            return tuple(item.competency_id for item in criterion.items)
        case CriterionKind.OTHER:
            return (criterion.subject_id,) if criterion.subject_id is not None else ()
    return ()


def met_at(
    rule: RuleSet, criterion: Criterion, rated: Mapping[int, Rated], positions: Mapping[int, int]
) -> datetime | None:
    """When the ratings came to meet the criterion; None where they do not. `positions` are those of scale values."""
    if criterion.kind == CriterionKind.OTHER:
        return _other(criterion, rated, positions)
    proficient = {each: found.since for each, found in rated.items() if found.proficient}
    if criterion.kind == CriterionKind.POINTS:
        return points_met_at(criterion.items, criterion.count or 1, proficient)
    return children_met_at(rule.children, criterion.count, proficient)


def children_met_at(
    children: Sequence[int], least: int | None, proficient: Mapping[int, datetime]
) -> datetime | None:
    """When all sub-competencies were proficient, or at least `least` of them (paths/children)."""
    times = sorted(proficient[each] for each in children if each in proficient)
    needed = len(children) if least is None else least
    return times[needed - 1] if 0 < needed <= len(times) else None


def points_met_at(items: Sequence[Item], total: int, proficient: Mapping[int, datetime]) -> datetime | None:
    """When every required one was proficient and the points reached the total: both are needed (paths/points)."""
    if any(item.required and item.competency_id not in proficient for item in items):
        return None
    latest = [proficient[item.competency_id] for item in items if item.required]
    earned = sorted((proficient[each.competency_id], each.points) for each in items if each.competency_id in proficient)
    counted = 0
    for at, points in earned:
        counted += points
        if counted >= total:
            return max([at, *latest])
    return None


def _other(criterion: Criterion, rated: Mapping[int, Rated], positions: Mapping[int, int]) -> datetime | None:
    found = rated.get(criterion.subject_id or 0)
    if found is None:
        return None
    if criterion.value_id is None:
        return found.since if found.proficient else None
    return found.since if found.position >= positions.get(criterion.value_id, 0) else None
