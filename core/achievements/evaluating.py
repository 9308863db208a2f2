"""The one evaluator: what people earned by the paths of competencies is applied; `cascade` carries it upward."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.achievements.earned import Earned
from core.achievements.events import ReviewRecommended
from core.achievements.paths.earning import Earnings, earnings
from core.achievements.paths.kinds import ROLLS_UP, AchievementPath, PathOutcome
from core.achievements.queries import Pair
from core.achievements.ratings import Applying, apply_earned
from core.audit import record
from core.db import WorkspaceSession
from core.evidence import MetRule, evidence_from_rules
from core.people import Actor


def evaluate(
    session: WorkspaceSession,
    pairs: Iterable[Pair],
    *,
    shown: bool = False,
    because: str | None = None,
    corrected: Collection[int] = frozenset(),
) -> tuple[Earned, ...]:
    """Find what these people earned in these competencies by all their paths, and rate them by it; repeatable.

    A few queries however many people. `shown` and `corrected` as in `Applying`; `because` is the cause to note instead
    of the events' own. Gives what set a rating. What it leads to above follows by `roll_up`.
    """
    wanted = set(pairs)
    if not wanted:
        return ()
    found = earnings(session, wanted)
    how = Applying(found.rules, found.scales, shown, corrected, because)
    changed = apply_earned(session, found.with_outcome(PathOutcome.COMPLETE), how)
    keep_rules_met(session, [found])
    return changed


def keep_rules_met(session: WorkspaceSession, found: Iterable[Earnings]) -> None:
    """Rules that were met are evidence, outcome none excepted; a recommendation is announced once (paths/outcome)."""
    met = [(event, one.path_of(event)) for one in found for event in one.events]
    kept = {_met(event, path): path for event, path in met if _is_rule(path)}
    if not kept:
        return
    outcomes = {each.key: path.outcome for each, path in kept.items()}
    fresh = evidence_from_rules(session, kept)
    recommended = [each for each in fresh if outcomes[each.key] == PathOutcome.RECOMMEND]
    if recommended:
        announce_recommended(session, [(each.person_id, each.competency_id) for each in recommended], "rule")


def announce_recommended(session: WorkspaceSession, pairs: Iterable[Pair], cause: str) -> None:
    """Record that reviews are recommended of these people and competencies, for those who keep reviews."""
    wanted = sorted(set(pairs))
    if wanted:
        fact = ReviewRecommended(
            person_ids=tuple(person for person, _ in wanted),
            competency_ids=tuple(competency for _, competency in wanted),
            cause=cause,
        )
        record(session, Actor.engine(session.workspace_id), fact)


def _met(event: Earned, path: AchievementPath) -> MetRule:
    return MetRule(event.person_id, event.competency_id, path.id or 0, event.happened_at)


def _is_rule(path: AchievementPath) -> bool:
    """Whether a path leaves evidence of its own: a single event is evidence already."""
    if path.outcome == PathOutcome.NONE:
        return False
    rolls = any(each.kind in ROLLS_UP for each in path.criteria)
    return rolls or len(path.criteria) > 1 or path.outcome != PathOutcome.COMPLETE
