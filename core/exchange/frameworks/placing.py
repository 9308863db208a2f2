"""Where a file puts its competencies: which can't stand there, by circles, depth, unknown or refused parents, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.db import WorkspaceSession
from core.exchange.frameworks.draft import Draft, ReadCompetency
from core.exchange.frameworks.rules_filing import rule_trouble
from core.exchange.frameworks.shape import ancestors, circles, depths, too_deep
from core.exchange.frameworks.target import Target
from core.exchange.outcomes import Trouble
from core.frameworks import edges_on_file
from core.frameworks.rules import MAX_DEPTH
from core.words import Sentence, say


@dataclass
class Shape:
    """The hierarchy as it would be: which rows can't stand where the file puts them, and why."""

    parents: dict[str, set[str]]
    refused: dict[str, Trouble] = field(default_factory=dict)


def shape_of(session: WorkspaceSession, draft: Draft, target: Target) -> Shape:
    """Judge the rows' places against each other and against what is on file (frameworks/depth, hierarchy)."""
    on_file = edges_on_file(session, target.known.id) if target.known is not None else {}
    parents = {name: set(above) for name, above in on_file.items()}
    for row in draft.rows:
        parents[row.idnumber] = _parents(draft, row, on_file.get(row.idnumber, set()))
    shape = Shape(parents)
    _refuse_unknown(shape, draft, target)
    _refuse_circles(shape, draft)
    _refuse_too_deep(shape, draft, on_file)
    _refuse_rules(shape, draft)
    _refuse_below(shape, draft)
    return shape


def _parents(draft: Draft, row: ReadCompetency, before: set[str]) -> set[str]:
    """The parents a row will have; a format that holds one leaves several on file that include it."""
    if row.parents is None or (draft.keeps_parents and row.parents and set(row.parents) <= before):
        return set(before)
    return set(row.parents)


def _trouble(draft: Draft, row: ReadCompetency, reason: Sentence) -> Trouble:
    return Trouble(row.line, draft.column("parents"), reason)


def _refuse_unknown(shape: Shape, draft: Draft, target: Target) -> None:
    """Parents that are neither in the file nor on file; one that is the framework itself; itself."""
    for row in draft.rows:
        for parent in sorted(shape.parents[row.idnumber]):
            if parent == row.idnumber:
                reason = say("{idnumber} can't be its own parent", idnumber=parent)
            elif parent in shape.parents:
                continue
            elif target.read is not None and parent == target.read.idnumber:
                reason = say(
                    "the parent {parent} is the framework itself; leave the parent of a top row empty", parent=parent
                )
            elif parent in draft.lost:
                reason = say("its parent {parent} in line {line} is refused", parent=parent, line=draft.lost[parent])
            else:
                reason = say("the parent {parent} is neither in the file nor in the framework", parent=parent)
            shape.refused.setdefault(row.idnumber, _trouble(draft, row, reason))


def _refuse_circles(shape: Shape, draft: Draft) -> None:
    sound = depths(shape.parents, shape.parents)
    rings = circles((row.idnumber for row in draft.rows), shape.parents, sound.keys())
    for row in draft.rows:
        if (ring := rings.get(row.idnumber)) and row.idnumber not in shape.refused:
            at = ring.index(row.idnumber)
            way = [*ring[at:], *ring[:at], row.idnumber][:8]
            reason = say("{idnumber} would stand above itself: {way}", idnumber=row.idnumber, way=" → ".join(way))
            shape.refused[row.idnumber] = _trouble(draft, row, reason)


def _refuse_too_deep(shape: Shape, draft: Draft, on_file: Mapping[str, set[str]]) -> None:
    """A row that stands fifth, and one that pushes what is on file below it to the fifth place."""
    found = depths(shape.parents, shape.parents)
    rows = {row.idnumber: row for row in draft.rows}
    deep = too_deep(found)
    pushed = ancestors((name for name in deep if name not in rows), shape.parents) if deep else set()
    for name, row in rows.items():
        moved = shape.parents[name] != on_file.get(name)
        if name in shape.refused or not (name in deep or (name in pushed and moved)):
            continue
        if name in deep and any(each in deep for each in shape.parents[name]):
            continue
        depth = found[name] if name in deep else MAX_DEPTH + 1
        reason = (
            say("it would stand {depth} deep; a framework has at most {most}", depth=depth, most=MAX_DEPTH)
            if name in deep
            else say("what stands under it would be deeper than {most}", most=MAX_DEPTH)
        )
        shape.refused[name] = _trouble(draft, row, reason)


def _refuse_rules(shape: Shape, draft: Draft) -> None:
    """Points rules that can't be kept (paths/points-refused)."""
    ruled = [row for row in draft.rows if row.rule is not None]
    children = children_of(shape.parents) if ruled else {}
    for row in ruled:
        assert row.rule is not None
        reason = rule_trouble(row.rule, children.get(row.idnumber, ()))
        if reason is not None:
            shape.refused.setdefault(row.idnumber, Trouble(row.line, draft.column("rule"), reason))


def children_of(parents: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Sub-competencies by parent."""
    found: dict[str, set[str]] = {}
    for name, above in parents.items():
        for each in above:
            found.setdefault(each, set()).add(name)
    return found


def _refuse_below(shape: Shape, draft: Draft) -> None:
    """Rows under a refused one are refused with it, all the way down."""
    rows = {row.idnumber: row for row in draft.rows}
    below: dict[str, list[str]] = {}
    for name in rows:
        for parent in shape.parents[name]:
            below.setdefault(parent, []).append(name)
    frontier = [name for name in rows if name in shape.refused]
    while frontier:
        above = frontier.pop()
        for name in below.get(above, ()):
            if name not in shape.refused:
                reason = say("its parent {parent} in line {line} is refused", parent=above, line=rows[above].line)
                shape.refused[name] = _trouble(draft, rows[name], reason)
                frontier.append(name)
