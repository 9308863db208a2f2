"""From criteria met to values earned: a path is met when all of its criteria are, and gives its value then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.achievements.earned import Earned
from core.achievements.paths.kinds import (
    ROLLS_UP,
    STANDING_ALONE,
    AchievementPath,
    CriterionKind,
    Origin,
    PathOutcome,
    RuleSet,
)
from core.achievements.paths.meeting import Asking, Meetings, Met, Ratings, meetings
from core.achievements.paths.rolling_up import looked_at
from core.achievements.paths.stored import rules_of, scales_by_rules
from core.achievements.queries import Pair
from core.db import WorkspaceSession
from core.frameworks import ScaleValueView, ScaleView

_CAUSES = {
    CriterionKind.CHILDREN: "rule",
    CriterionKind.POINTS: "rule",
    CriterionKind.OTHER: "rule",
}


@dataclass(frozen=True)
class Earnings:
    """What people earned by which paths, with the rules it was found by; nothing of it is written yet."""

    rules: Mapping[int, RuleSet]
    scales: Mapping[int, ScaleView]
    events: tuple[Earned, ...]

    def with_outcome(self, *outcomes: PathOutcome) -> Iterator[Earned]:
        """The events of paths with one of these outcomes."""
        return (each for each in self.events if self.path_of(each).outcome in outcomes)

    def path_of(self, event: Earned) -> AchievementPath:
        """The path that an event met."""
        return self.rules[event.competency_id].paths[event.order]


@dataclass(frozen=True)
class Ground:
    """What stays the same while a change travels upward: rules, scales, and all that is met without looking at other
    competencies."""

    rules: Mapping[int, RuleSet]
    scales: Mapping[int, ScaleView]
    met: Meetings

    @property
    def looked_at(self) -> set[int]:
        """The competencies whose ratings its criteria ask for."""
        every = [(rule, each) for rule in self.rules.values() for each in rule.of_kind(*ROLLS_UP)]
        return {competency_id for rule, each in every for competency_id in looked_at(rule, each)}


def earnings(
    session: WorkspaceSession, pairs: Iterable[Pair], rules: Mapping[int, RuleSet] | None = None
) -> Earnings:
    """Everything these people earned in these competencies by the rules of today, or by `rules` where given.

    Reads only; a few queries for each kind of criterion, however many people (paths/and-or).
    """
    asking = _asking(session, pairs, rules)
    return Earnings(asking.rules, asking.scales, tuple(_events(asking, meetings(asking))))


def ground_for(
    session: WorkspaceSession, pairs: Iterable[Pair], rules: Mapping[int, RuleSet] | None = None
) -> Ground:
    """The ground on which these people and competencies are evaluated, read once; by `rules` where they were read."""
    asking = _asking(session, pairs, rules)
    return Ground(asking.rules, asking.scales, meetings(asking, STANDING_ALONE))


def earnings_on(session: WorkspaceSession, pairs: Iterable[Pair], ground: Ground, rated: Ratings) -> Earnings:
    """As `earnings`, on ground read before and by these ratings of other competencies."""
    wanted = frozenset(pairs)
    rules = {each: ground.rules[each] for each in {competency for _, competency in wanted}}
    people = tuple(sorted({person for person, _ in wanted}))
    asking = Asking(session, rules, ground.scales, wanted, people, rated)
    found = meetings(asking, ROLLS_UP, ground.met)
    return Earnings(rules, ground.scales, tuple(_events(asking, found)))


def _asking(session: WorkspaceSession, pairs: Iterable[Pair], rules: Mapping[int, RuleSet] | None) -> Asking:
    wanted = frozenset(pairs)
    known = rules if rules is not None else rules_of(session, {competency for _, competency in wanted})
    scales = scales_by_rules(session, known)
    return Asking(session, known, scales, wanted, tuple(sorted({person for person, _ in wanted})))


def given_value(path: AchievementPath, scale: ScaleView, met: Met | None = None) -> ScaleValueView | None:
    """The value a path gives; None where what meets it does not reach the path's own value.

    Without a value of its own it gives that of the qualification or judgement; a link on a course or activity the
    scale's default; anything else the default too, or the lowest proficient value where the default is none.
    """
    own = scale.value(met.value_id) if met is not None else None
    wanted = scale.value(path.value_id)
    if wanted is not None:
        return None if own is not None and own.position < wanted.position else wanted
    if own is not None and len(path.criteria) == 1:
        return own
    linked = path.origin in (Origin.COURSE, Origin.ACTIVITY)
    return scale.default if linked or scale.default.proficient else scale.lowest_proficient


def _events(asking: Asking, found: Meetings) -> Iterator[Earned]:
    for person_id, competency_id in sorted(asking.pairs):
        rule, scale = asking.rules.get(competency_id), asking.scales.get(competency_id)
        if rule is None or scale is None:
            continue
        for order, path in enumerate(rule.paths):
            met = [_reaching(path, scale, found.of(competency_id, each, person_id)) for each in path.criteria]
            if not met or not all(met):
                continue
            for kind, last in _completions(path, met):
                value = given_value(path, scale, last)
                if value is not None:
                    yield _event(person_id, competency_id, path, order, value, kind, last)


def _reaching(path: AchievementPath, scale: ScaleView, met: Sequence[Met]) -> list[Met]:
    """The ways of meeting a criterion that reach the path's value, earliest first."""
    return sorted((each for each in met if given_value(path, scale, each) is not None), key=lambda each: each.at)


def _completions(path: AchievementPath, met: Sequence[Sequence[Met]]) -> Iterator[tuple[CriterionKind, Met]]:
    """Each time at which all criteria were met by something new: first when the last of them was."""
    kinds = [each.kind for each in path.criteria]
    if len(kinds) == 1:
        yield from ((kinds[0], each) for each in met[0])
        return
    complete_at = max(several[0].at for several in met)
    later = [(kind, each) for kind, several in zip(kinds, met, strict=True) for each in several]
    yield from sorted((pair for pair in later if pair[1].at >= complete_at), key=lambda pair: pair[1].at)


def _event(
    person_id: int,
    competency_id: int,
    path: AchievementPath,
    order: int,
    value: ScaleValueView,
    kind: CriterionKind,
    last: Met,
) -> Earned:
    others = [each for each in path.kinds if each != kind]
    return Earned(
        person_id,
        competency_id,
        value,
        cause=_CAUSES.get(kind, str(kind)) if not others else "rule",
        source_id=last.source_id,
        happened_at=last.at,
        order=order,
        path="+".join([str(kind), *others]),
        path_id=path.id,
        rated_by_id=last.given_by_id,
        self_declared=last.self_declared,
    )
