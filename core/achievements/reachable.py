"""Competencies that nobody can be rated in yet: no path leads there, or none that anybody could follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from core.achievements.paths.kinds import AchievementPath, CriterionKind, PathOutcome, RuleSet
from core.achievements.paths.stored import rules_of
from core.achievements.queries import chunks
from core.achievements.rules import STREAK_LENGTH
from core.activities import Activity, countable_activities
from core.db import WorkspaceSession


def without_way(session: WorkspaceSession, competency_ids: Iterable[int]) -> frozenset[int]:
    """Those of these competencies that no path leads to, or only paths nothing can meet, such as a streak with too few
    activities (frameworks/no-path). A few queries however many."""
    rules = rules_of(session, competency_ids)
    streaks = [each for each, rule in rules.items() if any(rule.of_kind(CriterionKind.STREAK))]
    trained: dict[int, int] = {}
    for part in chunks(sorted(streaks)):
        for offered in countable_activities(session, part):
            trained[offered.competency_id] = trained.get(offered.competency_id, 0) + 1
    gone = _gone(session, rules.values())
    return frozenset(
        each for each, rule in rules.items()
        if not any(_can_be_met(rule, path, trained.get(each, 0), gone) for path in rule.paths)
    )


def _can_be_met(rule: RuleSet, path: AchievementPath, trained: int, gone: Collection[int]) -> bool:
    if path.outcome != PathOutcome.COMPLETE:
        return False
    for criterion in path.criteria:
        match criterion.kind:
            case CriterionKind.STREAK if trained < STREAK_LENGTH:
                return False
            case CriterionKind.ACTIVITY if criterion.subject_id in gone:
                return False
            case CriterionKind.CHILDREN if len(rule.children) < max(criterion.count or 1, 1):
                return False
            case _:
                continue
    return True


def _gone(session: WorkspaceSession, rules: Iterable[RuleSet]) -> frozenset[int]:
    """The activities in criteria that are out of use."""
    named = {each.subject_id for rule in rules for each in rule.of_kind(CriterionKind.ACTIVITY)}
    if not named:
        return frozenset()
    query = select(Activity.id).where(Activity.id.in_(named), Activity.deleted_at.is_not(None))
    return frozenset(session.scalars(query))
