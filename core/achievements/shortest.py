"""The shortest way to a value: the fewest steps left over AND and OR, what is done ticked (paths/shortest)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from core.achievements.paths.dependents import ordered
from core.achievements.paths.earning import given_value
from core.achievements.paths.kinds import AchievementPath, Criterion, CriterionKind, Item, PathOutcome, RuleSet
from core.achievements.paths.meeting import Asking, Meetings, meetings
from core.achievements.paths.rolling_up import Rated, looked_at
from core.achievements.paths.sources import standing_ratings
from core.achievements.paths.stored import rules_of, scales_by_rules
from core.achievements.queries import Pair
from core.achievements.streaks import Progress, streaks_of
from core.db import WorkspaceSession
from core.frameworks import ScaleView

MOST_COMPETENCIES = 2_000
"""So many competencies are looked at below one; deeper is no way anybody would walk."""


@dataclass(frozen=True)
class Step:
    """One thing to do, or done: a criterion of a competency. `left` counts its own steps (activities of a streak)."""

    competency_id: int
    criterion: Criterion
    done: bool
    left: int = 1
    progress: Progress | None = None


@dataclass(frozen=True)
class Way:
    """A way to a value: its steps in order. `left` of them are not done; None for `steps` where there is no way.

    `stuck` is the competency's own streak where there is no way and it has one.
    """

    steps: tuple[Step, ...] | None
    reached: bool = False
    stuck: Progress | None = None

    @property
    def left(self) -> int:
        """How many steps are left."""
        return sum(step.left for step in self.steps or () if not step.done)

    @property
    def nearest(self) -> Step | None:
        """The step that is done soonest: with the fewest steps of its own, the first of equals; None without any."""
        return min((step for step in self.steps or () if not step.done), key=lambda step: step.left, default=None)

    @property
    def possible(self) -> bool:
        """Whether the value is reached, or can be."""
        return self.reached or self.steps is not None


def shortest_way(session: WorkspaceSession, person_id: int, competency_id: int, value_id: int | None = None) -> Way:
    """The shortest way of a person to a value of a competency, without one to its lowest proficient value.

    A few queries however many competencies lie below it. Steps that several branches share count once.
    """
    pair = (person_id, competency_id)
    return shortest_ways(session, {pair: value_id})[pair]


def shortest_ways(session: WorkspaceSession, wanted: Mapping[Pair, int | None]) -> dict[Pair, Way]:
    """As `shortest_way` for several persons and competencies, with the same few queries; values as there."""
    rules = _below(session, {competency_id for _, competency_id in wanted})
    scales = scales_by_rules(session, rules)
    people = tuple(sorted({person_id for person_id, _ in wanted}))
    asking = Asking(session, rules, scales, frozenset(product(people, rules)), people)
    met, rated = meetings(asking), standing_ratings(session, people, rules)
    skills = [each for each, rule in rules.items() if any(rule.of_kind(CriterionKind.STREAK))]
    progress = streaks_of(session, product(people, skills)) if skills else {}
    walks = {
        each: _Walk(each, rules, scales, met, rated.get(each, {}), {skill: progress[each, skill] for skill in skills})
        for each in people
    }
    found = {}
    for (person_id, competency_id), value_id in wanted.items():
        value = scales[competency_id].value(value_id) or scales[competency_id].lowest_proficient
        found[person_id, competency_id] = walks[person_id].to(competency_id, value.position)
    return found


def _below(session: WorkspaceSession, competency_ids: set[int]) -> dict[int, RuleSet]:
    """The rules of competencies and of everything their criteria look at, level by level."""
    found: dict[int, RuleSet] = {}
    frontier = set(competency_ids)
    while frontier and len(found) < MOST_COMPETENCIES:
        fresh = rules_of(session, frontier)
        found |= fresh
        seen = {each for rule in fresh.values() for each in _looked_at(rule)}
        frontier = seen - found.keys()
    return found


def _looked_at(rule: RuleSet) -> Iterable[int]:
    return (each for path in rule.paths for criterion in path.criteria for each in looked_at(rule, criterion))


Steps = dict[tuple[int, Criterion], Step]
"""Steps by what they are, so that a shared one counts once."""


@dataclass
class _Walk:
    """One search: competencies are settled from the lowest upward, each value of each once."""

    person_id: int
    rules: dict[int, RuleSet]
    scales: dict[int, ScaleView]
    met: Meetings
    rated: dict[int, Rated]
    progress: dict[int, Progress]
    settled: dict[tuple[int, int], Steps | None] = field(default_factory=dict)
    walking: set[int] = field(default_factory=set)

    def to(self, competency_id: int, position: int) -> Way:
        """The way to a value by its position."""
        for each in self._from_below:
            if each != competency_id:
                self.steps(each, self.scales[each].lowest_proficient.position)
        steps = self.steps(competency_id, position)
        if self._has(competency_id, position):
            return Way((), reached=True)
        if steps is None:
            return Way(None, stuck=self.progress.get(competency_id))
        return Way(tuple(steps.values()))

    @cached_property
    def _from_below(self) -> list[int]:
        """All that others look at, the lowest first: a long chain is settled step by step."""
        below = {each: {low for low in _looked_at(rule) if low in self.rules} for each, rule in self.rules.items()}
        lower = {each for several in below.values() for each in several}
        return [each for each in ordered(below) if each in lower]

    def _has(self, competency_id: int, position: int) -> bool:
        return competency_id in self.rated and self.rated[competency_id].position >= position

    def steps(self, competency_id: int, position: int) -> Steps | None:
        """The fewest steps to a value; nothing where it is reached, None where nothing leads there."""
        key = (competency_id, position)
        if key in self.settled:
            return self.settled[key]
        if self._has(competency_id, position):
            self.settled[key] = {}
            return {}
        if competency_id in self.walking or competency_id not in self.rules:
            return None
        self.walking.add(competency_id)
        rule = self.rules[competency_id]
        ways = [self._path(rule, path, position) for path in rule.paths if self._leads(rule, path, position)]
        self.walking.discard(competency_id)
        self.settled[key] = min((way for way in ways if way is not None), key=_cost, default=None)
        return self.settled[key]

    def _leads(self, rule: RuleSet, path: AchievementPath, position: int) -> bool:
        """Whether a path can give the value or a higher one."""
        if path.outcome != PathOutcome.COMPLETE:
            return False
        scale = self.scales[rule.competency_id]
        own = scale.value(path.value_id)
        if own is not None:
            return own.position >= position
        if any(path.of_kind(CriterionKind.QUALIFICATION, CriterionKind.MANUAL)) and len(path.criteria) == 1:
            return True
        default = scale.default if scale.default.proficient else scale.lowest_proficient
        return default.position >= position

    def _path(self, rule: RuleSet, path: AchievementPath, position: int) -> Steps | None:
        found: Steps = {}
        for criterion in path.criteria:
            key = (rule.competency_id, criterion)
            steps = {key: Step(*key, done=True)} if self._done(path, key, position) else self._open(rule, criterion)
            if steps is None:
                return None
            found |= steps
        return found

    def _done(self, path: AchievementPath, key: tuple[int, Criterion], position: int) -> bool:
        """Whether a criterion is met so that the path gives the value: a certificate of a lower one is no step done."""
        met = self.met.of(*key, self.person_id)
        given = (given_value(path, self.scales[key[0]], each) for each in met)
        return any(value is not None and value.position >= position for value in given)

    def _open(self, rule: RuleSet, criterion: Criterion) -> Steps | None:
        """The steps that are left of a criterion; None where nothing can meet it."""
        match criterion.kind:
            case CriterionKind.STREAK:
                return self._streak(rule, criterion)
            case CriterionKind.CHILDREN:
                needed = len(rule.children) if criterion.count is None else criterion.count
                return self._cheapest(rule.children, needed)
            case CriterionKind.POINTS:
                return self._points(criterion)
            case CriterionKind.OTHER:
                return self._other(criterion)
        key = (rule.competency_id, criterion)
        return {key: Step(*key, done=False)}

    def _streak(self, rule: RuleSet, criterion: Criterion) -> Steps | None:
        progress = self.progress.get(rule.competency_id)
        if progress is None or progress.unreachable:
            return None
        step = Step(rule.competency_id, criterion, done=False, left=max(progress.missing, 1), progress=progress)
        return {(rule.competency_id, criterion): step}

    def _proficient(self, competency_id: int) -> Steps | None:
        if competency_id not in self.scales:
            return None
        return self.steps(competency_id, self.scales[competency_id].lowest_proficient.position)

    def _ticked(self, competency_id: int) -> Steps | None:
        """What is left for a sub-competency; one that is proficient stands as a step that is done."""
        found = self._proficient(competency_id)
        if found == {}:
            done = Criterion(CriterionKind.OTHER, competency_id)
            return {(competency_id, done): Step(competency_id, done, done=True)}
        return found

    def _cheapest(self, children: Sequence[int], needed: int) -> Steps | None:
        ways = sorted((way for each in children if (way := self._ticked(each)) is not None), key=_cost)
        if len(ways) < needed or needed < 1:
            return None
        return {key: step for way in ways[:needed] for key, step in way.items()}

    def _points(self, criterion: Criterion) -> Steps | None:
        """The required ones, and the cheapest of the others that bring the points up to the total."""
        chosen: Steps = {}
        counted = 0
        rest: list[tuple[Item, Steps]] = []
        for item in criterion.items:
            way = self._ticked(item.competency_id)
            if item.required and way is None:
                return None
            if item.required and way is not None:
                chosen |= way
                counted += item.points
            elif way is not None:
                rest.append((item, way))
        best = fewest(rest, (criterion.count or 1) - counted)
        return None if best is None else chosen | {key: step for way in best for key, step in way.items()}

    def _other(self, criterion: Criterion) -> Steps | None:
        other = criterion.subject_id
        if other is None or other not in self.scales:
            return None
        wanted = self.scales[other].value(criterion.value_id) or self.scales[other].lowest_proficient
        return self.steps(other, wanted.position)


def _cost(steps: Steps) -> int:
    return sum(step.left for step in steps.values() if not step.done)


def fewest(choices: Sequence[tuple[Item, Steps]], total: int) -> list[Steps] | None:
    """The choices with the fewest steps whose points reach the total; None where all together do not."""
    if total <= 0:
        return []
    best: dict[int, tuple[int, list[Steps]]] = {0: (0, [])}
    for item, way in choices:
        for points, (cost, ways) in sorted(best.items(), reverse=True):
            reached, dearer = min(points + item.points, total), cost + _cost(way)
            if reached > points and (reached not in best or best[reached][0] > dearer):
                best[reached] = (dearer, [*ways, way])
    return best[total][1] if total in best else None
