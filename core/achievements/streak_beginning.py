"""Streaks that begin: with no result before, these results alone say how far a person is with a skill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from core.achievements.queries import Pair
from core.achievements.rules import STREAK_LENGTH
from core.achievements.streak_computing import COLUMNS, Counted
from core.achievements.streak_models import StreakState
from core.achievements.streak_states import State
from core.db import WorkspaceSession, insert_rows
from core.prepared import ids_of, run


class CountedResult(NamedTuple):
    """A result as one skill sees it."""

    person_id: int
    competency_id: int
    activity_id: int
    passed: bool
    happened_at: datetime
    arrived_at: datetime
    result_id: int


def counted_among(session: WorkspaceSession, result_ids: Sequence[int]) -> list[CountedResult]:
    """What these results count for, in the order in which they are looked at (acquisition/order)."""
    return [CountedResult(*row) for row in run(session, _counted(), results=result_ids).all()]


@cache
def _counted() -> sa.Select[Any]:
    rows = Counted()
    result = rows.result.c
    return (
        sa.select(
            result.person_id,
            rows.link.c.competency_id,
            result.activity_id,
            rows.passed,
            result.happened_at,
            result.arrived_at,
            result.id,
        )
        .select_from(rows.tables)
        .where(rows.condition, result.id.in_(ids_of("results")))
        .order_by(result.happened_at, result.arrived_at, result.id)
    )


def begun_by(results: Iterable[CountedResult]) -> dict[Pair, State]:
    """The states after these results, given in order, of pairs that had none before (acquisition/streak, once)."""
    beginnings: dict[Pair, _Beginning] = {}
    for each in results:
        pair = each[:2]
        if (found := beginnings.get(pair)) is None:
            found = beginnings[pair] = _Beginning()
        found.look_at(each)
    return {pair: each.state() for pair, each in beginnings.items()}


class _Beginning:
    """A streak as it grows."""

    __slots__ = ("first_done", "last", "last_done", "length", "passed", "tried")

    def __init__(self) -> None:
        self.length = 0
        self.tried: set[int] = set()
        self.passed: set[int] = set()
        self.last: CountedResult
        self.first_done: tuple[int, datetime] | None = None
        self.last_done: tuple[int, datetime] | None = None

    def look_at(self, result: CountedResult) -> None:
        """Of each activity only the first result and the first passed one move the streak."""
        activity_id, passed = result.activity_id, bool(result.passed)
        if activity_id in self.tried and not (passed and activity_id not in self.passed):
            return
        self.tried.add(activity_id)
        self.last = result
        if not passed:
            self.length = 0
            return
        self.passed.add(activity_id)
        self.length += 1
        if self.length >= STREAK_LENGTH:
            self.last_done = (result.result_id, result.happened_at)
            self.first_done = self.first_done or self.last_done

    def state(self) -> State:
        """What is stored of it."""
        last = self.last
        return State(self.length, (last.happened_at, last.arrived_at, last.result_id), self.first_done, self.last_done)


def keep_begun(session: WorkspaceSession, begun: Mapping[Pair, State]) -> None:
    """Store the states of pairs that have none stored."""
    insert_rows(session, StreakState, [row_of(pair, state) for pair, state in begun.items()])


def row_of(pair: Pair, state: State) -> dict[str, Any]:
    """A state as its row, in the order of `COLUMNS`."""
    first, last = state.first_done or (None, None), state.last_done or (None, None)
    happened, arrived, result_id = state.last
    values = (*pair, state.length, result_id, happened, arrived, *first, *last)
    return dict(zip(COLUMNS, values, strict=True))
