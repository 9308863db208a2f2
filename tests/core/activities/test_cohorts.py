"""Cohorts made from courses: exactly the people enrolled in any of them, from the moment it changes."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from core.activities import (
    cohort_courses,
    enrol,
    enrolled_on_any,
    make_course_cohort,
    set_cohort_courses,
    undo_enrolment,
    unenrol,
)
from core.errors import Conflict, Invalid, Refused
from core.people import (
    archive_group,
    create_group,
    group_view,
    groups_called,
    members_of,
    put_into_group,
    restore_group,
)
from tests.builders import a_course, a_person
from tests.conftest import House


class School:
    """Two courses, another one, and four people."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.fire, self.aid, self.office = (a_course(session, name) for name in ("Fire", "Aid", "Office"))
            self.people = [a_person(session, name) for name in ("Anna", "Bea", "Carl", "Dora")]

    def enrol(self, course: int, *people: int) -> tuple[int, ...]:
        with self.house.writing() as session:
            return enrol(session, self.house.operator, course, people).enrolment_ids

    def cohort(self, *courses: int, name: str = "Safety crew") -> int:
        with self.house.writing() as session:
            return make_course_cohort(session, self.house.operator, name, courses).group_id

    def inside(self, group_id: int) -> set[int]:
        with self.house.reading() as session:
            return set(members_of(session, group_id))


@pytest.fixture
def school(house: House) -> School:
    return School(house)


@pytest.mark.rule("people/course-cohort")
def test_it_holds_exactly_the_people_enrolled_in_any_of_its_courses(school: School) -> None:
    anna, bea, carl, _ = school.people
    school.enrol(school.fire, anna, bea)
    school.enrol(school.aid, bea)
    school.enrol(school.office, carl)
    assert school.inside(school.cohort(school.fire, school.aid)) == {anna, bea}


@pytest.mark.rule("people/course-cohort")
def test_who_enrols_is_in_it_at_once_and_leaves_it_with_the_last_of_the_courses(house: House, school: School) -> None:
    anna, bea, _, _ = school.people
    cohort = school.cohort(school.fire, school.aid)
    assert school.inside(cohort) == set()
    school.enrol(school.fire, anna, bea)
    school.enrol(school.aid, anna)
    assert school.inside(cohort) == {anna, bea}
    with house.writing() as session:
        unenrol(session, house.operator, school.fire, [anna, bea])
    assert school.inside(cohort) == {anna}
    with house.writing() as session:
        unenrol(session, house.operator, school.aid, [anna])
    assert school.inside(cohort) == set()


@pytest.mark.rule("people/course-cohort")
def test_an_enrolment_undone_leaves_it_too_and_another_course_never_matters(house: House, school: School) -> None:
    anna, bea, _, _ = school.people
    cohort = school.cohort(school.fire)
    ids = school.enrol(school.fire, anna)
    school.enrol(school.office, bea)
    with house.writing() as session:
        undo_enrolment(session, house.operator, school.fire, ids)
    assert school.inside(cohort) == set()


@pytest.mark.rule("people/course-cohort")
def test_an_enrolment_from_a_day_to_come_counts_from_that_day(house: House, school: School) -> None:
    anna, bea, _, _ = school.people
    before = school.cohort(school.fire)
    with house.writing() as session:
        enrol(session, house.operator, school.fire, [anna], since=house.clock.now + timedelta(days=2))
        enrol(session, house.operator, school.fire, [bea], since=house.clock.now - timedelta(days=200))
    after = school.cohort(school.fire, name="Later made")
    for cohort in (before, after):
        assert school.inside(cohort) == {bea}
    house.clock.forward(days=2)
    for cohort in (before, after):
        assert school.inside(cohort) == {anna, bea}


