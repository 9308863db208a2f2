"""What the systems Prowess learned from show as their examples, each as it runs there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.achievements import Policy, acquired_at, acquired_by, rating_of
from core.activities import complete_course, delete_activity, enrol, unlink_skill
from core.catalogue import disable_competency, grade, named_evidence
from core.evidence import evidence_of
from core.people import ContextKind, RoleContext, give_role
from core.reviews import ReviewState, review_of
from tests.builders import a_course, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import (
    a_language,
    course_done,
    finished,
    points,
    rated,
    rules,
    under,
    value_id,
    way,
)

DAY = timedelta(days=1)


def _a_class(house: House, competency: int, *names: str) -> tuple[int, int, list[int]]:
    """Anna on these courses, which complete the competency; Mona teaches them."""
    with house.writing() as session:
        anna, mona = a_person(session), a_person(session, "Mona Aas")
        courses = [a_course(session, name, competencies={competency: "complete"}) for name in names]
        for course in courses:
            give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, course))
            enrol(session, house.operator, course, [anna])
    return anna, mona, courses


@pytest.mark.rule("courses/completion-evidence")
def test_moodle_two_courses_completed_both_show_as_evidence_and_the_rating_is_the_firsts(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session)
    anna, _, courses = _a_class(house, fire, "One", "Two")
    first = house.clock.now
    for course in courses:
        with house.writing() as session:
            complete_course(session, house.operator, course, anna, source="file")
        house.clock.forward(days=1)
    with house.reading() as session:
        assert sorted(each.name or "" for each in named_evidence(session, anna, fire)) == ["One", "Two"]
        rating = rating_of(session, anna, fire)
        assert rating is not None
        assert (rating.since, acquired_at(session, anna, fire)) == (first, first)


@pytest.mark.parametrize(("policy", "later"), [(Policy.FIRST, "A2"), (Policy.HIGHEST, "B1")])
def test_moodle_a_first_grading_stands_against_what_completes_automatically(
    house: House, policy: Policy, later: str
) -> None:
    """An older completion never changes it; a later one only where the policy lets it."""
    with house.writing() as session:
        english = a_language(session)
        rules(session, english, policy=policy)
    anna, mona, (first, second) = _a_class(house, english, "One", "Two")
    house.clock.forward(days=2)
    with house.writing() as session:
        low = value_id(session, english, "A2")
        about = {"course_id": first, "person_id": anna, "competency_id": english, "scale_value_id": low}
        grade(session, house.as_(mona), **about)
    with house.writing() as session:
        earlier = house.clock.now - DAY
        complete_course(session, house.operator, first, anna, completed_at=earlier, source="file")
    assert rated(house, anna, english) == "A2"
    house.clock.forward(days=1)
    with house.writing() as session:
        complete_course(session, house.operator, second, anna, source="file")
    assert rated(house, anna, english) == later
    with house.reading() as session:
        assert sorted(each.kind for each in evidence_of(session, anna, english)) == ["course", "course", "rating"]


def test_moodle_recommend_leaves_the_rating_and_opens_a_review_with_the_course_as_evidence(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, fire = a_person(session, manager=ben), a_skill(session)
        course = a_course(session, competencies={fire: "recommend"})
        enrol(session, house.operator, course, [anna])
    with house.writing() as session:
        complete_course(session, house.operator, course, anna)
    with house.reading() as session:
        view = review_of(session, anna, fire)
        assert view is not None
        assert (view.state, view.reviewer_id, view.recommended) == (ReviewState.WAITING, ben, True)
        assert [each.kind for each in evidence_of(session, anna, fire)] == ["course"]
    assert rated(house, anna, fire) is None


def test_moodle_points_with_a_required_one_complete_the_parent_only_with_it(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        parent, *children = (a_skill(session, name) for name in ("Safety", "Alarm", "Exits", "Extinguishers"))
        under(house, session, parent, *children)
        courses = [a_course(session, f"Course {n}", competencies={each: "complete"}) for n, each in enumerate(children)]
        rules(session, parent, way(points(3, (children[0], 1, True), (children[1], 2), (children[2], 2))))
    for course, expected in ((courses[1], None), (courses[2], None), (courses[0], "Acquired")):
        with house.writing() as session:
            finished(house, session, course, anna)
        assert rated(house, anna, parent) == expected


@pytest.mark.rule("acquisition/never-lost")
def test_opigno_acquired_by_three_in_a_row_and_never_lost_whatever_comes(house: House) -> None:
    with house.writing() as session:
        anna, fire, course = a_person(session), a_skill(session), a_course(session, "Old")
        drills = [an_activity(session, f"Drill {number}", fire) for number in range(4)]
    for drill, percent in zip(drills, ("90", "90.01", "95"), strict=False):
        with house.writing() as session:
            a_result(session, anna, drill, percent)
        house.clock.forward(hours=1)
        assert rated(house, anna, fire) is None
    with house.writing() as session:
        a_result(session, anna, drills[3], 100)
    since = house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        a_result(session, anna, drills[3], 0)
        a_result(session, anna, drills[1], 12, at=house.clock.now - timedelta(days=30))
    with house.writing() as session:
        rules(session, fire, way(course_done(course)))
    with house.writing() as session:
        unlink_skill(session, house.operator, drills[1], fire)
        for drill in (drills[0], drills[2], drills[3]):
            delete_activity(session, house.operator, drill)
        disable_competency(session, house.operator, fire)
    assert rated(house, anna, fire) == "Acquired"
    with house.reading() as session:
        assert acquired_by(session, anna) == {fire: since}
