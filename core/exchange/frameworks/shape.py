"""The hierarchy a file and what is on file make together (frameworks/depth, frameworks/hierarchy).

Pure decisions on id numbers. Linear in the number of competencies and edges; designed for 14,000.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import TypeVar

from core.frameworks.rules import MAX_DEPTH

Name = TypeVar("Name", bound=str)
Parents = Mapping[str, Collection[str]]


def parents_first(names: Sequence[str], parents: Parents) -> list[str]:
    """The names with every parent among them before its children, else in their own order; circles come last."""
    place = {name: at for at, name in enumerate(names)}
    above = {name: {each for each in parents.get(name, ()) if each in place and each != name} for name in names}
    ordered = _topological(names, above)
    left = set(names) - set(ordered)
    return [*ordered, *(name for name in names if name in left)]


def depths(names: Iterable[str], parents: Parents) -> dict[str, int]:
    """How deep each stands on its longest path, 1 at the top; those in or under a circle are left out."""
    everyone = list(names)
    known = set(everyone)
    above = {name: {each for each in parents.get(name, ()) if each in known} for name in everyone}
    found: dict[str, int] = {}
    for name in _topological(everyone, above):
        found[name] = 1 + max((found[each] for each in above[name]), default=0)
    return found


def circles(names: Iterable[str], parents: Parents, sorted_out: Set[str]) -> dict[str, tuple[str, ...]]:
    """The circle each of these stands in, as the names on the way round; those only under one are left out.

    `sorted_out` are the names known to stand in none.
    """
    found: dict[str, tuple[str, ...]] = {}
    checked: set[str] = set()
    for start in names:
        way: list[str] = []
        at: str | None = start
        while at is not None and at not in checked and at not in sorted_out:
            checked.add(at)
            way.append(at)
            at = next((each for each in parents.get(at, ()) if each not in sorted_out), None)
        if at in way:
            ring = tuple(way[way.index(at) :])
            found |= dict.fromkeys(ring, ring)
    return found


def too_deep(found: Mapping[str, int]) -> set[str]:
    """Those that stand deeper than four."""
    return {name for name, depth in found.items() if depth > MAX_DEPTH}


def ancestors(names: Iterable[str], parents: Parents) -> set[str]:
    """All that stand above these."""
    found, frontier = set[str](), set(names)
    while frontier:
        frontier = {each for name in frontier for each in parents.get(name, ())} - found
        found |= frontier
    return found


def _topological(names: Sequence[str], above: Mapping[str, Set[str]]) -> list[str]:
    """Names whose parents are all before them, as near to their own order as that allows (Kahn)."""
    below: dict[str, list[str]] = {}
    waiting = {name: len(above[name]) for name in names}
    for name in names:
        for each in above[name]:
            below.setdefault(each, []).append(name)
    ready, ordered = deque(name for name in names if not waiting[name]), list[str]()
    while ready:
        name = ready.popleft()
        ordered.append(name)
        for child in below.get(name, ()):
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return ordered
