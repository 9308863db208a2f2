"""The cascade: a changed rating travels upward, to parents and whatever has criteria on it (paths/cascade)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from core.achievements.acquiring import acquire
from core.achievements.ahead import Known, recall
from core.achievements.earned import Earned
from core.achievements.evaluating import keep_rules_met
from core.achievements.events import RatingsChanged
from core.achievements.paths.dependents import Upward, upward_from
from core.achievements.paths.earning import Earnings, Ground, earnings_on, ground_for
from core.achievements.paths.kinds import PathOutcome
from core.achievements.paths.rolling_up import Rated
from core.achievements.paths.sources import standing_ratings
from core.achievements.queries import Pair
from core.achievements.rating_rows import Row, rated_by, replace_ratings, standing_rows, takes_effect
from core.achievements.ratings import Applying, Decided, by_pairs, decide_all, ratings_changed, record_all
from core.achievements.taking_back import take_back_unmet
from core.db import WorkspaceSession
from core.people import Actor


def roll_up(session: WorkspaceSession, _actor: Actor, fact: RatingsChanged) -> None:
    """Re-evaluate everything above what changed, at once, each competency once for each person (paths/cascade).

    What an undone rating had led to above, and nothing else supports, is taken back with it.
    """
    if fact.rolled_up:
        return
    touched: dict[int, set[int]] = {}
    for person_id, competency_id in zip(fact.person_ids, fact.competency_ids, strict=True):
        touched.setdefault(competency_id, set()).add(person_id)
    known = recall(session, fact)
    above = upward_from(session, touched) if known is None else known.way.above
    if above.order:
        pairs = {(person, each) for person in set(fact.person_ids) for each in above.order}
        climb = _Climb.begun(session, pairs) if known is None else _Climb.going_on(session, pairs, known)
        _travel(session, touched, above, fact, climb)


def _travel(
    session: WorkspaceSession, touched: dict[int, set[int]], above: Upward, fact: RatingsChanged, climb: _Climb
) -> None:
    """Go upward competency by competency: all was read once before, and is written once after."""
    for competency_id in above.order:
        concerned = {person for each in above.below[competency_id] for person in touched.get(each, ())}
        changed = climb.evaluate(competency_id, concerned)
        if fact.undone_since is not None:
            climb.write()
            pairs = {(person, competency_id) for person in concerned}
            changed |= climb.taken_back(competency_id, take_back_unmet(session, pairs, fact.undone_since))
        touched.setdefault(competency_id, set()).update(changed)
    keep_rules_met(session, climb.met)
    climb.write()


@dataclass
class _Climb:
    """What is known on the way up: the ratings as they were, as they are by now, and what is to be written."""

    session: WorkspaceSession
    ground: Ground
    standing: dict[Pair, Row]
    rated: dict[int, dict[int, Rated]]
    decided: list[Decided] = field(default_factory=list)
    met: list[Earnings] = field(default_factory=list)

    @classmethod
    def begun(cls, session: WorkspaceSession, pairs: set[Pair]) -> _Climb:
        """All that is needed for these people and competencies, a few queries however many they are."""
        ground = ground_for(session, pairs)
        people = {person for person, _ in pairs}
        standing = standing_rows(session, pairs | {(each, below) for each in people for below in ground.looked_at})
        return cls(session, ground, standing, rated_by(standing))

    @classmethod
    def going_on(cls, session: WorkspaceSession, pairs: set[Pair], known: Known) -> _Climb:
        """The same, where most of it was read with what was changed."""
        return cls(session, ground_for(session, pairs, known.way.rules_above), known.standing, known.rated)

    def evaluate(self, competency_id: int, people: Iterable[int]) -> set[int]:
        """Rate these people in a competency by what is below; whose rating changed."""
        found = earnings_on(self.session, {(each, competency_id) for each in people}, self.ground, self.rated)
        events = by_pairs(found.with_outcome(PathOutcome.COMPLETE))
        decided = decide_all(events, self.standing, self._how)
        for event in decided.changing:
            self._rate(event)
        self.decided.append(decided)
        self.met.append(found)
        return {each.person_id for each in decided.changing}

    def taken_back(self, competency_id: int, people: set[int]) -> set[int]:
        """Note that ratings of these people were taken back; the people."""
        now = standing_ratings(self.session, sorted(people), [competency_id])
        for each in people:
            self.rated.get(each, {}).pop(competency_id, None)
            self.rated.setdefault(each, {}).update(now.get(each, {}))
        return people

    def write(self) -> None:
        """Write what was decided up to here, and record it: what changed by cause, what was acquired by cause."""
        changing = [each for some in self.decided for each in some.changing]
        proficient = [each for some in self.decided for each in some.proficient]
        self.decided.clear()
        rows = replace_ratings(self.session, changing, self.standing)
        acquired = acquire(self.session, proficient, shown=False, ratings=rows)
        for _, some in groupby(sorted(changing, key=_cause), key=_cause):
            record_all(self.session, ratings_changed(list(some), self.standing, rolled_up=True))
        record_all(self.session, acquired)

    @property
    def _how(self) -> Applying:
        return Applying(self.ground.rules, self.ground.scales)

    def _rate(self, event: Earned) -> None:
        mine = self.rated.setdefault(event.person_id, {})
        mine.pop(event.competency_id, None)
        if event.value is not None:
            since = takes_effect(event, self.standing.get(event.pair))
            mine[event.competency_id] = Rated(event.value.position, event.value.proficient, since)


def _cause(event: Earned) -> str:
    return event.cause
