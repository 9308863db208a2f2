"""Random histories of results and links: what the engine finds set-based equals a plain recomputation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.achievements import acquisitions_of, ratings_of, streaks_of
from core.activities import link_skill, unlink_skill
from tests.builders import a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House

PEOPLE, SKILLS, ACTIVITIES = 2, 2, 5
PRACTICE, THEORY = 0, 1

results = st.tuples(
    st.just("result"),
    st.integers(0, PEOPLE - 1),
    st.integers(0, ACTIVITIES - 1),
    st.sampled_from(["0", "90", "90.01", "95", "100", "100"]),
    st.sampled_from([PRACTICE, PRACTICE, PRACTICE, THEORY]),
    st.sampled_from([0, 0, 0, 0, 45, 200]),
)
"""A result: who, of what, percent, where it was done, and by how many minutes it arrives late."""

links = st.tuples(st.just("link"), st.integers(0, ACTIVITIES - 1), st.integers(0, SKILLS - 1))
histories = st.lists(st.one_of(results, results, results, links), min_size=6, max_size=24)


@dataclass
class Plain:
    """The rule book's words, step by step, one person and skill at a time, without a database."""

    links: dict[tuple[int, int], list[list[datetime | None]]] = field(default_factory=dict)
    results: list[tuple[int, int, Decimal, int, datetime, datetime, int]] = field(default_factory=list)
    acquired: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def toggle(self, activity: int, skill: int, now: datetime) -> bool:
        """Link the skill, or take it off where it is linked; whether it is linked now."""
        spans = self.links.setdefault((activity, skill), [])
        if spans and spans[-1][1] is None:
            spans[-1][1] = now
            return False
        spans.append([now, None])
        return True

    def add(self, person: int, activity: int, score: Decimal, module: int, at: datetime, arrived: datetime) -> None:
        self.results.append((person, activity, score, module, at, arrived, len(self.results)))
        for skill in range(SKILLS):
            _length, completed = self.streak(person, skill)
            touched = module == PRACTICE and self._linked(activity, skill, at)
            if completed and touched and (person, skill) not in self.acquired:
                self.acquired[person, skill] = completed

    def streak(self, person: int, skill: int) -> tuple[int, datetime | None]:
        """The streak's length, and when it was complete for the first time."""
        length, completed = 0, None
        tried, passed = set[int](), set[int]()
        for who, activity, score, module, at, _arrived, _entry in sorted(self.results, key=lambda r: r[4:]):
            if who != person or module == THEORY or not self._linked(activity, skill, at):
                continue
            good = score * 100 > 90
            if activity in passed or (activity in tried and not good):
                continue
            length = length + 1 if good else 0
            tried.add(activity)
            if good:
                passed.add(activity)
            if length == 3 and completed is None:
                completed = at
        return length, completed

    def _linked(self, activity: int, skill: int, at: datetime) -> bool:
        spans = self.links.get((activity, skill), [])
        return any(start <= at and (end is None or at < end) for start, end in spans)  # type: ignore[operator]


@pytest.mark.rule("acquisition/order")
@pytest.mark.rule("acquisition/once")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_the_engine_finds_what_a_plain_recomputation_finds(house: House, history: list[tuple[object, ...]]) -> None:
    plain = Plain()
    with house.writing() as session:
        people = [a_person(session, f"Person {number}") for number in range(PEOPLE)]
        skills = [a_skill(session, f"Skill {number} {people[0]}") for number in range(SKILLS)]
        modules = (a_module(session), a_module(session, theory=True))
        done = [an_activity(session, f"Activity {number}", modules=modules) for number in range(ACTIVITIES)]
    for activity, skill in [(a, s) for a in range(ACTIVITIES) for s in range(SKILLS) if (a + s) % 3]:
        _toggle(house, plain, done, skills, activity, skill)
    for step in history:
        house.clock.forward(minutes=30)
        if step[0] == "link":
            _toggle(house, plain, done, skills, *step[1:])  # type: ignore[arg-type]
        else:
            _result(house, plain, people, done, modules, *step[1:])  # type: ignore[arg-type]
    _compare(house, plain, people, skills)


def _toggle(house: House, plain: Plain, done: list[int], skills: list[int], activity: int, skill: int) -> None:
    linked = plain.toggle(activity, skill, house.clock.now)
    with house.writing() as session:
        if linked:
            link_skill(session, house.operator, done[activity], skills[skill])
        else:
            unlink_skill(session, house.operator, done[activity], skills[skill])


def _result(
    house: House,
    plain: Plain,
    people: list[int],
    done: list[int],
    modules: tuple[int, int],
    person: int,
    activity: int,
    percent: str,
    module: int,
    late: int,
) -> None:
    at = house.clock.now - timedelta(minutes=late)
    plain.add(person, activity, Decimal(percent) / 100, module, at, house.clock.now)
    with house.writing() as session:
        a_result(session, people[person], done[activity], percent, at=at, module=modules[module])


def _compare(house: House, plain: Plain, people: list[int], skills: list[int]) -> None:
    pairs = {(p, s): (people[p], skills[s]) for p in range(PEOPLE) for s in range(SKILLS)}
    with house.reading() as session:
        progress = streaks_of(session, pairs.values())
        acquired = acquisitions_of(session, pairs.values())
        ratings = ratings_of(session, pairs.values())
    for plain_pair, pair in pairs.items():
        assert progress[pair].length == plain.streak(*plain_pair)[0]
        assert acquired.get(pair) == plain.acquired.get(plain_pair)
        assert (pair in ratings) is (plain_pair in plain.acquired)
