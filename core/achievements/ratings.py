"""Setting ratings: events change them as the policy allows, set-based; history is kept (rating/history)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.acquiring import acquire
from core.achievements.earned import Earned
from core.achievements.events import RatingsChanged
from core.achievements.paths.kinds import RuleSet
from core.achievements.policies import Current, changes, deciding
from core.achievements.queries import Pair, chunks
from core.achievements.rating_rows import Row, replace_ratings, standing_rows
from core.achievements.rules import HUMAN_CAUSES, Path
from core.audit import record
from core.db import WorkspaceSession
from core.events import Change, Fact
from core.frameworks import ScaleView
from core.people import Actor, Person
from core.prepared import OURS, ids_of, run

RULE_CHANGED = "rule changed"
"""The cause of ratings that a change of rules led to (paths/re-evaluate)."""

CORRECTED = Path.QUALIFICATION
"""What can be corrected to a lower value: then the rating it gave follows."""


@dataclass(frozen=True)
class Applying:
    """How events are applied: by which rules and scales; who is told elsewhere (`shown`, as in `SkillAcquired`).

    `corrected` are qualifications that were corrected, so that the rating they gave may fall; `because` is the cause to
    note instead of the events' own.
    """

    rules: Mapping[int, RuleSet]
    scales: Mapping[int, ScaleView]
    shown: bool = False
    corrected: Collection[int] = frozenset()
    because: str | None = None


@dataclass(frozen=True)
class Decided:
    """What events come to: those that set ratings, and those that make their person proficient."""

    changing: tuple[Earned, ...] = ()
    proficient: tuple[Earned, ...] = ()


def hold_people(session: WorkspaceSession, person_ids: Iterable[int]) -> None:
    """Let evaluations of the same people take turns, so that two results at once see each other.

    On SQLite there is one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    for part in chunks(sorted(set(person_ids))):
        run(session, _held(), people=part).all()


@cache
def _held() -> sa.Select[int]:
    columns = cast(sa.Table, Person.__table__).c
    query = select(columns.id).where(columns.workspace_id == OURS, columns.id.in_(ids_of("people")))
    return query.order_by(columns.id).with_for_update(key_share=True)


def apply_earned(session: WorkspaceSession, earned: Iterable[Earned], how: Applying) -> tuple[Earned, ...]:
    """Set the ratings that these events change, note first acquisitions, and record both; repeatable.

    Any number of events for each person and competency: the policy decides among them. Those that set a rating.
    """
    by_pair = by_pairs(earned)
    standing = standing_rows(session, by_pair)
    decided = decide_all(by_pair, standing, how)
    rows = replace_ratings(session, decided.changing, standing, because=how.because)
    acquired = acquire(session, decided.proficient, shown=how.shown, ratings=rows)
    record_all(session, [*ratings_changed(decided.changing, standing, because=how.because), *acquired])
    return decided.changing


def by_pairs(earned: Iterable[Earned]) -> dict[Pair, list[Earned]]:
    """Events by whose they are, and of what."""
    found: dict[Pair, list[Earned]] = {}
    for each in earned:
        found.setdefault(each.pair, []).append(each)
    return found


def decide_all(
    by_pair: Mapping[Pair, Sequence[Earned]], standing: Mapping[Pair, Row], how: Applying
) -> Decided:
    """What these events come to beside the ratings that stand; nothing is written."""
    decided = decide(by_pair, standing, how)
    return Decided(
        tuple(event for event, sets in decided if sets),
        tuple(event for event, sets in decided if event.proficient and (sets or _reaches(standing, event, how))),
    )


def record_all(session: WorkspaceSession, facts: Iterable[Fact]) -> None:
    """Record facts that the engine found out."""
    for fact in facts:
        record(session, Actor.engine(session.workspace_id), fact)


def decide(
    by_pair: Mapping[Pair, Sequence[Earned]], standing: Mapping[Pair, Row], how: Applying
) -> list[tuple[Earned, bool]]:
    """For each pair the event that decides, and whether it sets the rating (rating/policy)."""
    found = []
    for pair, events in by_pair.items():
        policy, row = how.rules[pair[1]].policy, standing.get(pair)
        current = None if row is None else _current(row, how)
        trusted = [each for each in events if not _kept_beside(row, each)]
        event = deciding(policy, current, trusted)
        if event is not None:
            found.append((event, changes(policy, current, event)))
    return found


def _current(row: Row, how: Applying) -> Current:
    """The standing rating as a policy sees it; one whose qualification was corrected counts as empty."""
    competency_id = row["competency_id"]
    value = how.scales[competency_id].value(row["scale_value_id"])
    position = value.position if value else None
    human = row["cause"] in HUMAN_CAUSES
    if came_from(row, CORRECTED) and row["source_id"] in how.corrected:
        position = None
    return Current(position, row["effective_from"], human, _order(row, how.rules[competency_id]))


def came_from(row: Row, kind: str) -> bool:
    """Whether a criterion of this kind completed the path that a rating came from."""
    return _kinds(row)[0] == kind


def _order(row: Row, rule: RuleSet) -> int | None:
    for order, path in enumerate(rule.paths):
        same_stored = path.id is not None and path.id == row["path_id"]
        same_kinds = path.id is None and row["path_id"] is None and sorted(path.kinds) == sorted(_kinds(row))
        if same_stored or same_kinds:
            return order
    return None


def _kinds(row: Row) -> list[str]:
    return str(row["path"] or row["cause"]).split("+")


def _kept_beside(row: Row | None, event: Earned) -> bool:
    """A self rating never replaces what somebody else gave (rating/trust)."""
    if row is None or not event.self_declared:
        return False
    return row["cause"] in HUMAN_CAUSES and row["rated_by_id"] != event.person_id


def _reaches(standing: Mapping[Pair, Row], event: Earned, how: Applying) -> bool:
    """Whether the rating in force is at least what the event gives, so that it makes the person proficient too."""
    row = standing.get(event.pair)
    value = how.scales[event.competency_id].value(row["scale_value_id"]) if row is not None else None
    return value is not None and value.position >= event.position


def ratings_changed(
    changing: Sequence[Earned],
    standing: Mapping[Pair, Row],
    *,
    because: str | None = None,
    rolled_up: bool = False,
) -> list[RatingsChanged]:
    """The fact that these events set ratings, none where there are none."""
    if not changing:
        return []
    changes_of_each = tuple(
        Change(
            "rating",
            each.competency_id,
            standing[each.pair]["scale_value_id"] if each.pair in standing else None,
            each.value_id,
            person_id=each.person_id,
        )
        for each in changing
    )
    fact = RatingsChanged(
        person_ids=tuple(each.person_id for each in changing),
        competency_ids=tuple(each.competency_id for each in changing),
        cause=because or changing[0].cause,
        rolled_up=rolled_up,
        changes=changes_of_each,
    )
    return [fact]
