"""What a change of rules would do, by the same evaluator, without doing it (paths/preview)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from core.achievements.earned import Earned
from core.achievements.paths.earning import earnings
from core.achievements.paths.kinds import AchievementPath, PathOutcome, RuleSet
from core.achievements.paths.setting import checked, proposed
from core.achievements.policies import Policy
from core.achievements.queries import Pair, chunks
from core.achievements.rating_rows import standing_rows
from core.achievements.ratings import Applying, by_pairs, decide
from core.achievements.rules import HUMAN_CAUSES
from core.db import WorkspaceSession
from core.frameworks import ScaleView
from core.people import Actor
from core.people.models import PersonState

MOST_NAMED = 5


@dataclass
class Preview:
    """Who would gain a higher value, who would no longer reach theirs (they keep it), who is unaffected: counts of
    active people, and the first ids of each."""

    gains: int = 0
    falls: int = 0
    unaffected: int = 0
    gaining: list[int] = field(default_factory=list)
    falling: list[int] = field(default_factory=list)

    def note_gain(self, person_id: int) -> None:
        """One more gains."""
        self.gains += 1
        if len(self.gaining) < MOST_NAMED:
            self.gaining.append(person_id)

    def note_fall(self, person_id: int) -> None:
        """One more would fall."""
        self.falls += 1
        if len(self.falling) < MOST_NAMED:
            self.falling.append(person_id)


def preview_rules(
    session: WorkspaceSession,
    actor: Actor,
    competency_id: int,
    paths: Sequence[AchievementPath] | None,
    *,
    policy: Policy | None = None,
) -> Preview:
    """What these rules (None: the defaults) would do to everybody; nothing changes. Refused as `set_rules` would be."""
    before = checked(session, actor, competency_id, paths)
    return preview(session, proposed(before, paths, policy))


def preview(session: WorkspaceSession, rule: RuleSet, among: Collection[int] | None = None) -> Preview:
    """What a rule set would do to everybody: for changes of links, too, whose paths stand in it.

    With `among` only these people are looked at, where all others are known to be unaffected.
    """
    found, active = Preview(), _active(session)
    concerned = active if among is None else [each for each in active if each in among]
    found.unaffected = len(active) - len(concerned)
    for part in chunks(concerned):
        pairs = {(person, rule.competency_id) for person in part}
        earned = earnings(session, pairs, {rule.competency_id: rule})
        standing = standing_rows(session, pairs)
        how = Applying(earned.rules, earned.scales)
        events = list(earned.with_outcome(PathOutcome.COMPLETE))
        _count(found, part, rule.competency_id, events, standing, how)
    return found


def _count(
    found: Preview,
    people: Sequence[int],
    competency_id: int,
    events: Sequence[Earned],
    standing: Mapping[Pair, Mapping[str, Any]],
    how: Applying,
) -> None:
    by_pair = by_pairs(events)
    decided = {event.pair: event for event, sets in decide(by_pair, standing, how) if sets}
    scale = how.scales[competency_id]
    for person_id in people:
        pair = (person_id, competency_id)
        now = _position(standing.get(pair), scale)
        then = decided[pair].position if pair in decided else now
        if then > now:
            found.note_gain(person_id)
        elif then < now or _loses_ground(standing.get(pair), now, by_pair.get(pair, ())):
            found.note_fall(person_id)
        else:
            found.unaffected += 1


def _position(row: Mapping[str, Any] | None, scale: ScaleView) -> int:
    value = scale.value(row["scale_value_id"]) if row is not None else None
    return value.position if value is not None else -1


def _loses_ground(row: Mapping[str, Any] | None, position: int, events: Sequence[Earned]) -> bool:
    """Whether an automatic rating would rest on nothing any more."""
    if row is None or position < 0 or row["cause"] in HUMAN_CAUSES:
        return False
    return not any(each.position >= position for each in events)


def active_people(session: WorkspaceSession) -> int:
    """How many people a preview looks at."""
    return len(_active(session))


def _active(session: WorkspaceSession) -> list[int]:
    query = select(PersonState.person_id).where(PersonState.in_force(session.now), PersonState.active)
    return list(session.scalars(query.order_by(PersonState.person_id)))
