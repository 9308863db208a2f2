"""An undone completion takes the review it recommended back with it, unless somebody took that up."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from core.achievements import PathOutcome
from core.activities import complete_course, enrol, undo_completion
from core.reviews import ReviewState, comment, reject_review, start_review
from tests.builders import a_course, a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import course_done, rules, way
from tests.core.reviews.asked import asked, found, request


class Hall(NamedTuple):
    """Anna under Ben, with a course that recommends a review of fire safety, and one that does so by a rule."""

    anna: int
    ben: int
    fire: int
    course: int
    by_rule: int


@pytest.fixture
def hall(house: House) -> Hall:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, fire = a_person(session, "Anna Berg", manager=ben), a_skill(session)
        course = a_course(session, competencies={fire: "recommend"})
        by_rule = a_course(session, "Other course")
        rules(session, fire, way(course_done(by_rule), outcome=PathOutcome.RECOMMEND))
        for each in (course, by_rule):
            enrol(session, house.operator, each, [anna])
    house.clock.forward(minutes=1)
    return Hall(anna, ben, fire, course, by_rule)


def _completed(house: House, hall: Hall, course: int) -> int:
    with house.writing() as session:
        done = complete_course(session, house.operator, course, hall.anna)
        return done.completion_ids[0]


def _undone(house: House, completion: int) -> None:
    house.clock.forward(minutes=1)
    with house.writing() as session:
        undo_completion(session, house.operator, completion)


@pytest.mark.parametrize("which", ["course", "by_rule"])
def test_the_review_it_recommended_is_withdrawn_and_can_be_recommended_again(
    house: House, hall: Hall, which: str
) -> None:
    completion = _completed(house, hall, getattr(hall, which))
    assert found(house, hall.anna, hall.fire).state == ReviewState.WAITING
    _undone(house, completion)
    assert found(house, hall.anna, hall.fire).state == ReviewState.WITHDRAWN
    house.clock.forward(minutes=1)
    _completed(house, hall, hall.course)
    again = found(house, hall.anna, hall.fire)
    assert (again.state, again.round) == (ReviewState.WAITING, 2)
    assert asked(house, hall.ben) == 2


def _started(house: House, hall: Hall, review_id: int) -> None:
    with house.writing() as session:
        start_review(session, house.as_(hall.ben), review_id)


def _joined(house: House, hall: Hall, _review_id: int) -> None:
    request(house, hall.anna, hall.fire)


def _spoken(house: House, hall: Hall, review_id: int) -> None:
    with house.writing() as session:
        comment(session, house.as_(hall.anna), review_id, "I did it twice.")


def _recommended_again(house: House, hall: Hall, _review_id: int) -> None:
    _completed(house, hall, hall.by_rule)


@pytest.mark.parametrize("taken_up", [_started, _joined, _spoken, _recommended_again])
def test_one_that_was_taken_up_stays(
    house: House, hall: Hall, taken_up: Callable[[House, Hall, int], None]
) -> None:
    completion = _completed(house, hall, hall.course)
    before = found(house, hall.anna, hall.fire)
    house.clock.forward(minutes=1)
    taken_up(house, hall, before.id)
    standing = found(house, hall.anna, hall.fire).state
    _undone(house, completion)
    assert found(house, hall.anna, hall.fire).state == standing


def test_one_that_was_decided_before_stands_decided_again(house: House, hall: Hall) -> None:
    first = request(house, hall.anna, hall.fire)
    with house.writing() as session:
        reject_review(session, house.as_(hall.ben), first, "Not yet.")
    house.clock.forward(minutes=1)
    completion = _completed(house, hall, hall.course)
    assert found(house, hall.anna, hall.fire).state == ReviewState.WAITING
    _undone(house, completion)
    view = found(house, hall.anna, hall.fire)
    assert (view.state, view.reviewer_id) == (ReviewState.REJECTED, hall.ben)
