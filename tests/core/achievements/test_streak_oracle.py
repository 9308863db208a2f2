"""Random histories: what the engine finds step by step equals a plain recomputation, and nobody loses a skill."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.achievements import acquisitions_of, ratings_of, rebuild_streaks, states_of, streaks_of
from core.achievements.streak_states import computed_anew
from core.activities import (
    Correction,
    NewResult,
    correct_results,
    delete_activity,
    link_skill,
    record_results,
    unlink_skill,
    void_results,
)
from core.frameworks import DISABLED, set_status
from tests.builders import a_module, a_person, a_skill, an_activity
from tests.conftest import House

PEOPLE, SKILLS, ACTIVITIES = 2, 2, 5
PRACTICE, THEORY = 0, 1
SOURCE = "csv"

one_result = st.tuples(
    st.integers(0, PEOPLE - 1),
    st.integers(0, ACTIVITIES - 1),
    st.sampled_from(["0", "90", "90.01", "95", "100", "100"]),
    st.sampled_from([PRACTICE, PRACTICE, PRACTICE, THEORY]),
    st.sampled_from([0, 0, 0, 0, 15, 45, 200]),
)
"""A result: who, of what, percent, where it was done, and by how many minutes it arrives late."""

results = st.tuples(st.just("results"), st.lists(one_result, min_size=1, max_size=3))
links = st.tuples(st.just("link"), st.integers(0, ACTIVITIES - 1), st.integers(0, SKILLS - 1))
corrections = st.tuples(st.just("correct"), st.integers(0, 50), st.sampled_from(["0", "90.01", "100"]))
voidings = st.tuples(st.just("void"), st.integers(0, 50))
steps = st.one_of(results, results, results, results, links, corrections, voidings)
histories = st.lists(steps, min_size=6, max_size=24)

Result = tuple[int, int, Decimal, int, datetime, datetime, int]
"""Who, of what, the score, where, when it happened, when it arrived, and its number."""


@dataclass
class Plain:
    """The rule book's words, step by step, one person and skill at a time, without a database."""

    links: dict[tuple[int, int], list[list[datetime | None]]] = field(default_factory=dict)
    results: dict[int, Result] = field(default_factory=dict)
    acquired: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def toggle(self, activity: int, skill: int, now: datetime) -> bool:
        """Link the skill, or take it off where it is linked; whether it is linked now."""
        spans = self.links.setdefault((activity, skill), [])
        if spans and spans[-1][1] is None:
            spans[-1][1] = now
            return False
        spans.append([now, None])
        return True

    def judge(self, changed: list[Result]) -> None:
        """Find out what the new or changed results acquire."""
        for person, activity, _score, module, at, _arrived, _number in changed:
            for skill in range(SKILLS):
                completed = self.streak(person, skill)[1]
                touched = module == PRACTICE and self._linked(activity, skill, at)
                if completed and touched:
                    self.acquired.setdefault((person, skill), completed)

    def streak(self, person: int, skill: int) -> tuple[int, datetime | None]:
        """The streak's length, and when it was complete for the first time."""
        length, completed = 0, None
        tried, passed = set[int](), set[int]()
        for who, activity, score, module, at, _arrived, _number in sorted(self.results.values(), key=lambda r: r[4:]):
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


