"""Completion rules that come with a file, put on their competencies once all are there (paths/children, points).

A rule becomes a path beside the others its competency starts with; a skill keeps its streak.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.achievements import (
    AchievementPath,
    Criterion,
    CriterionKind,
    Item,
    PathOutcome,
    RuleSet,
    default_paths,
    rules_of,
    set_many_rules,
)
from core.achievements.paths.setting import own_paths
from core.db import WorkspaceSession
from core.exchange.directory.on_file import parts
from core.exchange.frameworks.draft import ReadRule
from core.frameworks import competency_ids
from core.people import Actor
from core.words import Sentence, say

ALL, POINTS = "all", "points"


def rule_trouble(rule: ReadRule, children: Collection[str]) -> Sentence | None:
    """Why a points rule can't be kept (paths/points-refused); `children` are its sub-competencies by id number."""
    if rule.kind != POINTS:
        return None
    names = [name for name, _, _ in rule.points]
    if rule.total < 1:
        return say("the rule's total of points is under 1")
    if any(points < 0 for _, points, _ in rule.points):
        return say("the rule has negative points")
    if len(set(names)) < len(names):
        return say("the rule lists a competency twice")
    if strangers := [name for name in names if name not in children]:
        return say("the rule gives points to {name}, which is no sub-competency of it", name=strangers[0])
    total = sum(points for _, points, _ in rule.points)
    if rule.total > total:
        return say("the rule asks for {total} points, its competencies give {sum}", total=rule.total, sum=total)
    return None


def keep_rules(session: WorkspaceSession, actor: Actor, framework_id: int, rules: Sequence[ReadRule]) -> None:
    """Put rules on the competencies of a framework; the same ones again change nothing."""
    ids = competency_ids(session, framework_id, _named(rules))
    wanted = {}
    for competency_id, (rule, standing) in _standing(session, ids, rules).items():
        paths = _paths(rule, standing, ids)
        if paths is not None and not _alike(standing, paths):
            wanted[competency_id] = paths
    set_many_rules(session, actor, wanted)


def rules_that_differ(session: WorkspaceSession, framework_id: int, rules: Sequence[ReadRule]) -> set[str]:
    """Id numbers of the competencies on file whose rule would change."""
    if not rules:
        return set()
    ids = competency_ids(session, framework_id, _named(rules))
    found = set()
    for rule, standing in _standing(session, ids, rules).values():
        paths = _paths(rule, standing, ids)
        if paths is None or not _alike(standing, paths):
            found.add(rule.idnumber)
    return found


def rules_on_file(session: WorkspaceSession, competency_ids: Collection[int]) -> dict[int, AchievementPath | None]:
    """The rule of each competency that somebody set, where Moodle's format can hold it; None where it can't."""
    found: dict[int, AchievementPath | None] = {}
    for part in parts(sorted(competency_ids)):
        for competency_id, standing in rules_of(session, part).items():
            rolled = [path for path in own_paths(standing.paths) if any(path.of_kind(*_ROLLED))] if standing.own else []
            if rolled:
                found[competency_id] = rolled[0] if len(rolled) == 1 and _holds(rolled[0]) else None
    return found


def _holds(path: AchievementPath) -> bool:
    """Whether Moodle's format can hold the path: one criterion, all sub-competencies or points."""
    (first, *others) = path.criteria
    return not others and (first.kind == CriterionKind.POINTS or first.count is None)


_ROLLED = (CriterionKind.CHILDREN, CriterionKind.POINTS)


def _named(rules: Sequence[ReadRule]) -> set[str]:
    return {name for rule in rules for name in (rule.idnumber, *(each for each, _, _ in rule.points))}


def _standing(
    session: WorkspaceSession, ids: Mapping[str, int], rules: Sequence[ReadRule]
) -> dict[int, tuple[ReadRule, RuleSet]]:
    by_id = {ids[rule.idnumber]: rule for rule in rules if rule.idnumber in ids}
    found: dict[int, tuple[ReadRule, RuleSet]] = {}
    for part in parts(sorted(by_id)):
        found |= {each: (by_id[each], standing) for each, standing in rules_of(session, part).items()}
    return found


def _paths(rule: ReadRule, standing: RuleSet, ids: Mapping[str, int]) -> tuple[AchievementPath, ...] | None:
    """The competency's paths with the rule among them; None while what it names is not on file."""
    if any(name not in ids for name, _, _ in rule.points):
        return None
    items = sorted((ids[name], points, required) for name, points, required in rule.points)
    criterion = (
        Criterion(CriterionKind.CHILDREN)
        if rule.kind == ALL
        else Criterion(CriterionKind.POINTS, count=rule.total, items=tuple(Item(*each) for each in items))
    )
    usual = default_paths(standing.category, has_children=False)
    return (*own_paths(usual), AchievementPath((criterion,), outcome=PathOutcome(rule.outcome)))


def _alike(standing: RuleSet, paths: Sequence[AchievementPath]) -> bool:
    return [_plain(each) for each in own_paths(standing.paths)] == [_plain(each) for each in paths]


def _plain(path: AchievementPath) -> AchievementPath:
    """A path without what only its row knows, points in one order."""
    criteria = tuple(
        replace(each, items=tuple(sorted(each.items, key=lambda item: item.competency_id))) for each in path.criteria
    )
    return replace(path, id=None, criteria=criteria)
