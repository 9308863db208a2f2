"""Courses, modules, activities and quizzes."""

from __future__ import annotations

import pytest

from core.activities import (
    ActivityDetails,
    CourseDetails,
    NewQuestion,
    activities_containing,
    activities_named,
    activity,
    add_questions,
    answer_question,
    attempt,
    create_activity,
    create_course,
    create_module,
    delete_activity,
    edit_activity,
    start_or_resume_quiz,
)
from core.activities.rules import is_right, number_in
from core.errors import Conflict, Invalid, NotFound, Refused, Stranger
from core.people import PersonDetails, register_person
from tests.builders import a_module, a_person, a_quiz, an_activity
from tests.conftest import House


@pytest.mark.rule("activities/module")
def test_an_activity_stands_in_several_modules_and_a_module_in_several_courses(house: House) -> None:
    with house.writing() as session:
        courses = tuple(
            create_course(session, house.operator, CourseDetails(f"C-{name}", name)) for name in ("Fire", "Welding")
        )
        basics = create_module(session, house.operator, "M-1", "Fire basics", course_ids=courses)
        theory = create_module(session, house.operator, "M-2", "Fire theory", course_ids=courses[:1], theory=True)
        both = an_activity(session, "Alarm drill", modules=(basics, theory))
        lesson = an_activity(session, "How fires start", modules=(theory,))
    with house.reading() as session:
        view = activity(session, both)
        assert (view.modules, view.theory) == (("Fire basics", "Fire theory"), False)
        assert activity(session, lesson).theory


def test_what_has_no_name_or_a_taken_id_number_is_refused(house: House) -> None:
    with house.writing() as session:
        create_course(session, house.operator, CourseDetails("C-1", "Fire"))
        create_activity(session, house.operator, ActivityDetails("Drill", idnumber="A-1"))
    for make in (
        lambda session: create_course(session, house.operator, CourseDetails("C-2", " ")),
        lambda session: create_course(session, house.operator, CourseDetails("", "Fire")),
        lambda session: create_activity(session, house.operator, ActivityDetails(" - ")),
        lambda session: create_activity(session, house.operator, ActivityDetails("x" * 201)),
    ):
        with pytest.raises(Invalid), house.writing() as session:
            make(session)
    with pytest.raises(Conflict, match="A-1 is taken"), house.writing() as session:
        create_activity(session, house.operator, ActivityDetails("Other", idnumber="A-1"))


def test_activities_get_free_id_numbers_and_are_found_by_title_id_number_and_letters(house: House) -> None:
    with house.writing() as session:
        first = create_activity(session, house.operator, ActivityDetails("Hot work permit drill"))
        second = create_activity(session, house.operator, ActivityDetails("Alarm drill"))
        edit_activity(session, house.operator, second, title="Alarm and muster drill", description="Leave.")
    with house.reading() as session:
        assert [activity(session, each).idnumber for each in (first, second)] == ["ACT-1", "ACT-2"]
        assert [each.id for each in activities_named(session, "hot-work PERMIT drill")] == [first]
        assert [each.id for each in activities_named(session, "act-2")] == [second]
        assert activities_named(session, "Alarm drill") == []
        assert [each.id for each in activities_containing(session, "drill")] == [second, first]
        assert activity(session, second).description == "Leave."
    with house.writing() as session:
        delete_activity(session, house.operator, first)
    with house.reading() as session:
        assert activities_named(session, "Hot work permit drill") == []
        assert not activity(session, first).in_use


def test_an_employee_edits_no_activity_and_no_course(house: House) -> None:
    with house.writing() as session:
        anna, module, drill = a_person(session), a_module(session), an_activity(session)
    for make in (
        lambda session: create_course(session, house.as_(anna), CourseDetails("C-9", "Fire")),
        lambda session: create_activity(session, house.as_(anna), ActivityDetails("Drill", module_ids=(module,))),
        lambda session: edit_activity(session, house.as_(anna), drill, title="Mine"),
        lambda session: delete_activity(session, house.as_(anna), drill),
        lambda session: a_wrong_question(session, house, anna, drill),
    ):
        with pytest.raises(Refused), house.writing() as session:
            make(session)


def a_wrong_question(session: object, house: House, anna: int, drill: int) -> None:
    add_questions(session, house.as_(anna), drill, [NewQuestion("Q", "single", ("A",), ("A", "B"))])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "question",
    [
        NewQuestion("Q", "essay", ("A",)),
        NewQuestion(" ", "text", ("A",)),
        NewQuestion("Q", "single", (), ("A", "B")),
        NewQuestion("Q", "single", ("C",), ("A", "B")),
        NewQuestion("Q", "single", ("A",), ("A",)),
        NewQuestion("Q", "single", ("A",), ("A", "A")),
        NewQuestion("Q", "single", ("A", "B"), ("A", "B")),
        NewQuestion("Q", "number", ("many",)),
        NewQuestion("Q", "text", ("A",), points=0),
    ],
)
def test_a_question_nobody_could_answer_rightly_is_refused(house: House, question: NewQuestion) -> None:
    with house.writing() as session:
        drill = an_activity(session)
    with pytest.raises(Invalid), house.writing() as session:
        add_questions(session, house.operator, drill, [question])


