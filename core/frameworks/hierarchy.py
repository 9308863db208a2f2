"""The hierarchy: competencies under their parents, at most four deep (frameworks/hierarchy, frameworks/depth).

Only the few edges on the way up and down are read, so that a change costs the same in a framework of 14,000.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Invalid, NotFound
from core.events import Change
from core.frameworks.framework_events import ParentsChanged
from core.frameworks.models import Competency, Framework, ParentEdge
from core.frameworks.rights import NO_COMPETENCY, framework_row, managed_competency
from core.frameworks.rules import MAX_DEPTH
from core.history import end
from core.people import Actor
from core.words import say

CHUNK = 900


def set_parents(
    session: WorkspaceSession, actor: Actor, competency_id: int, parent_ids: Sequence[int]
) -> tuple[int, ...]:
    """Put a competency under exactly these parents, none for the top; its branch moves whole. The parents before.

    Refused, with nothing changed: itself, a circle, a parent of another framework, a branch deeper than four.
    """
    child = managed_competency(session, actor, competency_id)
    framework_row(session, child.framework_id, locked=True)
    wanted = tuple(dict.fromkeys(parent_ids))
    _check_parents(session, child, wanted)
    open_edges = _open_edges(session, ParentEdge.child_id == competency_id)
    before = tuple(edge.parent_id for edge in open_edges)
    if set(before) != set(wanted):
        for edge in open_edges:
            if edge.parent_id not in wanted:
                end(session, edge)
        _begin_edges(session, competency_id, [each for each in wanted if each not in before])
        _note(session, actor, child, before, wanted)
    return before


def add_parent(session: WorkspaceSession, actor: Actor, child_id: int, parent_id: int) -> None:
    """Put a competency under one more parent of its own framework; repeating adds nothing."""
    present = [edge.parent_id for edge in _open_edges(session, ParentEdge.child_id == child_id)]
    set_parents(session, actor, child_id, [*present, parent_id])


def parents_of(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Ids of the parents a competency stands under now, oldest first."""
    return [edge.parent_id for edge in _open_edges(session, ParentEdge.child_id == competency_id)]


def sub_competencies_of(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Ids of the competencies directly under one now, oldest first."""
    return [edge.child_id for edge in _open_edges(session, ParentEdge.parent_id == competency_id)]


def depth_of(session: WorkspaceSession, competency_id: int) -> int:
    """How deep a competency stands on its longest path: 1 at the top, 4 at the most."""
    return len(list(_levels(session, [competency_id], ParentEdge.child_id, ParentEdge.parent_id)))


def height_of(session: WorkspaceSession, competency_id: int) -> int:
    """How many depths a competency's branch takes on its longest path, itself included."""
    return len(list(_levels(session, [competency_id], ParentEdge.parent_id, ParentEdge.child_id)))


def branch_of(session: WorkspaceSession, competency_id: int) -> set[int]:
    """Ids of a competency and all that stand under it."""
    return set().union(*_levels(session, [competency_id], ParentEdge.parent_id, ParentEdge.child_id))


def _check_parents(session: WorkspaceSession, child: Competency, parent_ids: Collection[int]) -> None:
    if not parent_ids:
        return
    parents = _named(session, parent_ids)
    branch, height = branch_of(session, child.id), height_of(session, child.id)
    for parent_id in parent_ids:
        _check_parent(session, child, parents.get(parent_id), branch)
        deep = depth_of(session, parent_id) + height
        if deep > MAX_DEPTH:
            raise Invalid(
                say(
                    "{name} can't stand under {parent}: its branch would be {deep} deep, and {most} is the most.",
                    name=child.name, parent=parents[parent_id].name, deep=deep, most=MAX_DEPTH,
                ),
                field="parents",
            )


def _check_parent(
    session: WorkspaceSession, child: Competency, parent: Any | None, branch: Collection[int]
) -> None:
    if parent is None:
        raise NotFound(NO_COMPETENCY, field="parents")
    if parent.id == child.id:
        raise Invalid(say("{name} can't be its own parent.", name=child.name), field="parents")
    if parent.framework_id != child.framework_id:
        raise Invalid(
            say(
                "{parent} is in {framework}; a parent comes from the same framework.",
                parent=parent.name, framework=parent.framework,
            ),
            field="parents",
        )
    if parent.id in branch:
        raise Invalid(
            say(
                "{name} can't stand under {parent}: {parent} stands under {name}.", name=child.name, parent=parent.name
            ),
            field="parents",
        )


def _named(session: WorkspaceSession, ids: Iterable[int]) -> dict[int, Any]:
    query = (
        select(Competency.id, Competency.name, Competency.framework_id, Framework.name.label("framework"))
        .join(Framework, Framework.id == Competency.framework_id)
        .where(Competency.id.in_(list(ids)))
    )
    return {row.id: row for row in session.execute(query)}


def _levels(session: WorkspaceSession, ids: Collection[int], near: Any, far: Any) -> Iterator[set[int]]:
    """What is reached in exactly no, one, two … steps from the side `near` of an edge to its side `far`."""
    level, steps = set(ids), 0
    while level and steps <= MAX_DEPTH:
        yield level
        level, steps = _step(session, sorted(level), near, far), steps + 1


def _step(session: WorkspaceSession, ids: Sequence[int], near: Any, far: Any) -> set[int]:
    found = set[int]()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found |= set(session.scalars(select(far).where(near.in_(chunk), ParentEdge.in_force(session.now))))
    return found


def _open_edges(session: WorkspaceSession, condition: sa.ColumnElement[bool]) -> list[ParentEdge]:
    query = select(ParentEdge).where(condition, ParentEdge.in_force(session.now)).order_by(ParentEdge.id)
    return list(session.scalars(query))


def _begin_edges(session: WorkspaceSession, child_id: int, parent_ids: Iterable[int]) -> None:
    rows = [
        {"parent_id": each, "child_id": child_id, "effective_from": session.now, "recorded_at": session.now}
        for each in parent_ids
    ]
    insert_rows(session, ParentEdge, rows, skip_existing=True)


def _note(
    session: WorkspaceSession, actor: Actor, child: Competency, before: Sequence[int], after: Sequence[int]
) -> None:
    names = _named(session, {*before, *after})
    was, is_now = (", ".join(names[each].name for each in ids) or None for ids in (before, after))
    record(
        session,
        actor,
        ParentsChanged(
            competency_id=child.id,
            parent_ids=tuple(after),
            left_parent_ids=tuple(each for each in before if each not in after),
            changes=(Change("parents", child.id, was, is_now),),
        ),
    )
