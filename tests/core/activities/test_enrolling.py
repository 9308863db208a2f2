"""Who may enrol whom, what running means, and when it ends (courses/enrol)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.activities import (
    course,
    courses_of_person,
    enrol,
    open_courses,
    people_on,
    plan_enrolment,
    standing,
    undo_enrolment,
    unenrol,
)
from core.activities.models import Enrolment
from core.errors import Conflict, NotFound, Refused
from core.notifications.models import OutboxMessage
from core.people import ContextKind, PersonDetails, RoleContext, give_role, person, register_person
from tests.builders import a_course, a_module_in, a_person, a_result, an_activity
from tests.conftest import House


def a_teacher(house: House, course_id: int) -> int:
    with house.writing() as session:
        teacher = a_person(session, "Mona Aas")
        give_role(session, house.operator, teacher, "teacher", RoleContext(ContextKind.COURSE, course_id))
    return teacher


def enrolled(house: House, course_id: int) -> list[int]:
    with house.reading() as session:
        return people_on(session, course_id)


@pytest.mark.rule("courses/enrol")
@pytest.mark.parametrize("who", ["manager", "teacher", "admin", "themself", "file"])
def test_people_are_enrolled_by_those_who_may(house: House, who: str) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna Berg", manager=ben)
        admin = a_person(session, "Ada Lund", role="admin")
        fire = a_course(session, open=who == "themself")
    actors = {
        "manager": house.as_(ben),
        "teacher": house.as_(a_teacher(house, fire)),
        "admin": house.as_(admin),
        "themself": house.as_(anna),
        "file": house.operator,
    }
    with house.writing() as session:
        done = enrol(session, actors[who], fire, [anna])
    assert done.plan.new == (anna,)
    with house.reading() as session:
        assert standing(session, fire, anna).running


@pytest.mark.rule("courses/enrol")
@pytest.mark.parametrize("who", ["peer", "themself", "teacher elsewhere"])
def test_nobody_else_enrols_and_the_refusal_says_who_can(house: House, who: str) -> None:
    with house.writing() as session:
        anna, peer = a_person(session, "Anna Berg"), a_person(session, "Erik Strand")
        fire, other = a_course(session), a_course(session, "Another")
    actor = {"peer": peer, "themself": anna, "teacher elsewhere": a_teacher(house, other)}[who]
    with house.writing() as session, pytest.raises(Refused) as refused:
        enrol(session, house.as_(actor), fire, [anna])
    said = str(refused.value.sentence)
    if who == "themself":
        assert said == (
            "Not enrolled: Fire course isn't open to join. Your manager, its teacher or an admin can enrol you."
        )
    else:
        assert said == (
            "Nobody was enrolled on Fire course: you don't supervise Anna. Those who do, its teacher or an admin can."
        )
    assert enrolled(house, fire) == []


def test_an_open_course_is_joined_and_left_by_oneself_but_not_for_others(house: House) -> None:
    with house.writing() as session:
        anna, erik = a_person(session, "Anna Berg"), a_person(session, "Erik Strand")
        fire = a_course(session, open=True)
    with house.reading() as session:
        assert [each.id for each in open_courses(session, anna)] == [fire]
    with house.writing() as session:
        plan = enrol(session, house.as_(anna), fire, [anna, erik]).plan
        assert (plan.new, plan.refused) == ((anna,), (erik,))
    with house.reading() as session:
        assert open_courses(session, anna) == []
    with house.writing() as session:
        assert unenrol(session, house.as_(anna), fire, [anna]) == (anna,)
    assert enrolled(house, fire) == []


def test_of_many_people_the_dry_run_counts_new_there_left_out_and_deactivated(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, omar = a_person(session, "Anna Berg", manager=ben), a_person(session, "Omar Aziz", manager=ben)
        gone = a_person(session, "Gone Away", manager=ben, email="gone@nordlys.example", chat_user_id=None)
        register_person(session, house.operator, PersonDetails("Gone Away", "gone@nordlys.example", active=False))
        erik = a_person(session, "Erik Strand")
        fire = a_course(session)
        enrol(session, house.operator, fire, [omar])
    with house.reading() as session:
        plan = plan_enrolment(session, house.as_(ben), fire, [anna, omar, gone, erik, anna])
    assert (plan.new, plan.already, plan.inactive, plan.refused) == ((anna,), (omar,), (gone,), (erik,))
    assert enrolled(house, fire) == [omar]


@pytest.mark.rule("courses/enrol")
def test_enrolled_and_not_completed_is_running(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        practice = a_module_in(session, fire)
        drill = an_activity(session, "Alarm drill", modules=(practice,), required=True)
        enrol(session, house.operator, fire, [anna])
    with house.reading() as session:
        [now] = courses_of_person(session, anna)
        assert now.running
        assert (now.progress.done, now.progress.required) == (0, 1)
    with house.writing() as session:
        a_result(session, anna, drill, 50)
    with house.reading() as session:
        [now] = courses_of_person(session, anna)
        assert not now.running
        assert now.enrolled_since is not None
        assert now.completed_at == session.now


def test_enrolling_twice_keeps_one_enrolment_with_its_first_day(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        enrol(session, house.operator, fire, [anna], since=session.now - timedelta(days=30))
    house.clock.forward(days=1)
    with house.writing() as session:
        again = enrol(session, house.operator, fire, [anna, anna])
    assert (again.plan.new, again.plan.already, again.enrolment_ids) == ((), (anna,), ())
    with house.reading() as session:
        assert standing(session, fire, anna).enrolled_since == session.now - timedelta(days=31)
        assert session.query(Enrolment).count() == 1


def test_leaving_keeps_the_history_and_one_can_be_enrolled_again(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
        enrol(session, house.operator, fire, [anna])
    first = house.clock.now
    house.clock.forward(days=2)
    with house.writing() as session:
        assert unenrol(session, house.operator, fire, [anna]) == (anna,)
    house.clock.forward(days=2)
    with house.writing() as session:
        enrol(session, house.operator, fire, [anna])
    with house.reading() as session:
        rows = session.query(Enrolment).where(Enrolment.as_of(first + timedelta(days=1), session.now)).all()
        assert len(rows) == 1
        between = session.query(Enrolment).where(Enrolment.as_of(first + timedelta(days=3), session.now)).all()
        assert between == []
        assert standing(session, fire, anna).enrolled_since == session.now


def test_whom_one_may_not_enrol_one_cannot_take_off_either(house: House) -> None:
    with house.writing() as session:
        ben, anna = a_person(session, "Ben Dahl"), a_person(session, "Anna Berg")
        fire = a_course(session)
        enrol(session, house.operator, fire, [anna])
    for actor, words in (
        (ben, "Nobody left Fire course: you don't supervise Anna. Those who do, its teacher or an admin can."),
        (anna, "You stay on Fire course: your manager, its teacher or an admin can end it."),
    ):
        with house.writing() as session, pytest.raises(Refused, match=words[:20]) as refused:
            unenrol(session, house.as_(actor), fire, [anna])
        assert str(refused.value.sentence) == words
    assert enrolled(house, fire) == [anna]


def test_an_enrolment_is_undone_unless_the_course_was_completed_since(house: House) -> None:
    with house.writing() as session:
        anna, erik, fire = a_person(session), a_person(session, "Erik Strand"), a_course(session)
        done = enrol(session, house.operator, fire, [anna, erik])
        assert undo_enrolment(session, house.operator, fire, done.enrolment_ids) == 2
    assert enrolled(house, fire) == []
    with house.writing() as session:
        drill = an_activity(session, "Alarm drill", modules=(a_module_in(session, fire),), required=True)
        again = enrol(session, house.operator, fire, [anna])
        a_result(session, anna, drill)
    with house.writing() as session, pytest.raises(Conflict, match="1 person completed the course since"):
        undo_enrolment(session, house.operator, fire, again.enrolment_ids)


def test_whom_others_enrol_is_told_once_and_nobody_of_a_file_or_themself(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, omar = a_person(session, manager=ben), a_person(session, "Omar Aziz", manager=ben)
        fire = a_course(session, open=True)
        enrol(session, house.as_(ben), fire, [anna])
        enrol(session, house.as_(ben), fire, [anna])
        enrol(session, house.operator, fire, [omar])
        enrol(session, house.as_(ben), fire, [ben])
    with house.reading() as session:
        assert [each.recipient_id for each in session.query(OutboxMessage).all()] == [anna]


def test_unknown_courses_and_people_read_as_missing(house: House) -> None:
    with house.writing() as session:
        anna, fire = a_person(session), a_course(session)
    with house.reading() as session:
        with pytest.raises(NotFound, match="course"):
            course(session, fire + 1_000)
        with pytest.raises(NotFound, match="person"):
            plan_enrolment(session, house.operator, fire, [anna + 1_000])
        assert person(session, anna).active