@pytest.mark.parametrize(
    ("kind", "correct", "given", "right"),
    [
        ("single", ("A",), ("A",), True),
        ("single", ("A",), ("B",), False),
        ("true_false", ("False",), ("False",), True),
        ("multiple", ("A", "B"), ("B", "A"), True),
        ("multiple", ("A", "B"), ("A",), False),
        ("multiple", ("A", "B"), ("A", "B", "C"), False),
        ("number", ("12.5",), ("12,50",), True),
        ("number", ("12.5",), ("12.51",), False),
        ("number", ("12.5",), ("a dozen",), False),
        ("text", ("CO2", "carbon dioxide"), (" Carbon-Dioxide ",), True),
        ("text", ("CO2",), ("CO",), False),
    ],
)
def test_what_counts_as_a_right_answer(
    kind: str, correct: tuple[str, ...], given: tuple[str, ...], right: bool
) -> None:
    assert is_right(kind, correct, given) is right


def test_numbers_are_read_with_point_or_comma_and_nothing_endless() -> None:
    assert str(number_in(" 1 000,5 ")) == "1000.5"
    assert number_in("inf") is None
    assert number_in("") is None


@pytest.mark.rule("activities/quiz")
def test_the_shuffled_order_is_kept_and_the_unfinished_attempt_resumed(house: House) -> None:
    with house.writing() as session:
        anna, drill = a_person(session), an_activity(session)
        a_quiz(session, drill, 4)
        started = start_or_resume_quiz(session, house.as_(anna), drill, shuffle=lambda ids: ids[::-1])
    with house.writing() as session:
        assert start_or_resume_quiz(session, house.as_(anna), drill) == started
        run = attempt(session, house.as_(anna), started)
        assert [each.text for each in run.questions] == ["Question 4", "Question 3", "Question 2", "Question 1"]
        assert run.next is not None and run.next.number == 1


@pytest.mark.rule("activities/quiz")
def test_the_first_answer_stands_and_the_last_one_makes_the_result_once(house: House) -> None:
    with house.writing() as session:
        anna, drill = a_person(session), an_activity(session)
        a_quiz(session, drill, 2)
        started = start_or_resume_quiz(session, house.as_(anna), drill)
        first, last = (each.id for each in attempt(session, house.as_(anna), started).questions)
        answer_question(session, house.as_(anna), started, first, ["Water"])
        again = answer_question(session, house.as_(anna), started, first, ["Foam"])
        assert (again.repeated, again.right, again.given) == (True, False, ("Water",))
        done = answer_question(session, house.as_(anna), started, last, ["Foam"])
        assert done.finished and done.result_id is not None
        late = answer_question(session, house.as_(anna), started, last, ["Water"])
        assert (late.repeated, late.right, late.result_id) == (True, True, None)
    with house.reading() as session:
        run = attempt(session, house.as_(anna), started)
        assert run.score is not None and str(run.score) == "0.5"
        assert (run.right, run.points) == (1, (1, 2))
    with house.writing() as session:
        assert start_or_resume_quiz(session, house.as_(anna), drill) != started, "a finished one is done anew"


def test_an_option_that_is_not_offered_an_empty_answer_and_another_quizs_question_are_refused(house: House) -> None:
    with house.writing() as session:
        anna, drill, other = a_person(session), an_activity(session), an_activity(session, "Other")
        a_quiz(session, drill, 1)
        a_quiz(session, other, 1)
        started = start_or_resume_quiz(session, house.as_(anna), drill)
        foreign = start_or_resume_quiz(session, house.as_(anna), other)
        mine = attempt(session, house.as_(anna), started).questions[0].id
        theirs = attempt(session, house.as_(anna), foreign).questions[0].id
    for given in (["Sand"], [" "], []):
        with pytest.raises(Invalid), house.writing() as session:
            answer_question(session, house.as_(anna), started, mine, given)
    with pytest.raises(NotFound), house.writing() as session:
        answer_question(session, house.as_(anna), started, theirs, ["Foam"])


def test_only_active_people_take_quizzes_and_only_where_there_is_one(house: House) -> None:
    with house.writing() as session:
        anna, drill = a_person(session), an_activity(session)
        with pytest.raises(NotFound, match="has no quiz"):
            start_or_resume_quiz(session, house.as_(anna), drill)
        a_quiz(session, drill, 1)
        with pytest.raises(Stranger):
            start_or_resume_quiz(session, house.operator, drill)
        details = PersonDetails("Gone", "gone@nordlys.example", active=False)
        gone = register_person(session, house.operator, details)
        with pytest.raises(Stranger):
            start_or_resume_quiz(session, house.as_(gone), drill)
        delete_activity(session, house.operator, drill)
        with pytest.raises(NotFound):
            start_or_resume_quiz(session, house.as_(anna), drill)
