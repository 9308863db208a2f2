"""A target on a group of 10,000: the dry run, applied to all, changed, one who joins, removed; on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.db import BigId, Instant, WorkspaceSession, insert_from
from core.people import Actor, add_group, give_role, put_into_group, take_out_of_group
from core.people.models import Membership, Person
from core.targets import plan_group_targets, remove_group_targets, set_group_targets
from tests.bench.crowd import Crowd, build_crowd
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, milliseconds_of, percentile, seconds_of

ONE_OF = 10
PLAN_GOAL, APPLY_GOAL, MOVE_GOAL, REMOVE_GOAL, JOIN_GOAL = 2.0, 5.0, 5.0, 5.0, 50.0
TIMES = 9


def targeting(ground: Ground) -> Iterator[Line]:
    """A tenth of the crowd's people in one group."""
    people = ground.size.people // ONE_OF
    size = replace(ground.size, people=people, skills=40, certificates=4, held_each=1)
    for kind in KINDS:
        crowd = build_crowd(ground.engine(kind, ground.folder()), kind, size)
        yield from _figures(crowd)


def _figures(crowd: Crowd) -> Iterator[Line]:
    admin, group_id = _admin(crowd), _group(crowd)
    skill, wanted = crowd.first_skill + 20, {crowd.first_skill + 20: None}
    later = crowd.engine.clock().date() + timedelta(days=90)
    people = f"{crowd.size.people:,} people"
    with crowd.engine.reading(crowd.workspace_id) as session:
        seconds = seconds_of(lambda: plan_group_targets(session, admin, group_id, wanted))
    yield Line(f"a target on a group of {people}: dry run, {crowd.database}", seconds, "s", PLAN_GOAL)
    told = "each is told, with the trail and the evidence"
    seconds = _writing(crowd, lambda session: set_group_targets(session, admin, group_id, wanted))
    yield Line(f"a target on a group of {people}: applied, {crowd.database}", seconds, "s", APPLY_GOAL, told)
    seconds = _writing(crowd, lambda session: set_group_targets(session, admin, group_id, wanted, later))
    yield Line(f"a target on a group of {people}: another day, {crowd.database}", seconds, "s", MOVE_GOAL, told)
    yield _joining(crowd, group_id)
    seconds = _writing(crowd, lambda session: remove_group_targets(session, admin, group_id, [skill]))
    yield Line(f"a target on a group of {people}: removed, {crowd.database}", seconds, "s", REMOVE_GOAL)


def _joining(crowd: Crowd, group_id: int) -> Line:
    """One person leaves and comes back, again and again."""
    operator, person = Actor.operator(crowd.workspace_id), [crowd.first_person]

    def moved() -> None:
        _writing(crowd, lambda session: take_out_of_group(session, operator, group_id, person))
        _writing(crowd, lambda session: put_into_group(session, operator, group_id, person))

    moved()
    found = percentile([milliseconds_of(moved) / 2 for _ in range(TIMES)], 0.5)
    return Line(f"one joins or leaves a group with a target, {crowd.database}", found, "ms", JOIN_GOAL)


def _writing(crowd: Crowd, work: Callable[[WorkspaceSession], object]) -> float:
    """How long a change takes with all that follows from it, until it is committed."""

    def done() -> None:
        with crowd.engine.transaction(crowd.workspace_id) as session:
            work(session)

    return seconds_of(done)


def _admin(crowd: Crowd) -> Actor:
    """Somebody in person, for what the operator does nobody is told."""
    with crowd.engine.transaction(crowd.workspace_id) as session:
        give_role(session, Actor.operator(crowd.workspace_id), crowd.first_person, "admin")
    return Actor(crowd.workspace_id, crowd.first_person)


def _group(crowd: Crowd) -> int:
    """Everybody in one team."""
    with crowd.engine.transaction(crowd.workspace_id) as session:
        group_id = add_group(session, Actor.operator(crowd.workspace_id), "team", "Everybody")
        now = sa.literal(session.now, Instant())
        columns = ("group_id", "person_id", "lead", "effective_from", "recorded_at")
        selected: list[Any] = [sa.literal(group_id, BigId), Person.id, sa.literal(False), now, now]
        query = sa.select(*selected)
        insert_from(session, Membership, columns, query.where(Person.workspace_id == crowd.workspace_id))
    return group_id
