"""The one evaluator: what people earned by the paths of competencies is applied, and travels upward from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from core.achievements.earned import Earned
from core.achievements.events import RatingsChanged, ReviewRecommended
from core.achievements.paths.dependents import Upward, upward_from
from core.achievements.paths.earning import Earnings, earnings, earnings_on, ground_for
from core.achievements.paths.kinds import ROLLS_UP, AchievementPath, PathOutcome
from core.achievements.queries import Pair, acquisitions_of
from core.achievements.ratings import Applying, apply_earned, record_all, standing_rows
from core.achievements.taking_back import take_back_unmet
from core.audit import record
from core.db import WorkspaceSession
from core.events import Fact
from core.evidence import MetRule, evidence_from_rules
from core.people import Actor


def evaluate(
    session: WorkspaceSession,
    pairs: Iterable[Pair],
    *,
    shown: bool = False,
    because: str | None = None,
    corrected: Collection[int] = frozenset(),
) -> list[Earned]:
    """Find what these people earned in these competencies by all their paths, and rate them by it; repeatable.

    A few queries however many people. `shown` and `corrected` as in `Applying`; `because` is the cause to note instead
    of the events' own. Gives what set a rating. What it leads to above follows by `roll_up`.
    """
    wanted = set(pairs)
    if not wanted:
        return []
    found = earnings(session, wanted)
    how = Applying(found.rules, found.scales, shown, corrected, because)
    changed = apply_earned(session, found.with_outcome(PathOutcome.COMPLETE), how)
    _keep_rules_met(session, [found])
    return changed


def roll_up(session: WorkspaceSession, _actor: Actor, fact: RatingsChanged) -> None:
    """Re-evaluate everything above what changed, at once, each competency once for each person (paths/cascade).

    What an undone rating had led to above, and nothing else supports, is taken back with it.
    """
    if fact.rolled_up:
        return
    touched: dict[int, set[int]] = {}
    for person_id, competency_id in zip(fact.person_ids, fact.competency_ids, strict=True):
        touched.setdefault(competency_id, set()).add(person_id)
    above = upward_from(session, touched)
    if above.order:
        _travel(session, touched, above, fact)


def _travel(session: WorkspaceSession, touched: dict[int, set[int]], above: Upward, fact: RatingsChanged) -> None:
    """Go upward competency by competency; what does not change on the way is read once, facts are recorded together."""
    everybody = {(person, each) for person in set(fact.person_ids) for each in above.order}
    ground = ground_for(session, everybody)
    standing, acquired = standing_rows(session, everybody), acquisitions_of(session, everybody)
    following: list[Fact] = []
    how = Applying(
        ground.rules, ground.scales, following=following, standing=standing, acquired=acquired.keys()
    )
    met: list[Earnings] = []
    for competency_id in above.order:
        concerned = {person for each in above.below[competency_id] for person in touched.get(each, ())}
        pairs = {(person, competency_id) for person in concerned}
        found = earnings_on(session, pairs, ground)
        changed = {each.person_id for each in apply_earned(session, found.with_outcome(PathOutcome.COMPLETE), how)}
        if fact.undone_since is not None:
            changed |= take_back_unmet(session, pairs, fact.undone_since)
        touched.setdefault(competency_id, set()).update(changed)
        met.append(found)
    _keep_rules_met(session, met)
    record_all(session, joined(following))


def joined(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of a cascade put together: one of all ratings, one of what was acquired by each cause."""
    by_kind: dict[tuple[type[Fact], str], list[Any]] = {}
    for fact in facts:
        by_kind.setdefault((type(fact), getattr(fact, "cause", "")), []).append(fact)
    for several in by_kind.values():
        more = {"rolled_up": True} if isinstance(several[0], RatingsChanged) else {}
        yield replace(
            several[0],
            person_ids=tuple(person for fact in several for person in fact.person_ids),
            competency_ids=tuple(each for fact in several for each in fact.competency_ids),
            changes=tuple(change for fact in several for change in fact.changes),
            **more,
        )


def _keep_rules_met(session: WorkspaceSession, found: Iterable[Earnings]) -> None:
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
