"""When a course is completed, and what it leaves behind (courses/complete, completion-evidence, theory-only)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from core.activities import (
    CompletedBy,
    NewCompletion,
    complete_course,
    complete_courses,
    enrol,
    set_required,
    standing,
    take_out_activity,
    undo_completion,
)
from core.activities.course_models import CourseCompletion
from core.errors import Conflict, Invalid, NotFound, Refused
from core.evidence import evidence_of
from core.notifications.models import OutboxMessage
from core.people import ContextKind, RoleContext, give_role
from tests.builders import a_course, a_module, a_module_in, a_person, a_result, a_skill, an_activity
from tests.conftest import House


def completed(house: House, course_id: int, person_id: int) -> bool:
    with house.reading() as session:
        return standing(session, course_id, person_id).completed_at is not None


def kinds(house: House, person_id: int, skill: int) -> list[str]:
    with house.reading() as session:
        return [each.kind for each in evidence_of(session, person_id, skill) if each.stands]


@pytest.mark.rule("courses/complete")
def test_a_course_is_completed_by_all_its_required_activities_and_not_by_fewer(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        basics, hot = a_module_in(session, fire), a_module_in(session, fire, name="Hot work")
        first = an_activity(session, "Extinguishers", modules=(basics,), required=True)
        second = an_activity(session, "Hot work drill", modules=(hot,), required=True)
        an_activity(session, "Reading list", modules=(hot,))
        enrol(session, house.operator, fire, [anna])
        a_result(session, anna, first, 40)
    assert not completed(house, fire, anna)
    house.clock.forward(days=1)
    with house.writing() as session:
        a_result(session, anna, second, 10)
    with house.reading() as session:
        assert standing(session, fire, anna).completed_at == session.now


@pytest.mark.rule("courses/complete")
@pytest.mark.parametrize(("percent", "done"), [("79.9999", False), ("80", True), ("80.0001", True)])
def test_an_activity_with_a_score_of_its_own_counts_from_that_score_on(
    house: House, percent: str, done: bool
) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        practice = a_module_in(session, fire)
        drill = an_activity(
            session, "Drill", modules=(practice,), required=True, completed_at_score=Decimal("0.8")
        )
        enrol(session, house.operator, fire, [anna])
        a_result(session, anna, drill, percent)
    assert completed(house, fire, anna) is done


@pytest.mark.rule("courses/complete")
@pytest.mark.parametrize("source", [CompletedBy.TEACHER, CompletedBy.XAPI, CompletedBy.FILE])
def test_a_teacher_a_statement_or_a_file_completes_it_without_any_activity(house: House, source: str) -> None:
    with house.writing() as session:
        anna, mona, fire = a_person(session), a_person(session, "Mona Aas"), a_course(session)
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, fire))
        an_activity(session, "Drill", modules=(a_module_in(session, fire),), required=True)
        actor = house.as_(mona) if source == CompletedBy.TEACHER else house.operator
        found = complete_course(session, actor, fire, anna, source=source)
    assert len(found.completion_ids) == 1
    assert completed(house, fire, anna)


@pytest.mark.rule("courses/complete")
def test_completing_twice_counts_once_in_whatever_way_it_comes(house: House) -> None:
    with house.writing() as session:
        skill = a_skill(session)
        anna, fire = a_person(session), a_course(session, competencies={skill: "complete"})
        drill = an_activity(session, "Drill", modules=(a_module_in(session, fire),), required=True)
        enrol(session, house.operator, fire, [anna])
        a_result(session, anna, drill)
    first = house.clock.now
    house.clock.forward(days=3)
    with house.writing() as session:
        row = NewCompletion(fire, anna, session.now)
        again = complete_courses(session, house.operator, [row, row], source="file")
        assert (again.completion_ids, again.repeated) == ((), 2)
        a_result(session, anna, drill)
    with house.reading() as session:
        assert session.query(CourseCompletion).count() == 1
        assert standing(session, fire, anna).completed_at == first
    assert kinds(house, anna, skill) == ["course"]


def test_who_is_not_enrolled_completes_nothing_by_activities_and_at_once_on_enrolment(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        drill = an_activity(session, "Drill", modules=(a_module_in(session, fire),), required=True)
        a_result(session, anna, drill)
    assert not completed(house, fire, anna)
    done_at = house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        enrol(session, house.operator, fire, [anna])
    with house.reading() as session:
        assert standing(session, fire, anna).completed_at == done_at


def test_a_course_that_requires_nothing_is_not_completed_by_doing_something(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        drill = an_activity(session, "Drill", modules=(a_module_in(session, fire),))
        enrol(session, house.operator, fire, [anna])
        a_result(session, anna, drill)
    assert not completed(house, fire, anna)


def test_a_module_in_two_courses_completes_both(house: House) -> None:
    with house.writing() as session:
        anna, fire, onboarding = a_person(session), a_course(session), a_course(session, "Onboarding")
        shared = a_module_in(session, fire, onboarding)
        drill = an_activity(session, "Drill", modules=(shared,), required=True)
        enrol(session, house.operator, fire, [anna])
        enrol(session, house.operator, onboarding, [anna])
        a_result(session, anna, drill)
    assert completed(house, fire, anna)
    assert completed(house, onboarding, anna)


@pytest.mark.parametrize("by", ["not required", "taken out"])
def test_when_what_was_lacking_is_no_longer_required_the_course_is_completed(house: House, by: str) -> None:
    with house.writing() as session:
        anna, omar, fire = a_person(session), a_person(session, "Omar Aziz"), a_course(session)
        practice = a_module_in(session, fire)
        first = an_activity(session, "First", modules=(practice,), required=True)
        second = an_activity(session, "Second", modules=(practice,), required=True)
        enrol(session, house.operator, fire, [anna, omar])
        a_result(session, anna, first)
    assert not completed(house, fire, anna)
    with house.writing() as session:
        if by == "taken out":
            take_out_activity(session, house.operator, practice, second)
        else:
            set_required(session, house.operator, second, required=False)
    assert completed(house, fire, anna)
    assert not completed(house, fire, omar)


@pytest.mark.rule("courses/completion-evidence")
def test_completing_is_evidence_for_each_competency_but_those_without_outcome(house: House) -> None:
    with house.writing() as session:
        skills = {each: a_skill(session, each) for each in ("complete", "evidence", "recommend", "none")}
        anna = a_person(session)
        fire = a_course(session, competencies={skill: outcome for outcome, skill in skills.items()})
        complete_course(session, house.operator, fire, anna, source="file")
    assert {outcome: kinds(house, anna, skill) for outcome, skill in skills.items()} == {
        "complete": ["course"],
        "evidence": ["course"],
        "recommend": ["course"],
        "none": [],
    }


@pytest.mark.rule("courses/completion-evidence")
def test_where_the_competency_is_met_already_evidence_grows_with_every_course(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        one = a_course(session, "One", competencies={skill: "complete"})
        two = a_course(session, "Two", competencies={skill: "complete"})
        for number in range(3):
            module = a_module(session, f"Module {number}")
            a_result(session, anna, an_activity(session, f"Drill {number}", skill, modules=(module,)))
    with house.writing() as session:
        complete_course(session, house.operator, one, anna, source="file")
    with house.writing() as session:
        complete_course(session, house.operator, two, anna, source="file")
    assert kinds(house, anna, skill) == ["activity", "activity", "activity", "course", "course"]


def test_evidence_has_the_time_of_completion_and_the_time_it_came_in(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        fire = a_course(session, competencies={skill: "evidence"})
        before = session.now - timedelta(days=40)
        complete_course(session, house.operator, fire, anna, completed_at=before, source="file")
    with house.reading() as session:
        [found] = evidence_of(session, anna, skill)
        assert (found.happened_at, found.strength, found.self_declared) == (before, "generic", False)


def test_a_mark_is_undone_with_its_evidence_and_can_be_made_again(house: House) -> None:
    with house.writing() as session:
        skill, anna = a_skill(session), a_person(session)
        fire = a_course(session, competencies={skill: "evidence"})
        [mark] = complete_course(session, house.operator, fire, anna).completion_ids
    with house.writing() as session:
        undo_completion(session, house.operator, mark)
    assert not completed(house, fire, anna)
    assert kinds(house, anna, skill) == []
    with house.writing() as session, pytest.raises(Conflict, match="Can't undo"):
        undo_completion(session, house.operator, mark)
    with house.writing() as session:
        assert complete_course(session, house.operator, fire, anna).completion_ids != (mark,)
    assert kinds(house, anna, skill) == ["course"]


def test_what_was_completed_by_activities_is_not_undone_as_a_mark(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        drill = an_activity(session, "Drill", modules=(a_module_in(session, fire),), required=True)
        enrol(session, house.operator, fire, [anna])
        a_result(session, anna, drill)
    with house.reading() as session:
        mark = standing(session, fire, anna).completion_id
    assert mark is not None
    with house.writing() as session, pytest.raises(Conflict, match="teacher's mark"):
        undo_completion(session, house.operator, mark)
    assert completed(house, fire, anna)


def test_bad_completions_are_refused_by_row_and_nothing_is_kept(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
    good = NewCompletion(fire, anna, house.clock.now)
    for bad, error in (
        (NewCompletion(fire, anna, house.clock.now + timedelta(minutes=6)), Invalid),
        (NewCompletion(fire + 999, anna, house.clock.now), NotFound),
        (NewCompletion(fire, anna + 999, house.clock.now), NotFound),
    ):
        with house.writing() as session, pytest.raises(error) as refused:
            complete_courses(session, house.operator, [good, bad], source="file")
        assert refused.value.details["row"] == 1
    assert not completed(house, fire, anna)
    with house.writing() as session:
        at = session.now + timedelta(minutes=5)
        assert complete_course(session, house.operator, fire, anna, completed_at=at, source="xapi").completion_ids


def test_only_who_grades_in_the_course_marks_it_completed(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, manager=ben)
        fire, other = a_course(session), a_course(session, "Other")
        mona = a_person(session, "Mona Aas")
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, other))
    for actor in (ben, anna, mona):
        with house.writing() as session, pytest.raises(Refused, match="grading in this course"):
            complete_course(session, house.as_(actor), fire, anna)
    assert not completed(house, fire, anna)


def test_whom_a_teacher_marks_is_told_and_nobody_of_a_file(house: House) -> None:
    with house.writing() as session:
        anna, omar, fire = a_person(session), a_person(session, "Omar Aziz"), a_course(session)
        mona = a_person(session, "Mona Aas")
        give_role(session, house.operator, mona, "teacher", RoleContext(ContextKind.COURSE, fire))
        complete_course(session, house.as_(mona), fire, anna)
        complete_course(session, house.operator, fire, omar, source="file")
    with house.reading() as session:
        assert [each.recipient_id for each in session.query(OutboxMessage).all()] == [anna]
