"""A framework as a tree: each competency under every parent it has, depth by depth (frameworks/tree).

Read with two queries and built in one pass; made for frameworks of up to 14,000 competencies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import Competency, CompetencyState, ParentEdge
from core.frameworks.names import Translations, translations_of
from core.frameworks.queries import visible
from core.frameworks.rules import ACTIVE, MAX_DEPTH
from core.people import Actor

CHUNK = 900
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class TreeRow:
    """One line of the tree: `depth` 1 to 4 on this way down, `below` the sub-competencies directly under it."""

    id: int
    name: str
    idnumber: str | None
    category: str
    active: bool
    depth: int
    below: int


def tree_of(session: WorkspaceSession, actor: Actor, framework_id: int) -> list[TreeRow]:
    """The framework from the top down, by name; what the actor doesn't see is left out, what is under it stays.

    A competency with several parents stands under each.
    """
    nodes, texts = _nodes(session, actor, framework_id)
    below = _below(session, framework_id, nodes)
    under = {child for children in below.values() for child in children}
    order = sorted(nodes, key=lambda each: (_natural(nodes[each].name), each))
    rank = {each: place for place, each in enumerate(order)}
    ranked = {each: sorted(children, key=rank.__getitem__) for each, children in below.items()}
    roots = [each for each in order if each not in under]
    return list(_walk(roots, ranked, nodes, texts, 1))


def below_of(session: WorkspaceSession, actor: Actor, competency_id: int) -> list[TreeRow]:
    """The competencies directly under one that the actor sees, in the tree's order; their depth counts from 1."""
    rows = sorted(_under(session, actor, [competency_id]), key=lambda row: (_natural(row.name), row.id))
    counts = Counter(row.parent_id for row in _under(session, actor, [row.id for row in rows]))
    texts = translations_of(session, [row.id for row in rows])
    return [
        TreeRow(
            row.id, texts.name(row.id, row.name), row.idnumber, row.category, row.status == ACTIVE, 1, counts[row.id]
        )
        for row in rows
    ]


def _under(session: WorkspaceSession, actor: Actor, parent_ids: Sequence[int]) -> list[Any]:
    """Each visible competency directly under these, once for each of these parents."""
    found: list[Any] = []
    for start in range(0, len(parent_ids), CHUNK):
        query = (
            select(
                Competency.id,
                Competency.name,
                Competency.idnumber,
                Competency.category,
                CompetencyState.status,
                ParentEdge.parent_id,
            )
            .join(ParentEdge, ParentEdge.child_id == Competency.id)
            .join(CompetencyState, CompetencyState.competency_id == Competency.id)
            .where(
                ParentEdge.parent_id.in_(parent_ids[start : start + CHUNK]),
                ParentEdge.in_force(session.now),
                CompetencyState.in_force(session.now),
                visible(session, actor),
            )
        )
        found += session.execute(query).all()
    return found


def _walk(
    ids: Sequence[int], below: Mapping[int, list[int]], nodes: Mapping[int, sa.Row[Any]], texts: Translations,
    depth: int,
) -> Iterator[TreeRow]:
    for each in ids:
        node, children = nodes[each], below.get(each, [])
        if node.seen:
            name, seen = texts.name(each, node.name), sum(nodes[child].seen for child in children)
            yield TreeRow(each, name, node.idnumber, node.category, node.status == ACTIVE, depth, seen)
        if children and depth < MAX_DEPTH:
            yield from _walk(children, below, nodes, texts, depth + 1)


def _nodes(
    session: WorkspaceSession, actor: Actor, framework_id: int
) -> tuple[dict[int, sa.Row[Any]], Translations]:
    query = (
        select(
            Competency.id,
            Competency.name,
            Competency.idnumber,
            Competency.category,
            CompetencyState.status,
            sa.case((visible(session, actor), 1), else_=0).label("seen"),
        )
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(Competency.framework_id == framework_id, CompetencyState.in_force(session.now))
    )
    found = {row.id: row for row in session.execute(query)}
    return found, translations_of(session, found.keys())


def _below(session: WorkspaceSession, framework_id: int, nodes: Mapping[int, Any]) -> dict[int, list[int]]:
    query = (
        select(ParentEdge.parent_id, ParentEdge.child_id)
        .join(Competency, Competency.id == ParentEdge.child_id)
        .where(Competency.framework_id == framework_id, ParentEdge.in_force(session.now))
    )
    found: dict[int, list[int]] = {}
    for parent_id, child_id in session.execute(query):
        if parent_id in nodes and child_id in nodes:
            found.setdefault(parent_id, []).append(child_id)
    return found


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Names in the order people count: 'Unit 2' before 'Unit 10'."""
    pieces = [each for each in _DIGITS.split(name.casefold()) if each]
    return [(0, int(each), "") if each.isdecimal() else (1, 0, each) for each in pieces]
