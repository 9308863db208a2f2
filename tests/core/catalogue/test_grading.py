"""A teacher grades in a course with all evidence in view; it becomes the rating and stays as evidence."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from core.achievements import rating_of
from core.activities import complete_course, enrol, unenrol
from core.catalogue import gradable, grade, grading_view, named_evidence, undo_grading
from core.db import WorkspaceSession
from core.errors import Conflict, Invalid, NotFound, Refused
from core.frameworks import scale_of
from core.notifications.models import OutboxMessage
from core.people import ContextKind, RoleContext, give_role
from tests.builders import a_course, a_module_in, a_person, a_result, a_skill, an_activity
from tests.conftest import House


class Class(NamedTuple):
    """Mona teaches a course with Fire safety; Anna is on it; Welding is on one of its activities."""

    course: int
    fire: int
    welding: int
    drill: int
    anna: int
    mona: int


@pytest.fixture
def lesson(house: House) -> Class:
    with house.writing() as session:
        fire, welding = a_skill(session, "Fire safety"), a_skill(session, "Welding")
        course = a_course(session, "Fire course", competencies={fire: "complete"})
        drill = an_activity(session, "Alarm drill", fire, welding, modules=(a_module_in(session, course),))
        anna, mona = a_person(session), a_person(session, "Mona Aas")
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, course))
        enrol(session, house.operator, course, [anna])
    return Class(course, fire, welding, drill, anna, mona)


def value(session: WorkspaceSession, competency: int, name: str) -> int:
    return scale_of(session, competency).named(name).id


def graded(house: House, lesson: Class, name: str = "Acquired", *, course: int | None = None, comment: str = "") -> int:
    with house.writing() as session:
        return grade(
            session,
            house.as_(lesson.mona),
            course_id=course or lesson.course,
            person_id=lesson.anna,
            competency_id=lesson.fire,
            scale_value_id=value(session, lesson.fire, name),
            comment=comment,
        ).judgement_id


def test_a_grading_becomes_the_rating_higher_or_lower(house: House, lesson: Class) -> None:
    for name in ("Acquired", "Not acquired", "Acquired"):
        graded(house, lesson, name)
        house.clock.forward(minutes=1)
        with house.reading() as session:
            rating = rating_of(session, lesson.anna, lesson.fire)
            assert rating is not None
            assert rating.value is not None
            assert (rating.value.name, rating.cause, rating.rated_by_id) == (name, "grading", lesson.mona)


@pytest.mark.rule("courses/grade-evidence")
def test_gradings_and_completions_in_two_courses_are_two_pieces_each_naming_teacher_and_course(
    house: House, lesson: Class
) -> None:
    with house.writing() as session:
        other = a_course(session, "Refresher", competencies={lesson.fire: "complete"})
        give_role(session, house.operator, lesson.mona, "teacher", RoleContext(ContextKind.COURSE, other))
        enrol(session, house.operator, other, [lesson.anna])
    graded(house, lesson, comment="Calm and quick")
    house.clock.forward(minutes=1)
    graded(house, lesson, "Not acquired", course=other)
    for course in (lesson.course, other):
        house.clock.forward(minutes=1)
        with house.writing() as session:
            complete_course(session, house.operator, course, lesson.anna, source="file")
    with house.reading() as session:
        found = named_evidence(session, lesson.anna, lesson.fire)
    assert [(each.kind, each.strength, each.judged, each.by, each.value, each.name, each.note) for each in found] == [
        ("course", "generic", None, None, None, "Refresher", ""),
        ("course", "generic", None, None, None, "Fire course", ""),
        ("rating", "explicit", "grading", "Mona Aas", "Not acquired", "Refresher", ""),
        ("rating", "explicit", "grading", "Mona Aas", "Acquired", "Fire course", "Calm and quick"),
    ]


def test_all_evidence_is_in_view_also_what_came_from_elsewhere(house: House, lesson: Class) -> None:
    with house.writing() as session:
        a_result(session, lesson.anna, lesson.drill, 95)
        elsewhere = a_course(session, "Elsewhere", competencies={lesson.fire: "evidence"})
        complete_course(session, house.operator, elsewhere, lesson.anna, source="file")
    with house.reading() as session:
        view = grading_view(
            session, house.as_(lesson.mona), course_id=lesson.course, person_id=lesson.anna, competency_id=lesson.fire
        )
    assert {(each.kind, each.name) for each in view.evidence} == {("activity", "Alarm drill"), ("course", "Elsewhere")}
    assert [each.name for each in view.scale.values] == ["Not acquired", "Acquired"]


def test_what_is_on_the_course_or_on_one_of_its_activities_can_be_graded_and_nothing_else(
    house: House, lesson: Class
) -> None:
    with house.writing() as session:
        other = a_skill(session, "Knots")
    with house.reading() as session:
        mona = house.as_(lesson.mona)
        assert [each.name for each in gradable(session, mona, lesson.course)] == ["Fire safety", "Welding"]
        with pytest.raises(NotFound, match="neither on Fire course nor on its activities"):
            grading_view(session, mona, course_id=lesson.course, person_id=lesson.anna, competency_id=other)


def test_only_while_the_person_is_on_the_course_and_never_oneself(house: House, lesson: Class) -> None:
    with house.writing() as session:
        unenrol(session, house.operator, lesson.course, [lesson.anna])
        enrol(session, house.operator, lesson.course, [lesson.mona])
    with house.reading() as session:
        mona, at = house.as_(lesson.mona), {"course_id": lesson.course, "competency_id": lesson.fire}
        with pytest.raises(Invalid, match="Anna isn't on Fire course"):
            grading_view(session, mona, person_id=lesson.anna, **at)
        with pytest.raises(Invalid, match="You can't grade yourself"):
            grading_view(session, mona, person_id=lesson.mona, **at)


@pytest.mark.parametrize("role", ["manager", "content_editor", "plan_admin", "teacher elsewhere", "peer"])
def test_nobody_but_the_teacher_and_admins_grades_in_a_course(house: House, lesson: Class, role: str) -> None:
    with house.writing() as session:
        person = a_person(session, "Somebody Else")
        if role == "teacher elsewhere":
            place = RoleContext(ContextKind.COURSE, a_course(session, "Other"))
            give_role(session, house.operator, person, "teacher", place)
        elif role in ("content_editor", "plan_admin"):
            give_role(session, house.operator, person, role)
    with house.writing() as session, pytest.raises(Refused, match="grading in this course"):
        grade(
            session,
            house.as_(person),
            course_id=lesson.course,
            person_id=lesson.anna,
            competency_id=lesson.fire,
            scale_value_id=value(session, lesson.fire, "Acquired"),
        )
    with house.reading() as session:
        assert rating_of(session, lesson.anna, lesson.fire) is None


def test_a_value_of_another_scale_is_refused(house: House, lesson: Class) -> None:
    with house.writing() as session, pytest.raises(Invalid, match="another scale"):
        grade(
            session,
            house.as_(lesson.mona),
            course_id=lesson.course,
            person_id=lesson.anna,
            competency_id=lesson.fire,
            scale_value_id=999_999,
        )


def test_a_grading_is_undone_with_its_evidence_and_the_value_before_it_stands_again(
    house: House, lesson: Class
) -> None:
    graded(house, lesson)
    house.clock.forward(minutes=1)
    second = graded(house, lesson, "Not acquired")
    with house.writing() as session:
        undo_grading(session, house.as_(lesson.mona), second)
    with house.reading() as session:
        rating = rating_of(session, lesson.anna, lesson.fire)
        assert rating is not None
        assert rating.proficient
        assert [each.value for each in named_evidence(session, lesson.anna, lesson.fire)] == ["Acquired"]


def test_an_older_grading_is_not_undone_once_another_took_its_place(house: House, lesson: Class) -> None:
    first = graded(house, lesson)
    house.clock.forward(minutes=1)
    graded(house, lesson, "Not acquired")
    with house.writing() as session, pytest.raises(Conflict, match="another rating took its place"):
        undo_grading(session, house.as_(lesson.mona), first)


def test_the_graded_person_is_told_once_for_each_grading(house: House, lesson: Class) -> None:
    graded(house, lesson)
    with house.reading() as session:
        told = session.query(OutboxMessage).where(OutboxMessage.kind == "courses").all()
        assert [(each.recipient_id, each.refs["what"]) for each in told] == [(lesson.anna, "graded")]
