"""The shortest way: the fewest steps left over AND and OR, what is done ticked (paths/shortest)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.achievements import (
    Criterion,
    CriterionKind,
    Item,
    PathOutcome,
    Rater,
    give_rating,
    shortest_way,
    shortest_ways,
    without_way,
)
from core.achievements.shortest import Step, fewest
from core.activities import delete_activity
from core.frameworks import CompetencyCategory, set_parents
from tests.builders import a_certificate, a_course, a_module, a_person, a_result, a_skill, an_activity
from tests.conftest import House
from tests.core.achievements.paths.ways import (
    ALL_CHILDREN,
    QUALIFICATION,
    REVIEW,
    STREAK,
    a_language,
    activity_done,
    course_done,
    finished,
    other,
    points,
    rated_by,
    rules,
    some_children,
    under,
    value_id,
    way,
)


@pytest.mark.rule("paths/shortest")
def test_of_several_paths_the_one_with_the_fewest_steps_left_is_shown_with_what_is_done_ticked(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        courses = [a_course(session, name) for name in "ABCDE"]
        rules(session, fire, way(*map(course_done, courses[:2])), way(*map(course_done, courses[2:])))
    with house.reading() as session:
        assert shortest_way(session, anna, fire).left == 2
    with house.writing() as session:
        for course in courses[2:4]:
            finished(house, session, course, anna)
    with house.reading() as session:
        found = shortest_way(session, anna, fire)
        assert found.left == 1 and found.steps is not None
        assert [(step.criterion.subject_id, step.done) for step in found.steps] == [
            (courses[2], True), (courses[3], True), (courses[4], False),
        ]


@pytest.mark.rule("paths/shortest")
def test_a_streak_counts_its_activities_and_is_no_way_where_too_few_are_left(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_skill(session)
        drills = [an_activity(session, f"Drill {number}", fire) for number in range(3)]
    with house.reading() as session:
        assert shortest_way(session, anna, fire).left == 3
    with house.writing() as session:
        a_result(session, anna, drills[0])
    with house.reading() as session:
        assert shortest_way(session, anna, fire).left == 2
        assert not without_way(session, [fire])
    with house.writing() as session:
        welding = a_skill(session, "Welding")
        for number in range(2):
            an_activity(session, f"Weld {number}", welding)
    with house.reading() as session:
        found = shortest_way(session, anna, welding)
        assert (found.possible, found.steps) == (False, None)
        assert without_way(session, [fire, welding]) == {welding}


@pytest.mark.rule("paths/shortest")
def test_sub_competencies_other_competencies_and_points_are_walked_down(house: House) -> None:
    with house.writing() as session:
        anna, parent, english = a_person(session), a_skill(session, "Safety"), a_language(session)
        parts = [a_skill(session, f"Part {number}") for number in range(3)]
        under(house, session, parent, *parts)
        course, shared = a_course(session), a_course(session, "Shared")
        rules(session, parts[0], way(course_done(course), course_done(shared)))
        rules(session, parts[1], way(course_done(shared)))
        rules(session, parts[2], way(rated_by(Rater.MANAGER)), way(other(english)))
    with house.reading() as session:
        assert shortest_way(session, anna, parent).left == 4, "two courses, the same one again, a rating"
    with house.writing() as session:
        got = value_id(session, parts[0], "Acquired")
        give_rating(session, house.operator, person_id=anna, competency_id=parts[0], scale_value_id=got)
        rules(session, parent, way(some_children(2)))
    with house.reading() as session:
        found = shortest_way(session, anna, parent)
        assert found.left == 1 and found.steps is not None and [step.done for step in found.steps].count(True) == 1
    with house.writing() as session:
        rules(session, parent, way(points(4, (parts[0], 1), (parts[1], 2), (parts[2], 3, True))))
    with house.reading() as session:
        assert shortest_way(session, anna, parent).left == 1


@pytest.mark.rule("paths/shortest")
def test_a_value_that_is_reached_needs_nothing_and_one_nothing_leads_to_is_said(house: House) -> None:
    with house.writing() as session:
        anna, english, course = a_person(session), a_language(session), a_course(session)
        b1, c2 = value_id(session, english, "B1"), value_id(session, english, "C2")
        rules(session, english, way(course_done(course), value=b1))
    with house.reading() as session:
        assert shortest_way(session, anna, english, b1).left == 1
        assert not shortest_way(session, anna, english, c2).possible
    with house.writing() as session:
        finished(house, session, course, anna)
    with house.reading() as session:
        found = shortest_way(session, anna, english, b1)
        assert (found.reached, found.left, found.possible) == (True, 0, True)


@pytest.mark.rule("paths/shortest")
def test_what_gives_a_lower_value_is_no_step_done(house: House) -> None:
    with house.writing() as session:
        anna, english = a_person(session), a_language(session)
        a_certificate(session, anna, of=english, value="B1")
        b1, b2 = value_id(session, english, "B1"), value_id(session, english, "B2")
    with house.reading() as session:
        ways = shortest_ways(session, {(anna, english): b2})
        assert [step.done for step in ways[anna, english].steps or ()] == [False]
        assert shortest_way(session, anna, english, b1).reached


@pytest.mark.rule("frameworks/no-path")
def test_without_a_path_or_with_one_nothing_can_meet_nobody_can_be_rated_yet(house: House) -> None:
    with house.writing() as session:
        fire, alone = a_skill(session), a_skill(session, "Alone")
        parent, child = a_skill(session, "Parent"), a_skill(session, "Child")
        licence = a_skill(session, "Licence", category=CompetencyCategory.CERTIFICATION)
        under(house, session, parent, child)
        for number in range(3):
            an_activity(session, f"Drill {number}", fire)
        rules(session, alone)
    with house.reading() as session:
        assert without_way(session, [fire, alone, parent, child, licence]) == {alone, child}


@pytest.mark.rule("frameworks/no-path")
@pytest.mark.parametrize(
    ("practice", "theory", "expected"), [(2, 0, True), (2, 1, True), (3, 0, False), (0, 3, True)]
)
def test_a_streak_needs_three_activities_outside_theory(
    house: House, practice: int, theory: int, expected: bool
) -> None:
    with house.writing() as session:
        fire, lessons = a_skill(session), a_module(session, theory=True)
        for number in range(practice):
            an_activity(session, f"Drill {number}", fire)
        for number in range(theory):
            an_activity(session, f"Lesson {number}", fire, modules=(lessons,))
    with house.reading() as session:
        assert (fire in without_way(session, [fire])) == expected


@pytest.mark.rule("frameworks/no-path")
@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((QUALIFICATION, STREAK), True),
        ((QUALIFICATION, REVIEW), False),
    ],
)
def test_every_criterion_of_a_path_has_to_be_such_that_it_can_be_met(
    house: House, paths: tuple[Criterion, ...], expected: bool
) -> None:
    with house.writing() as session:
        parent, child = a_skill(session, "Parent"), a_skill(session, "Child")
        under(house, session, parent, child)
        rules(session, parent, way(*paths), way(REVIEW, outcome=PathOutcome.EVIDENCE))
    with house.reading() as session:
        assert (parent in without_way(session, [parent])) == expected


@pytest.mark.rule("frameworks/no-path")
@pytest.mark.parametrize(("least", "expected"), [(1, False), (2, True)])
def test_so_many_sub_competencies_have_to_be_there_still(house: House, least: int, expected: bool) -> None:
    with house.writing() as session:
        parent, one, two = (a_skill(session, name) for name in ("Parent", "One", "Two"))
        under(house, session, parent, one, two)
        rules(session, parent, way(some_children(least)))
        set_parents(session, house.operator, two, ())
    with house.reading() as session:
        assert (parent in without_way(session, [parent])) == expected


@pytest.mark.rule("frameworks/no-path")
def test_an_activity_taken_out_of_use_leads_nowhere(house: House) -> None:
    with house.writing() as session:
        fire, test = a_skill(session), an_activity(session, "Test")
        rules(session, fire, way(activity_done(test)))
    for gone in (False, True):
        with house.reading() as session:
            assert (fire in without_way(session, [fire])) == gone
        with house.writing() as session:
            if not gone:
                delete_activity(session, house.operator, test)


def test_a_circle_that_came_about_later_ends(house: House) -> None:
    with house.writing() as session:
        anna, one, two = a_person(session), a_skill(session, "One"), a_skill(session, "Two")
        rules(session, one, way(other(two)))
        under(house, session, two, one)
        rules(session, two, way(ALL_CHILDREN), way(STREAK))
    with house.reading() as session:
        assert not shortest_way(session, anna, one).possible


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=6),
    st.integers(1, 12),
)
def test_points_are_brought_together_with_the_fewest_steps(choices: list[tuple[int, int]], total: int) -> None:
    made = [
        (Item(place, worth), {(place, Criterion(CriterionKind.STREAK)): Step(place, Criterion(CriterionKind.STREAK),
         done=cost == 0, left=cost)})
        for place, (worth, cost) in enumerate(choices)
    ]
    costs = [
        sum(choices[each][1] for each in chosen)
        for count in range(len(choices) + 1)
        for chosen in itertools.combinations(range(len(choices)), count)
        if sum(choices[each][0] for each in chosen) >= total
    ]
    found = fewest(made, total)
    if found is None:
        assert not costs
    else:
        assert sum(step.left for way_ in found for step in way_.values() if not step.done) == min(costs)
