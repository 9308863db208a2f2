"""Which competencies look at which others: the order in which a change travels upward (paths/cascade)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.paths.models import CriterionRow, PathRow, PointsRow
from core.achievements.paths.stored import COMPETENCY, EDGE, RULES, in_force
from core.db import WorkspaceSession
from core.prepared import OURS, ids_of, run

CHUNK = 400
CRITERION, PATH = cast(sa.Table, CriterionRow.__table__), cast(sa.Table, PathRow.__table__)
POINTS = cast(sa.Table, PointsRow.__table__)


@dataclass(frozen=True)
class Upward:
    """Everything above some competencies: `order` each once, what it looks at before it; `below` what it looks at."""

    order: tuple[int, ...] = ()
    below: dict[int, set[int]] = field(default_factory=dict)


def upward_from(session: WorkspaceSession, competency_ids: Collection[int]) -> Upward:
    """All parents, and what has criteria on these or on those, at any height.

    One query takes all parents and the criteria on them; another follows only where those lead further up.
    """
    below: dict[int, set[int]] = {}
    seen, frontier = set[int](), set(competency_ids)
    while frontier:
        seen |= frontier
        reached = set[int]()
        for start in range(0, len(frontier), CHUNK):
            part = sorted(frontier)[start : start + CHUNK]
            for lower, upper, parent in run(session, _above(), ids=part, now=session.now):
                if lower != upper:
                    below.setdefault(upper, set()).add(lower)
                (seen if parent else reached).add(upper)
        frontier = reached - seen
    return Upward(tuple(ordered(below)), below) if below else Upward()


def ordered(below: dict[int, set[int]]) -> list[int]:
    """The competencies so that each comes after all it looks at; those in a circle last, each once, so that it ends."""
    left = {upper: {each for each in lower if each in below} for upper, lower in below.items()}
    found: list[int] = []
    while left:
        ready = sorted(upper for upper, lower in left.items() if not lower) or [min(left)]
        found += ready
        for each in ready:
            del left[each]
        for lower in left.values():
            lower.difference_update(ready)
    return found


@cache
def _above() -> sa.CompoundSelect[Any]:
    """What is above these: their parents at any height, and what has criteria on any of all those, on points too."""
    below = sa.and_(EDGE.c.workspace_id == OURS, in_force(EDGE))
    first = select(EDGE.c.child_id, EDGE.c.parent_id).where(below, EDGE.c.child_id.in_(ids_of("ids")))
    parents = first.cte("parents", recursive=True)
    parents = parents.union(
        select(EDGE.c.child_id, EDGE.c.parent_id).join(parents, parents.c.parent_id == EDGE.c.child_id).where(below)
    )
    these = select(COMPETENCY.c.id).where(COMPETENCY.c.workspace_id == OURS, COMPETENCY.c.id.in_(ids_of("ids")))
    all_of_them = these.union(select(parents.c.parent_id)).cte("these")
    others = _ruled(CRITERION.c.competency_id).join(all_of_them, all_of_them.c.id == CRITERION.c.competency_id)
    points = (
        _ruled(POINTS.c.competency_id)
        .join(POINTS, sa.and_(POINTS.c.criterion_id == CRITERION.c.id, POINTS.c.workspace_id == OURS))
        .join(all_of_them, all_of_them.c.id == POINTS.c.competency_id)
    )
    rules = [each.add_columns(sa.false()) for each in (others, points)]
    return sa.union(select(parents.c.child_id, parents.c.parent_id, sa.true()), *rules)


def _ruled(looked_at: sa.Column[Any]) -> sa.Select[Any]:
    """What the criteria of the rules in force look at, with whose rules they are."""
    rules = sa.and_(RULES.c.path_set_id == PATH.c.path_set_id, RULES.c.workspace_id == OURS, in_force(RULES))
    return (
        select(looked_at, RULES.c.competency_id)
        .select_from(CRITERION)
        .join(PATH, sa.and_(PATH.c.id == CRITERION.c.path_id, PATH.c.workspace_id == OURS))
        .join(RULES, rules)
        .where(CRITERION.c.workspace_id == OURS)
    )


@cache
def _followers(column: str) -> sa.Select[Any]:
    return _ruled(CRITERION.c[column]).where(CRITERION.c[column].in_(ids_of("ids")))


def followers_of(
    session: WorkspaceSession, *, activity_ids: Iterable[int] = (), course_ids: Iterable[int] = ()
) -> dict[int, set[int]]:
    """The competencies whose own criteria name these activities or courses, by activity or course."""
    column, wanted = "activity_id", sorted(set(activity_ids))
    if not wanted:
        column, wanted = "course_id", sorted(set(course_ids))
    found: dict[int, set[int]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = run(session, _followers(column), ids=wanted[start : start + CHUNK], now=session.now)
        for subject, competency_id in rows:
            found.setdefault(subject, set()).add(competency_id)
    return found
