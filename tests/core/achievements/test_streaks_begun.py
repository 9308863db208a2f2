"""Streaks that begin with many results at once are the streaks of the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.achievements import states_of
from core.achievements.rules import Attempt, streak
from core.achievements.streak_beginning import CountedResult, begun_by
from core.achievements.streak_states import computed_anew
from core.activities import NewResult, record_results
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House

START = datetime(2026, 11, 2, 8, tzinfo=UTC)
one_result = st.tuples(st.integers(1, 2), st.integers(1, 5), st.booleans(), st.integers(0, 3), st.integers(0, 2))
"""Whose, of what, whether it passed, when it happened and when it arrived."""


@given(st.lists(one_result, max_size=30))
def test_what_begins_is_as_far_as_the_rules_say(results: list[tuple[int, int, bool, int, int]]) -> None:
    counted = [
        CountedResult(
            who, 7, what, passed, START + timedelta(hours=at), START + timedelta(days=1, hours=arrived), number
        )
        for number, (who, what, passed, at, arrived) in enumerate(results)
    ]
    counted.sort(key=lambda each: (each.happened_at, each.arrived_at, each.result_id))
    begun = begun_by(counted)
    for who in {each.person_id for each in counted}:
        attempts = [
            Attempt(
                each.result_id, each.activity_id, Decimal("0.95" if each.passed else "0.5"), each.happened_at,
                each.arrived_at,
            )
            for each in counted
            if each.person_id == who
        ]
        told, state = streak(attempts), begun[(who, 7)]
        completed = [(row[-1].result_id, row[-1].happened_at) for row in told.completions]
        assert state.length == told.length
        assert state.first_done == (completed[0] if completed else None)
        assert state.last_done == (completed[-1] if completed else None)


def test_a_thousand_results_at_once_leave_the_streaks_of_their_history(house: House) -> None:
    with house.writing() as session:
        skills = [a_skill(session, f"Skill {each}") for each in range(3)]
        activities = [an_activity(session, f"Drill {each}", skills[each % 3]) for each in range(12)]
        people = [a_person(session) for _ in range(40)]
    house.clock.forward(days=1)

    def brought(first: int) -> list[NewResult]:
        return [
            NewResult(
                people[each % 40], activities[each * 7 % 12], Decimal("0.9" if each % 5 else "0.91") + each % 3 // 2,
                house.clock.now - timedelta(minutes=each * 37 % 600), f"R{first + each}",
            )
            for each in range(500)
        ]

    def brought_in(first: int) -> None:
        rows = [each for each in brought(first) if each.score <= 1]
        with house.writing() as session:
            record_results(session, house.operator, rows, source="lms")

    for first in (0, 500):
        brought_in(first)
        with house.reading() as session:
            pairs = {(person, skill) for person in people for skill in skills}
            stored = states_of(session, pairs)
            assert stored == computed_anew(session, pairs)
            assert stored
        house.clock.forward(hours=11)
