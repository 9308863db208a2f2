"""What is above a competency that is rated by hand, read together with its own: the cascade then asks no more.

It holds as long as nothing but that rating is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.achievements.earned import Earned
from core.achievements.events import RatingGiven, RatingsChanged, SkillAcquired
from core.achievements.paths.dependents import Upward, upward_from
from core.achievements.paths.kinds import ROLLS_UP, RuleSet
from core.achievements.paths.rolling_up import Rated, looked_at
from core.achievements.paths.stored import rules_of
from core.achievements.queries import Pair
from core.achievements.rating_rows import Row, rated_by, standing_rows, takes_effect
from core.db import WorkspaceSession

AHEAD = "achievements.ahead"


@dataclass(frozen=True)
class Way:
    """A competency and what is above it, with the rules of all of them."""

    competency_id: int
    above: Upward
    rules: Mapping[int, RuleSet]

    @property
    def rules_above(self) -> dict[int, RuleSet]:
        """The rules of what is above alone."""
        return {each: rule for each, rule in self.rules.items() if each in self.above.below}

    @property
    def looked_at(self) -> set[int]:
        """What the rules above look at."""
        every = [(rule, each) for rule in self.rules_above.values() for each in rule.of_kind(*ROLLS_UP)]
        return {competency_id for rule, each in every for competency_id in looked_at(rule, each)}


@dataclass(frozen=True)
class Known:
    """The way up from a person's new rating, and how they stand on it: their rows there, and the ratings in force.

    `facts` were recorded before it.
    """

    way: Way
    person_id: int
    standing: dict[Pair, Row]
    rated: dict[int, dict[int, Rated]]
    facts: int


def way_from(session: WorkspaceSession, competency_id: int) -> Way:
    """What is above a competency, with the rules of all; two queries. A competency that is not there has no rules."""
    above = upward_from(session, {competency_id})
    return Way(competency_id, above, rules_of(session, {competency_id, *above.order}))


def standing_on(session: WorkspaceSession, person_id: int, way: Way) -> dict[Pair, Row]:
    """The person's open ratings in the competency and in all that is asked for above it; one query."""
    wanted = {way.competency_id, *way.above.order, *way.looked_at}
    return standing_rows(session, {(person_id, each) for each in wanted})


def remember(session: WorkspaceSession, way: Way, standing: Mapping[Pair, Row], event: Earned) -> None:
    """Keep what was read for the cascade of this event, which is setting the rating."""
    if way.competency_id in way.above.below:
        return
    mine = rated_by(standing).get(event.person_id, {})
    mine.pop(event.competency_id, None)
    if event.value is not None:
        since = takes_effect(event, standing.get(event.pair))
        mine[event.competency_id] = Rated(event.value.position, event.value.proficient, since)
    others = {pair: row for pair, row in standing.items() if pair != event.pair}
    session.info[AHEAD] = Known(way, event.person_id, others, {event.person_id: mine}, len(session.facts))


def recall(session: WorkspaceSession, fact: RatingsChanged) -> Known | None:
    """What is known of the way up from this fact; None where anything else was recorded since it was read."""
    known: Known | None = session.info.pop(AHEAD, None)
    if known is None or fact.undone_since is not None:
        return None
    since = [each for _, each in session.facts[known.facts :]]
    alone = all(each is fact or isinstance(each, RatingGiven | SkillAcquired) for each in since)
    same = (fact.person_ids, fact.competency_ids) == ((known.person_id,), (known.way.competency_id,))
    return known if alone and same else None