@pytest.mark.rule("people/course-cohort")
def test_other_courses_chosen_move_exactly_those_who_are_concerned(house: House, school: School) -> None:
    anna, bea, carl, _ = school.people
    school.enrol(school.fire, anna, bea)
    school.enrol(school.aid, bea, carl)
    cohort = school.cohort(school.fire)
    with house.writing() as session:
        done = set_cohort_courses(session, house.operator, cohort, [school.aid])
        assert (done.joined, done.left, done.before) == (1, 1, (school.fire,))
        assert [each.name for each in cohort_courses(session, cohort)] == ["Aid"]
    assert school.inside(cohort) == {bea, carl}
    school.enrol(school.fire, anna)
    assert school.inside(cohort) == {bea, carl}


@pytest.mark.rule("people/course-cohort")
def test_nobody_is_put_in_or_taken_out_by_hand(house: House, school: School) -> None:
    anna, bea, _, _ = school.people
    school.enrol(school.fire, anna)
    cohort = school.cohort(school.fire)
    with house.writing() as session, pytest.raises(Conflict, match="follows its courses"):
        put_into_group(session, house.operator, cohort, [bea])
    assert school.inside(cohort) == {anna}


def test_an_archived_one_follows_nothing_and_comes_back_with_those_enrolled_by_then(
    house: House, school: School
) -> None:
    anna, bea, carl, _ = school.people
    school.enrol(school.fire, anna, bea)
    cohort = school.cohort(school.fire)
    with house.writing() as session:
        archive_group(session, house.operator, cohort)
    school.enrol(school.fire, carl)
    with house.writing() as session:
        unenrol(session, house.operator, school.fire, [anna])
    assert school.inside(cohort) == set()
    with house.writing() as session:
        restore_group(session, house.operator, cohort)
    assert school.inside(cohort) == {bea, carl}


def test_what_cannot_be_a_cohort_is_refused_with_the_field_at_fault(house: House, school: School) -> None:
    with house.writing() as session:
        plain = create_group(session, house.operator, "cohort", "By hand")
        for ids, said in (((), "at least one course"), ((school.fire, 999_999), "not there any more")):
            with pytest.raises(Invalid, match=said) as refused:
                make_course_cohort(session, house.operator, "Crew", ids)
            assert refused.value.field == "courses"
        with pytest.raises(Conflict, match="There is a cohort By hand already"):
            make_course_cohort(session, house.operator, "by hand", [school.fire])
        with pytest.raises(Invalid, match="not made from courses"):
            set_cohort_courses(session, house.operator, plain, [school.fire])
        with pytest.raises(Refused):
            make_course_cohort(session, house.as_(school.people[0]), "Crew", [school.fire])
        with pytest.raises(Refused):
            enrolled_on_any(session, house.as_(school.people[0]), [school.fire])


def test_many_enrolled_at_once_are_in_it_with_a_handful_of_statements(house: House, school: School) -> None:
    cohort = school.cohort(school.fire)
    with house.writing() as session:
        crowd = [a_person(session, f"Person {n}") for n in range(120)]
    counted: list[str] = []
    engine = house.engine.database.engine

    def count(*told: Any) -> None:
        counted.append(told[2])

    event.listen(engine, "before_cursor_execute", count)
    try:
        school.enrol(school.fire, *crowd)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert sum("membership" in each for each in counted) < 8
    with house.reading() as session:
        assert group_view(session, cohort).members == 120


def test_enrolling_while_a_cohort_is_made_misses_nobody(house: House, school: School) -> None:
    """Eight races of both at once; each ends with the enrolled person in the cohort."""
    anna = school.people[0]
    for number in range(8):
        with house.writing() as session:
            unenrol(session, house.operator, school.fire, [anna])
        start = threading.Barrier(2)

        def enrolling(start: threading.Barrier = start) -> None:
            start.wait()
            school.enrol(school.fire, anna)

        def making(start: threading.Barrier = start, number: int = number) -> None:
            start.wait()
            school.cohort(school.fire, name=f"Crew {number}")

        threads = [threading.Thread(target=each) for each in (enrolling, making)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with house.reading() as session:
            made = groups_called(session, f"Crew {number}", "cohort")[0]
        assert school.inside(made.id) == {anna}

