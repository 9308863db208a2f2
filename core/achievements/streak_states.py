"""The stored streaks: reading them, and computing them anew from all results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from core.achievements.queries import Pair, chunks, sides
from core.achievements.streak_computing import COLUMNS, Counted, computed_states
from core.achievements.streak_models import StreakState
from core.db import BigId, WorkspaceSession
from core.prepared import OURS, ids_of, run

Order = tuple[datetime, datetime, int]
"""When a result happened, when it arrived, and its id: the order in which results are looked at."""

STATE = cast(sa.Table, StreakState.__table__)


@dataclass(frozen=True)
class State:
    """A streak: how many are passed in a row, after which result, and when it was ever complete.

    `first_done` is the result that completed it for the first time, `last_done` the latest one that left it complete,
    each an id and a time (UTC).
    """

    length: int
    last: Order
    first_done: tuple[int, datetime] | None = None
    last_done: tuple[int, datetime] | None = None


def states_of(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, State]:
    """The state of each pair that has a counted result: every result keeps it up to date (see `streak_following`)."""
    return _read(session, set(pairs), _stored)


def computed_anew(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, State]:
    """The plain computation from all results, whatever is stored; a few queries however many pairs."""
    return _read(session, set(pairs), computed_states)


def recompute_states(session: WorkspaceSession, pairs: Iterable[Pair]) -> set[Pair]:
    """Store anew what all results of these pairs say; those whose streak was ever complete.

    Repeatable; the people are held by the caller.
    """
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    values = {} if skills is None else {"skills": skills}
    complete: set[Pair] = set()
    for part in chunks(people):
        run(session, _forgetting(of_skills=skills is not None), people=part, **values)
        stored = run(session, _storing(of_skills=skills is not None), people=part, **values)
        complete |= {(row[0], row[1]) for row in stored if row[2] is not None}
    return complete & wanted


FOLLOWED = "achievements.followed"
"""Under this name a session remembers what results did, from following them to rating by them and telling of it."""


@dataclass(frozen=True)
class Followed:
    """Whose streaks results count for, and which of these they may have completed, or lengthened when complete."""

    touched: set[Pair]
    completed: set[Pair]


def note_followed(session: WorkspaceSession, result_ids: tuple[int, ...], followed: Followed) -> None:
    """Remember for the rest of the transaction what these results did."""
    session.info.setdefault(FOLLOWED, {})[result_ids] = followed


def followed_by(session: WorkspaceSession, result_ids: tuple[int, ...]) -> Followed:
    """What these results did: as noted, else all that they count for may be completed by them."""
    noted: dict[tuple[int, ...], Followed] = session.info.get(FOLLOWED, {})
    if result_ids in noted:
        return noted[result_ids]
    touched = {pair for part in chunks(result_ids) for pair in touched_pairs(session, part)}
    return Followed(touched, touched)


def stored_for(session: WorkspaceSession, people: Sequence[int]) -> dict[Pair, State]:
    """All states kept for these people (at most 900)."""
    return {(row[0], row[1]): _state(row) for row in run(session, _stored(of_skills=False), people=people)}


def computed_for(session: WorkspaceSession, people: Sequence[int]) -> dict[Pair, State]:
    """All states of these people (at most 900), computed from their results."""
    return {(row[0], row[1]): _state(row) for row in run(session, computed_states(of_skills=False), people=people)}


def recompute_for(session: WorkspaceSession, people: Sequence[int]) -> None:
    """Store anew all states of these people (at most 900)."""
    run(session, _forgetting(of_skills=False), people=people)
    run(session, _storing(of_skills=False), people=people)


def touched_pairs(session: WorkspaceSession, result_ids: Sequence[int], *, voided: bool = False) -> set[Pair]:
    """Whose streak in what these results (at most 900) count for; with `voided` those taken back, too."""
    return {(row[0], row[1]) for row in run(session, _touched(voided=voided), results=result_ids).all()}


def passed_activities(session: WorkspaceSession, pairs: Iterable[Pair]) -> dict[Pair, set[int]]:
    """The activities that each pair passed: none of them can be passed for that skill again (acquisition/once)."""
    wanted = set(pairs)
    people, skills = sides(wanted, None, None)
    values = {} if skills is None else {"skills": skills}
    found: dict[Pair, set[int]] = {}
    for part in chunks(people):
        rows = run(session, _passed(of_skills=skills is not None), people=part, **values)
        for person_id, competency_id, activity_id in rows:
            if (person_id, competency_id) in wanted:
                found.setdefault((person_id, competency_id), set()).add(activity_id)
    return found


@cache
def _passed(*, of_skills: bool) -> sa.Select[Any]:
    rows = Counted()
    query = (
        sa.select(rows.result.c.person_id, rows.link.c.competency_id, rows.result.c.activity_id)
        .select_from(rows.tables)
        .where(rows.condition, rows.passed, rows.result.c.person_id.in_(ids_of("people")))
        .distinct()
    )
    return query.where(rows.link.c.competency_id.in_(ids_of("skills"))) if of_skills else query


def _read(session: WorkspaceSession, wanted: set[Pair], statement: Any) -> dict[Pair, State]:
    people, skills = sides(wanted, None, None)
    values = {} if skills is None else {"skills": skills}
    found: dict[Pair, State] = {}
    for part in chunks(people):
        rows = run(session, statement(of_skills=skills is not None), people=part, **values)
        found |= {pair: _state(row) for row in rows if (pair := (row[0], row[1])) in wanted}
    return found


@cache
def _stored(*, of_skills: bool) -> sa.Select[Any]:
    return sa.select(*(STATE.c[name] for name in COLUMNS)).where(*_of(of_skills=of_skills))


@cache
def _forgetting(*, of_skills: bool) -> sa.Delete:
    return sa.delete(STATE).where(*_of(of_skills=of_skills))


@cache
def _storing(*, of_skills: bool) -> Any:
    selected = computed_states(of_skills=of_skills).add_columns(sa.cast(OURS, BigId))
    storing = sa.insert(STATE).from_select([*COLUMNS, "workspace_id"], selected)
    return storing.returning(STATE.c.person_id, STATE.c.competency_id, STATE.c.first_done_id)


def _of(*, of_skills: bool) -> Iterator[sa.ColumnElement[bool]]:
    yield STATE.c.workspace_id == OURS
    yield STATE.c.person_id.in_(ids_of("people"))
    if of_skills:
        yield STATE.c.competency_id.in_(ids_of("skills"))


@cache
def _touched(*, voided: bool) -> sa.Select[Any]:
    rows = Counted()
    return (
        sa.select(rows.result.c.person_id, rows.link.c.competency_id)
        .select_from(rows.tables)
        .where(rows.also_voided if voided else rows.condition, rows.result.c.id.in_(ids_of("results")))
        .distinct()
    )


def _state(row: Any) -> State:
    length, last_id, last_at, arrived, first_id, first_at, done_id, done_at = row[2:]
    first = None if first_id is None else (first_id, first_at)
    return State(length, (last_at, arrived, last_id), first, None if done_id is None else (done_id, done_at))
