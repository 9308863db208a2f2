"""What was read ahead of a rating is used for its cascade only while it is true: whatever else a transaction did."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.achievements import give_rating, roll_up
from core.achievements.ahead import AHEAD
from core.db import WorkspaceSession
from core.people import Actor
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import ALL_CHILDREN, other, rated, rules, some_children, under, value_id, way

Doing = Callable[[House, WorkspaceSession, int, list[int]], None]


def _rate(session: WorkspaceSession, person: int, skill: int, value: str = "Acquired") -> None:
    actor = Actor.operator(session.workspace_id)
    give_rating(
        session, actor, person_id=person, competency_id=skill, scale_value_id=value_id(session, skill, value)
    )


@pytest.mark.rule("paths/cascade")
def test_ratings_of_all_children_in_one_transaction_complete_the_parent(house: House) -> None:
    with house.writing() as session:
        anna, parent = a_person(session), a_skill(session, "Safety")
        children = [a_skill(session, f"Part {number}") for number in range(3)]
        under(house, session, parent, *children)
    with house.writing() as session:
        for each in children:
            _rate(session, anna, each)
    assert rated(house, anna, parent) == "Acquired"


@pytest.mark.rule("paths/cascade")
def test_a_value_taken_back_in_the_same_transaction_does_not_complete_the_parent(house: House) -> None:
    with house.writing() as session:
        anna, parent, child = a_person(session), a_skill(session, "Safety"), a_skill(session, "Part")
        under(house, session, parent, child)
    with house.writing() as session:
        _rate(session, anna, child)
        _rate(session, anna, child, "Not acquired")
    assert rated(house, anna, parent) is None


def _a_parent_more(house: House, session: WorkspaceSession, leaf: int, others: list[int]) -> None:
    under(house, session, others[0], leaf)


def _a_rule_more(_house: House, session: WorkspaceSession, leaf: int, others: list[int]) -> None:
    rules(session, others[0], way(other(leaf)))


@pytest.mark.rule("paths/cascade")
@pytest.mark.parametrize("change", [_a_parent_more, _a_rule_more])
@pytest.mark.parametrize("before", [True, False])
def test_what_comes_above_in_the_same_transaction_is_reached_too(house: House, change: Doing, before: bool) -> None:
    with house.writing() as session:
        anna, leaf, parent, new = a_person(session), *(a_skill(session, name) for name in ("Leaf", "Parent", "New"))
        under(house, session, parent, leaf)
    with house.writing() as session:
        if before:
            change(house, session, leaf, [new])
        _rate(session, anna, leaf)
        if not before:
            change(house, session, leaf, [new])
    assert [rated(house, anna, each) for each in (parent, new)] == ["Acquired", "Acquired"]


@pytest.mark.rule("paths/children")
def test_the_children_counted_are_those_of_now_however_many_there_were(house: House) -> None:
    with house.writing() as session:
        anna, ben, parent = a_person(session), a_person(session), a_skill(session, "Safety")
        children = [a_skill(session, f"Part {number}") for number in range(12)]
        under(house, session, parent, *children)
        rules(session, parent, way(some_children(11)))
    with house.writing() as session:
        for each in children[:10]:
            _rate(session, anna, each)
            _rate(session, ben, each)
    assert rated(house, anna, parent) is None
    with house.writing() as session:
        _rate(session, anna, children[11])
    assert [rated(house, each, parent) for each in (anna, ben)] == ["Acquired", None]
    with house.writing() as session:
        rules(session, parent, way(ALL_CHILDREN))
        _rate(session, anna, children[10])
    assert rated(house, anna, parent) == "Acquired"


def test_nothing_that_was_read_ahead_outlives_its_cascade(house: House) -> None:
    with house.writing() as session:
        anna, leaf, parent = a_person(session), a_skill(session, "Leaf"), a_skill(session, "Parent")
        under(house, session, parent, leaf)
        _rate(session, anna, leaf)
        (fact,) = [each for _, each in session.facts if each.kind == "rating.changed"]
        assert AHEAD in session.info
        roll_up(session, house.operator, fact)
        assert AHEAD not in session.info
