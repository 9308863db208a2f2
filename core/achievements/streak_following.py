"""Following the streaks: each result moves its person's streak on, without reading all that came before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.achievements.queries import Pair, chunks
from core.achievements.ratings import hold_people
from core.achievements.rules import STREAK_LENGTH
from core.achievements.service import evaluate_streaks
from core.achievements.streak_beginning import begun_by, counted_among, keep_begun, row_of
from core.achievements.streak_computing import COLUMNS, PAIR, Counted
from core.achievements.streak_states import (
    STATE,
    Followed,
    Order,
    State,
    note_followed,
    recompute_states,
    states_of,
    touched_pairs,
)
from core.activities import (
    Result,
    ResultsChanged,
    ResultsRecorded,
    SkillLink,
    SkillsLinked,
    SkillsUnlinked,
    linked_results,
)
from core.db import WorkspaceSession
from core.people import Actor
from core.prepared import OURS, ids_of, run


@dataclass(frozen=True)
class Fresh:
    """A new result as one skill sees it: `looked_at` unless it repeats what was passed or failed before."""

    pair: Pair
    order: Order
    passed: bool
    looked_at: bool


def follow_results(session: WorkspaceSession, _actor: Actor, fact: ResultsRecorded) -> None:
    """Move on the streaks that these results count for. Repeatable."""
    hold_people(session, fact.person_ids)
    several = [_follow(session, part) for part in chunks(fact.result_ids)]
    touched = {pair for each in several for pair in each.touched}
    completed = {pair for each in several for pair in each.completed}
    note_followed(session, fact.result_ids, Followed(touched, completed))


def _follow(session: WorkspaceSession, result_ids: Sequence[int]) -> Followed:
    """Begin the streaks of results, move them on, or recompute them where a late result hits them."""
    counted = counted_among(session, result_ids)
    pairs: set[Pair] = {each[:2] for each in counted}
    states = states_of(session, pairs)
    begun = begun_by(each for each in counted if each[:2] not in states)
    keep_begun(session, begun)
    moved, late = moved_on(_fresh(session, result_ids) if states else (), states)
    _store(session, moved)
    done = {pair for pair, state in moved.items() if state.last_done != states[pair].last_done}
    done |= {pair for pair, state in begun.items() if state.first_done is not None}
    return Followed(pairs, done | recompute_states(session, late))


def follow_changed_results(session: WorkspaceSession, _actor: Actor, fact: ResultsChanged) -> None:
    """Recompute the streaks of results that were corrected or taken back; nothing acquired is lost by it."""
    hold_people(session, fact.person_ids)
    pairs = {pair for part in chunks(fact.result_ids) for pair in touched_pairs(session, part, voided=True)}
    recompute_states(session, pairs)


def rate_from_changed_results(session: WorkspaceSession, _actor: Actor, fact: ResultsChanged) -> None:
    """Rate who completes a streak by results as they are now. Repeatable; what was acquired stays."""
    pairs = {pair for part in chunks(fact.result_ids) for pair in touched_pairs(session, part, voided=True)}
    evaluate_streaks(session, pairs, shown=False)


def follow_links(session: WorkspaceSession, _actor: Actor, fact: SkillsLinked) -> None:
    """Recompute the streaks into which a link dated back brings results; a link from now on has none yet."""
    for part in chunks(fact.link_ids):
        query = linked_results(session.workspace_id).where(SkillLink.id.in_(part))
        rows = session.execute(query.with_only_columns(Result.person_id, SkillLink.competency_id).distinct())
        _recompute_held(session, [(row[0], row[1]) for row in rows])


def follow_unlinks(session: WorkspaceSession, _actor: Actor, fact: SkillsUnlinked) -> None:
    """Recompute what counted at the very moment of the unlinking; what came before keeps counting."""
    for activity_id, competency_id in zip(fact.activity_ids, fact.competency_ids, strict=True):
        query = select(Result.person_id).where(Result.activity_id == activity_id, Result.happened_at >= session.now)
        _recompute_held(session, [(person_id, competency_id) for person_id in session.scalars(query)])


def _recompute_held(session: WorkspaceSession, pairs: Sequence[Pair]) -> None:
    if pairs:
        hold_people(session, {person for person, _ in pairs})
        recompute_states(session, pairs)


def moved_on(fresh: Iterable[Fresh], states: dict[Pair, State]) -> tuple[dict[Pair, State], set[Pair]]:
    """The states after these results, and the pairs to be recomputed, since a late result hits them."""
    moved: dict[Pair, State] = {}
    late: set[Pair] = set()
    for each in sorted((one for one in fresh if one.pair in states), key=lambda one: one.order):
        state = moved.get(each.pair, states[each.pair])
        if each.order <= state.last:
            late.add(each.pair)
        elif each.looked_at:
            moved[each.pair] = after(state, each)
    return {pair: state for pair, state in moved.items() if pair not in late}, late


def after(state: State, result: Fresh) -> State:
    """The state after one more result in order: passed it lengthens the row, else the row starts again."""
    length = state.length + 1 if result.passed else 0
    moved = replace(state, length=length, last=result.order)
    if length < STREAK_LENGTH:
        return moved
    done = (result.order[2], result.order[0])
    return replace(moved, first_done=state.first_done or done, last_done=done)


def _fresh(session: WorkspaceSession, result_ids: Sequence[int]) -> Iterator[Fresh]:
    """The counted ones among these results, each with whether its activity was tried or passed before."""
    for row in run(session, _with_earlier(), results=result_ids):
        result_id, person_id, competency_id, happened, arrived, passed, tried_before, passed_before = row
        looked_at = not tried_before or (bool(passed) and not passed_before)
        yield Fresh((person_id, competency_id), (happened, arrived, result_id), bool(passed), looked_at)


@cache
def _with_earlier() -> sa.Select[Any]:
    rows = Counted()
    return (
        sa.select(
            rows.result.c.id,
            rows.result.c.person_id,
            rows.link.c.competency_id,
            rows.result.c.happened_at,
            rows.result.c.arrived_at,
            rows.passed,
            _earlier(rows),
            _earlier(rows, passed=True),
        )
        .select_from(rows.tables)
        .where(rows.condition, rows.result.c.id.in_(ids_of("results")))
    )


def _earlier(rows: Counted, *, passed: bool = False) -> sa.ColumnElement[bool]:
    """Whether the person had an earlier result of the activity that counted for the skill (acquisition/once)."""
    other = Counted(aliased=True)
    query = (
        sa.select(other.result.c.id)
        .select_from(other.tables)
        .where(
            other.condition,
            other.result.c.person_id == rows.result.c.person_id,
            other.result.c.activity_id == rows.result.c.activity_id,
            other.link.c.competency_id == rows.link.c.competency_id,
            other.before(rows),
        )
    )
    return (query.where(other.passed) if passed else query).correlate(rows.result, rows.link).exists()


def _store(session: WorkspaceSession, states: dict[Pair, State]) -> None:
    """Write moved states over the stored ones."""
    if states:
        session.flush()
        rows = [_values(session, pair, state) for pair, state in states.items()]
        session.connection().execute(_overwriting(), rows)


@cache
def _overwriting() -> sa.Update:
    key = (
        STATE.c.workspace_id == OURS,
        STATE.c.person_id == sa.bindparam("of_person"),
        STATE.c.competency_id == sa.bindparam("of_skill"),
    )
    return sa.update(STATE).where(*key).values({name: sa.bindparam(name) for name in COLUMNS[2:]})


def _values(session: WorkspaceSession, pair: Pair, state: State) -> dict[str, Any]:
    key = {"ours": session.workspace_id, "of_person": pair[0], "of_skill": pair[1]}
    return {**key, **{name: value for name, value in row_of(pair, state).items() if name not in PAIR}}
