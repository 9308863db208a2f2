"""Editing courses, their modules and activities (activities/module, people/matrix: course.manage)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.activities import (
    CourseDetails,
    add_modules,
    course,
    courses_named,
    create_course,
    edit_course,
    edit_module,
    module_view,
    modules_of,
    new_module,
    next_idnumber,
    put_activities,
    set_completed_at,
    set_required,
    take_out_activity,
    take_out_module,
)
from core.activities.models import Course, CourseModule
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import ContextKind, RoleContext, add_category, category_tree, give_role
from tests.builders import a_course, a_module_in, a_person, a_result, an_activity
from tests.conftest import House


@pytest.mark.rule("activities/module")
def test_an_activity_is_in_several_modules_these_in_several_courses_and_courses_in_categories(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        below = add_category(session, house.operator, "Fire", safety)
        one = a_course(session, "One", category=below)
        two = a_course(session, "Two", category=safety)
        practice = a_module_in(session, one, two, name="Practice")
        theory = a_module_in(session, two, name="Theory", theory=True)
        drill = an_activity(session, "Drill", modules=(practice,))
        assert put_activities(session, house.operator, theory, [drill]) == (drill,)
        assert put_activities(session, house.operator, theory, [drill]) == ()
    with house.reading() as session:
        assert course(session, one).category == "Safety / Fire"
        assert [each.path for each in category_tree(session)] == ["Safety", "Safety / Fire"]
        found = modules_of(session, two)
        assert [(each.name, each.theory, each.courses) for each in found] == [
            ("Practice", False, 2), ("Theory", True, 1),
        ]
        assert [[one.title for one in each.activities] for each in found] == [["Drill"], ["Drill"]]


def test_a_course_is_changed_and_an_empty_id_number_keeps_the_one_it_has(house: House) -> None:
    with house.writing() as session:
        fire = create_course(session, house.operator, CourseDetails("C-FIRE", "Fire"))
        edit_course(session, house.operator, fire, CourseDetails("", "  Fire   safety ", "Learn.", open=True))
        view = course(session, fire)
        assert (view.idnumber, view.name, view.description, view.open) == ("C-FIRE", "Fire safety", "Learn.", True)
        assert [each.id for each in courses_named(session, "fire-SAFETY")] == [fire]
        assert [each.id for each in courses_named(session, "c-fire")] == [fire]


def test_a_name_is_needed_and_an_id_number_belongs_to_one_course(house: House) -> None:
    with house.writing() as session:
        create_course(session, house.operator, CourseDetails("C-FIRE", "Fire"))
        other = create_course(session, house.operator, CourseDetails("C-2", "Other"))
    with house.writing() as session, pytest.raises(Conflict, match="C-FIRE is taken"):
        edit_course(session, house.operator, other, CourseDetails("C-FIRE", "Other"))
    with house.writing() as session, pytest.raises(Invalid, match="needs a name"):
        edit_course(session, house.operator, other, CourseDetails("C-2", "  "))


def test_what_is_made_without_an_id_number_gets_the_next_free_one(house: House) -> None:
    with house.writing() as session:
        assert next_idnumber(session, Course, "C") == "C-1"
        create_course(session, house.operator, CourseDetails("C-41", "Fire"))
        create_course(session, house.operator, CourseDetails("C-LAW", "Law"))
        assert next_idnumber(session, Course, "C") == "C-42"


def test_moving_a_course_needs_the_right_in_both_categories(house: House) -> None:
    with house.writing() as session:
        safety, office = (add_category(session, house.operator, name) for name in ("Safety", "Office"))
        cleo = a_person(session, "Cleo Vik")
        give_role(session, house.operator, cleo, "content_editor", RoleContext(ContextKind.CATEGORY, safety))
        fire = a_course(session, "Fire", category=safety)
    with house.writing() as session:
        edit_course(session, house.as_(cleo), fire, CourseDetails("", "Fire safety", category_id=safety))
    with house.writing() as session, pytest.raises(Refused, match="editing courses"):
        edit_course(session, house.as_(cleo), fire, CourseDetails("", "Fire safety", category_id=office))
    with house.writing() as session, pytest.raises(Refused, match="editing courses"):
        create_course(session, house.as_(cleo), CourseDetails("C-OFFICE", "Office", category_id=office))


@pytest.mark.parametrize("role", ["teacher", "content_editor", "competency_admin", "admin", "plan_admin", ""])
def test_who_edits_a_course(house: House, role: str) -> None:
    with house.writing() as session:
        fire, person = a_course(session), a_person(session)
        if role == "teacher":
            give_role(session, house.operator, person, role, RoleContext(ContextKind.COURSE, fire))
        elif role:
            give_role(session, house.operator, person, role)
    with house.writing() as session:
        if role in ("plan_admin", ""):
            with pytest.raises(Refused, match="editing courses"):
                new_module(session, house.as_(person), fire, "Basics")
        else:
            module = new_module(session, house.as_(person), fire, "Basics", theory=True)
            assert module_view(session, module).theory


def test_modules_and_activities_are_put_in_and_taken_out_and_nothing_is_lost(house: House) -> None:
    with house.writing() as session:
        one, two = a_course(session, "One"), a_course(session, "Two")
        shared = a_module_in(session, one)
        drill = an_activity(session, "Drill", modules=(shared,))
        assert add_modules(session, house.operator, two, [shared, shared]) == (shared,)
        assert add_modules(session, house.operator, two, [shared]) == ()
        take_out_module(session, house.operator, two, shared)
        assert session.query(CourseModule).count() == 1
        take_out_activity(session, house.operator, shared, drill)
        assert module_view(session, shared).activities == ()
        for call in (
            lambda: take_out_module(session, house.operator, two, shared),
            lambda: take_out_activity(session, house.operator, shared, drill),
            lambda: add_modules(session, house.operator, two, [shared + 999]),
            lambda: put_activities(session, house.operator, shared, [drill + 999]),
            lambda: module_view(session, shared + 999),
        ):
            with pytest.raises(NotFound):
                call()


def test_theory_or_practice_is_settled_by_the_first_result_in_the_module(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        module = a_module_in(session, fire)
        drill = an_activity(session, "Drill", modules=(module,))
        edit_module(session, house.operator, module, theory=True)
        edit_module(session, house.operator, module, theory=False)
        a_result(session, anna, drill, module=module)
    with house.writing() as session, pytest.raises(Conflict, match="1 result was done in this module"):
        edit_module(session, house.operator, module, theory=True)
    with house.writing() as session:
        edit_module(session, house.operator, module, name="Basics", theory=False)
        assert module_view(session, module).name == "Basics"


def test_required_and_the_score_that_completes_are_set_on_the_activity(house: House) -> None:
    with house.writing() as session:
        module = a_module_in(session, a_course(session))
        drill = an_activity(session, "Drill", modules=(module,))
        set_required(session, house.operator, drill, required=True)
        set_completed_at(session, house.operator, drill, Decimal("0.8"))
        [found] = module_view(session, module).activities
        assert (found.required, found.completed_at_score) == (True, Decimal("0.8"))
        set_completed_at(session, house.operator, drill, None)
        assert module_view(session, module).activities[0].completed_at_score is None
        with pytest.raises(Invalid, match="A score is from 0"):
            set_completed_at(session, house.operator, drill, Decimal("1.01"))