@dataclass
class Story:
    """A house and the plain account of the same history."""

    house: House
    plain: Plain
    people: list[int]
    skills: list[int]
    modules: tuple[int, int]
    done: list[int]
    delivered: int = 0

    def step(self, step: tuple[object, ...]) -> None:
        """Do one thing in both, half an hour after the one before."""
        self.house.clock.forward(minutes=30)
        {"results": self._record, "link": self.toggle, "correct": self._correct, "void": self._void}[str(step[0])](
            *step[1:]  # type: ignore[arg-type]
        )

    def toggle(self, activity: int, skill: int) -> None:
        linked = self.plain.toggle(activity, skill, self.house.clock.now)
        with self.house.writing() as session:
            change = link_skill if linked else unlink_skill
            change(session, self.house.operator, self.done[activity], self.skills[skill])

    def _record(self, several: list[tuple[int, int, str, int, int]]) -> None:
        now, fresh = self.house.clock.now, list[Result]()
        for person, activity, percent, module, late in several:
            at = now - timedelta(minutes=late)
            fresh.append((person, activity, Decimal(percent) / 100, module, at, now, 0))
        fresh = self._numbered(fresh)
        self.plain.results |= {each[6]: each for each in fresh}
        self.plain.judge(fresh)
        rows = [
            NewResult(self.people[who], self.done[what], score, at, f"{number}", self.modules[where])
            for who, what, score, where, at, _arrived, number in fresh
        ]
        with self.house.writing() as session:
            record_results(session, self.house.operator, rows, source=SOURCE)

    def _numbered(self, fresh: list[Result]) -> list[Result]:
        """Of one delivery those of one person come together, in the order of time; that is the order they arrive in."""
        first = self.delivered
        self.delivered += len(fresh)
        ordered = sorted(fresh, key=lambda each: (self.people[each[0]], each[4]))
        return [(*each[:6], first + place) for place, each in enumerate(ordered)]

    def _correct(self, pick: int, percent: str) -> None:
        if not self.plain.results:
            return
        number = sorted(self.plain.results)[pick % len(self.plain.results)]
        before = self.plain.results[number]
        after: Result = (*before[:2], Decimal(percent) / 100, *before[3:])
        self.plain.results[number] = after
        if after != before:
            self.plain.judge([after])
        with self.house.writing() as session:
            new = Correction(f"{number}", after[2], after[4])
            correct_results(session, self.house.operator, [new], source=SOURCE)

    def _void(self, pick: int) -> None:
        if self.plain.results:
            number = sorted(self.plain.results)[pick % len(self.plain.results)]
            self.plain.judge([self.plain.results.pop(number)])
            with self.house.writing() as session:
                void_results(session, self.house.operator, [f"{number}"], source=SOURCE)

    @property
    def pairs(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {(p, s): (self.people[p], self.skills[s]) for p in range(PEOPLE) for s in range(SKILLS)}

    def compare(self) -> None:
        """The engine's state, stored and computed anew, is what the plain account says."""
        with self.house.reading() as session:
            pairs = self.pairs.values()
            progress, acquired = streaks_of(session, pairs), acquisitions_of(session, pairs)
            ratings = ratings_of(session, pairs)
            assert states_of(session, pairs) == computed_anew(session, pairs)
        for plain_pair, pair in self.pairs.items():
            assert progress[pair].length == self.plain.streak(*plain_pair)[0]
            assert acquired.get(pair) == self.plain.acquired.get(plain_pair)
            assert (pair in ratings) is (plain_pair in self.plain.acquired)


def _begun(shared: House) -> Story:
    """The beginning of each history, in a workspace of its own."""
    house = replace(shared, workspace_id=shared.engine.add_workspace(uuid4().hex, "Nordlys Logistics"))
    with house.writing() as session:
        people = [a_person(session, f"Person {number}") for number in range(PEOPLE)]
        skills = [a_skill(session, f"Skill {number} {people[0]}") for number in range(SKILLS)]
        modules = (a_module(session), a_module(session, theory=True))
        done = [an_activity(session, f"Activity {number}", modules=modules) for number in range(ACTIVITIES)]
    story = Story(house, Plain(), people, skills, modules, done)
    for activity, skill in [(a, s) for a in range(ACTIVITIES) for s in range(SKILLS) if (a + s) % 3]:
        story.toggle(activity, skill)
    return story


RANDOM = settings(
    max_examples=20,
    deadline=None,
    report_multiple_bugs=False,
    phases=[phase for phase in Phase if phase != Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.rule("acquisition/order")
@pytest.mark.rule("acquisition/once")
@RANDOM
@given(history=histories)
def test_the_engine_finds_what_a_plain_recomputation_finds(house: House, history: list[tuple[object, ...]]) -> None:
    story = _begun(house)
    for step in history:
        story.step(step)
    story.compare()
    with story.house.writing() as session:
        assert rebuild_streaks(session) == []


@pytest.mark.rule("acquisition/never-lost")
@RANDOM
@given(history=histories, ends=st.permutations(range(ACTIVITIES)))
def test_no_history_takes_an_acquired_skill_away(
    house: House, history: list[tuple[object, ...]], ends: list[int]
) -> None:
    story = _begun(house)
    before: dict[tuple[int, int], datetime] = {}
    for step in history:
        story.step(step)
        before = _kept(story, before)
    for activity in ends:
        with story.house.writing() as session:
            delete_activity(session, story.house.operator, story.done[activity])
        before = _kept(story, before)
    for skill in story.skills:
        with story.house.writing() as session:
            set_status(session, story.house.operator, skill, DISABLED)
        before = _kept(story, before)


def _kept(story: Story, before: dict[tuple[int, int], datetime]) -> dict[tuple[int, int], datetime]:
    """Everything acquired so far stays, with its time, and stays rated proficient."""
    with story.house.reading() as session:
        now = acquisitions_of(session, story.pairs.values())
        ratings = ratings_of(session, now)
    assert {pair: now.get(pair) for pair in before} == before
    assert all(ratings[pair].proficient for pair in now)
    return now
