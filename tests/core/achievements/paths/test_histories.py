"""Random histories: what is acquired is never lost, replaying changes nothing, and every cascade ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.achievements import Policy, Rater, acquisitions_of, evaluate, give_rating, ratings_of
from core.achievements.models import Rating
from core.activities import complete_course
from core.events import Fact
from core.evidence.models import Evidence
from core.notifications.models import OutboxMessage
from core.people import Actor
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import (
    ALL_CHILDREN,
    STREAK,
    course_done,
    other,
    rated_by,
    rules,
    some_children,
    under,
    value_id,
    way,
)

CHILDREN, COURSES = 3, 3
completions = st.tuples(st.just("course"), st.integers(0, COURSES - 1), st.integers(0, 90))
judgements = st.tuples(
    st.just("judge"), st.integers(0, CHILDREN), st.sampled_from(["Acquired", "Not acquired", None])
)
changes = st.tuples(st.just("rules"), st.integers(0, CHILDREN), st.integers(0, 4))
policies = st.tuples(st.just("policy"), st.integers(0, CHILDREN), st.sampled_from(list(Policy)))
histories = st.lists(st.one_of(completions, completions, judgements, changes, policies), min_size=3, max_size=12)


@pytest.mark.rule("rating/acquired-at")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_nothing_that_happens_moves_or_loses_when_something_was_acquired(
    house: House, history: list[tuple[object, ...]]
) -> None:
    with house.writing() as session:
        anna = a_person(session)
        skills = [a_skill(session, f"Skill {number} of {anna}") for number in range(CHILDREN + 1)]
        courses = [a_course(session, f"Course {number}") for number in range(COURSES)]
        under(house, session, skills[-1], *skills[:-1])
        for skill, course in zip(skills, courses, strict=False):
            rules(session, skill, way(course_done(course)), way(STREAK))
    known: dict[tuple[int, int], datetime] = {}
    told: list[tuple[Actor, Fact]] = []
    for step in history:
        house.clock.forward(minutes=17)
        told += _do(house, anna, skills, courses, step)
        with house.reading() as session:
            now = acquisitions_of(session, [(anna, each) for each in skills])
        assert known.items() <= now.items()
        known = now
    _check_replaying(house, anna, skills, told)


def _do(
    house: House, anna: int, skills: list[int], courses: list[int], step: tuple[object, ...]
) -> list[tuple[Actor, Fact]]:
    """Do one step; the facts it led to."""
    with house.writing() as session:
        match step:
            case ("course", int(number), int(late)):
                at = house.clock.now - timedelta(minutes=late)
                complete_course(session, house.operator, courses[number], anna, completed_at=at)
            case ("judge", int(number), value):
                given_value = value_id(session, skills[number], str(value)) if value else None
                give_rating(
                    session, house.operator, person_id=anna, competency_id=skills[number], scale_value_id=given_value
                )
            case ("rules", int(number), int(choice)):
                paths = _paths(skills, courses, number)
                rules(session, skills[number], paths[choice % len(paths)])
            case ("policy", int(number), Policy() as policy):
                from core.achievements import set_rules

                set_rules(session, house.operator, skills[number], None, policy=policy)
    return session.facts


def _paths(skills: list[int], courses: list[int], number: int) -> list:  # type: ignore[type-arg]
    """Ways that suit a sub-competency, or the parent."""
    if number < len(skills) - 1:
        upper = [way(other(skills[number + 1]))] if number == 0 and len(skills) > 2 else []
        return [way(course_done(courses[number % COURSES])), way(rated_by(Rater.MANAGER)), *upper]
    return [way(ALL_CHILDREN), way(some_children(2)), way(course_done(courses[0]), ALL_CHILDREN)]


def _check_replaying(house: House, anna: int, skills: list[int], told: list[tuple[Actor, Fact]]) -> None:
    """Looking at everything again, and answering every fact again in its order, comes to the same state."""
    before = _state(house, anna, skills)
    for _ in range(2):
        with house.writing() as session:
            evaluate(session, [(anna, each) for each in skills])
    assert _state(house, anna, skills) == before
    with house.writing() as session:
        session.facts.extend(told)
    assert _state(house, anna, skills) == before


def _state(house: House, anna: int, skills: list[int]) -> tuple[object, ...]:
    pairs = [(anna, each) for each in skills]
    with house.reading() as session:
        counts = [
            session.scalar(sa.select(sa.func.count()).where(table.workspace_id == house.workspace_id))
            for table in (Evidence, OutboxMessage, Rating)
        ]
        return ratings_of(session, pairs), acquisitions_of(session, pairs), *counts
