"""Courses in chat: one's own, joining, what is in one, enrolling others, the teacher's mark."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.blocks import plain
from core.activities import complete_course, enrol, standing
from core.errors import Conflict, Invalid, NotFound, Refused
from core.notifications.models import OutboxMessage
from core.people import PersonDetails, person, register_person
from tests.bot.course_talk import School, school
from tests.bot.spoken import Spoken, buttons, labels
from tests.builders import a_course, a_person, a_result

__all__ = ["school"]


def on_course(school: School, name: str) -> bool:
    with school.house.reading() as session:
        return standing(session, school.course, school.people[name]).enrolled_since is not None


def test_my_courses_come_with_what_is_left_those_i_teach_and_those_i_may_join(school: School) -> None:
    anna = school.talk("anna")
    assert anna.command("course").splitlines() == [
        "Courses",
        "Fire course: running since 24 November 2026, 0 of 1 required activities done [Open]",
        "Lifting: open to join.  [Enrol]",
    ]
    assert school.talk("mona").command("course").splitlines()[1] == (
        "Fire course: you teach it; 1 person, 0 completed [Open]"
    )


@pytest.mark.rule("courses/enrol")
def test_an_open_course_is_joined_by_one_press_and_left_by_another(school: School) -> None:
    anna = school.talk("anna")
    anna.command("course")
    said = anna.press("Enrol").splitlines()
    assert said[:2] == ["Lifting", "✓ You are enrolled on Lifting, 09:00."]
    assert labels(anna.card) == ["Undo"]
    assert anna.press("Undo") == "Undone, 09:00. You aren't on the course."
    anna.command("course", "Lifting")
    anna.press("Enrol")
    anna.command("course", "lifting")
    assert "You left Lifting, 09:00. What you completed stays." in anna.press("Leave")


def test_a_course_shows_what_is_done_what_it_gives_and_starts_the_next_activity(school: School) -> None:
    anna = school.talk("anna")
    said = anna.command("course", "fire course")
    assert said.splitlines() == [
        "Fire course",
        "On it since 24 November 2026: 0 of 1 required activities done.",
        "Basics: ○ Alarm drill (required)",
        "Law (theory): ○ Reading",
        "Competencies: Fire safety: Acquired when completed · First aid: evidence",
        said.splitlines()[5],
        "[Next: Alarm drill]",
    ]
    assert said.splitlines()[5].endswith(" · by enrolment")
    assert "1 of 2: Question " in anna.press("Next: Alarm drill")
    with school.house.writing() as session:
        a_result(session, school.people["anna"], school.drill)
    said = anna.command("course", "Fire course")
    assert "✓ You completed it on 24 November 2026." in said
    assert "Basics: ✓ Alarm drill (required)" in said


def test_an_unclear_name_offers_what_comes_near_and_an_unknown_one_says_so(school: School) -> None:
    anna = school.talk("anna")
    said = anna.command("course", "Fire cuorse")
    assert said.splitlines() == ["I don't find exactly 'Fire cuorse'. Is it one of these?", "Fire course [Choose]"]
    assert anna.press("Choose").startswith("Fire course")
    with pytest.raises(NotFound, match="I don't find a course named 'Zebra'"):
        anna.command("course", "Zebra")


def test_the_list_pages_by_ten(school: School) -> None:
    with school.house.writing() as session:
        for number in range(23):
            a_course(session, f"Course {number:02}", open=True)
    anna = school.talk("anna")
    assert "1 to 10 of 25" in anna.command("course")
    assert "11 to 20 of 25" in anna.press("Show more")
    assert "21 to 25 of 25" in anna.press("Show more")
    assert labels(anna.card)[-1] == "From the start"


@pytest.mark.rule("courses/enrol")
def test_a_manager_enrols_one_person_by_the_command_alone(school: School) -> None:
    ben = school.talk("ben")
    said = ben.command("course", "enrol <@UOMAR> in Fire course")
    assert said.splitlines() == ["✓ Omar is enrolled on Fire course, 09:00. Omar is told.", "[Open course] [Undo]"]
    assert on_course(school, "omar")
    assert "Undone, 09:00: 1 enrolment taken back." in ben.press("Undo")
    assert not on_course(school, "omar")


def test_who_did_all_it_requires_before_completes_it_on_enrolment_and_the_answer_says_so(school: School) -> None:
    with school.house.writing() as session:
        a_result(session, school.people["omar"], school.drill)
    said = school.talk("ben").command("course", "enrol <@UOMAR> Fire course")
    assert said.splitlines() == [
        "✓ Omar is enrolled on Fire course, 09:00. Omar is told. "
        "All it requires was done before, so it is ✓ completed.",
        "[Open course]",
    ]


def test_several_are_a_dry_run_first_with_those_left_out_named(school: School) -> None:
    ben = school.talk("ben")
    said = ben.command("course", "enrol <@UANNA> <@UOMAR> <@UERIK> Fire course")
    assert said.splitlines() == [
        "Not enrolled yet",
        "Fire course. 3 people: 1 new, 1 already there, 1 left out.",
        "Left out, as not supervised by you: Erik Strand.",
        "[Apply] [Cancel]",
    ]
    assert not on_course(school, "omar")
    assert ben.press("Apply").splitlines() == [
        "✓ Applied by Ben, 09:00: 1 enrolled, 1 already there, 1 left out.", "[Undo]",
    ]
    assert on_course(school, "omar")
    assert not on_course(school, "erik")


def test_a_form_enrols_who_is_picked(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Enrol people")
    assert "Erik is enrolled on Fire course" in mona.fill(people=["UERIK"])
    with pytest.raises(Invalid, match="Pick at least one person"):
        mona.command("course", "Fire course")
        mona.press("Enrol people")
        mona.fill(people=[])


def test_what_is_missing_or_not_allowed_is_said_with_an_example(school: School) -> None:
    erik = school.talk("erik")
    with pytest.raises(Refused, match="you don't supervise Anna"):
        erik.command("course", "enrol <@UANNA> Fire course")
    with pytest.raises(Invalid, match="Example: /prowess course enrol @anna"):
        erik.command("course", "enrol <@UANNA>")
    with pytest.raises(Invalid, match="Whom, from which course"):
        erik.command("course", "unenrol Fire course")
    with pytest.raises(Refused, match="editing courses"):
        erik.command("course", "new Knots")


def test_a_person_leaves_by_command_and_it_is_undone(school: School) -> None:
    ben = school.talk("ben")
    assert ben.command("course", "unenrol <@UANNA> from Fire course").splitlines()[0] == (
        "✓ Applied by Ben, 09:00: 1 person left Fire course."
    )
    assert not on_course(school, "anna")
    ben.press("Undo")
    assert on_course(school, "anna")


@pytest.mark.rule("courses/complete")
def test_a_teacher_sees_who_is_on_it_and_marks_one_completed(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    assert "Anna Berg: running since 24 November 2026, 0 of 1 required activities done [Open]" in mona.press("People")
    said = mona.press("Open")
    assert said.splitlines()[:4] == [
        "Anna Berg",
        "Fire course: running since 24 November 2026, 0 of 1 required activities done",
        "Fire safety: no value yet [Grade]",
        "First aid: no value yet [Grade]",
    ]
    said = mona.press("Mark completed")
    assert "✓ Marked as completed by you, 09:00." in said
    assert "Fire safety: Acquired [Grade]" in said
    assert "First aid: no value yet [Grade]" in said
    assert "Undone, 09:00. The course isn't completed." in mona.press("Undo")
    mona.command("course", "Fire course")
    mona.press("People")
    assert "Fire safety: no value yet" in mona.press("Open")


def test_the_mark_by_command_asks_for_an_enrolment_first(school: School) -> None:
    mona = school.talk("mona")
    with pytest.raises(Invalid, match="Omar isn't on Fire course"):
        mona.command("course", "complete <@UOMAR> Fire course")
    assert "✓ Marked as completed by you" in mona.command("course", "complete <@UANNA> Fire course")
    with pytest.raises(Refused, match="grading in this course"):
        school.talk("ben").command("course", "complete <@UANNA> Fire course")


def test_neither_manager_nor_peer_sees_the_list_of_people(school: School) -> None:
    for name in ("ben", "erik"):
        talk = school.talk(name)
        talk.command("course", "Fire course")
        assert "People" not in labels(talk.card)
        mona = school.talk("mona")
        mona.command("course", "Fire course")
        people = next(each for each in buttons(mona.card) if str(each.label) == "People")
        with pytest.raises(Refused):
            talk.press_button(people)


def test_whom_others_enrol_reads_by_whom_and_it_is_rewritten_when_undone(school: School) -> None:
    ben, omar = school.talk("ben"), school.talk("omar")
    ben.command("course", "enrol <@UOMAR> Fire course")
    assert told(school, omar, rewriting=False).splitlines() == [
        "Ben enrolled you on Fire course.",
        "[Open course]",
        "Because Ben may enrol you. Mute: /prowess settings",
    ]
    ben.press("Undo")
    assert told(school, omar, rewriting=True) == "You are no longer on Fire course."


def told(school: School, talk: Spoken, *, rewriting: bool) -> str:
    """The words of the latest message to somebody, as they would be sent or rewritten now."""
    with school.house.reading() as session:
        row = session.query(OutboxMessage).where(OutboxMessage.recipient_id == talk.person_id).all()[-1]
        card = talk.conversations.notices[row.kind](
            session, person(session, talk.person_id), row.refs, SimpleNamespace(rewriting=rewriting, in_doubt=False)
        )
    return plain(card, talk.asker.reader)


def test_an_enrolment_is_not_undone_once_the_course_is_completed(school: School) -> None:
    ben = school.talk("ben")
    ben.command("course", "enrol <@UOMAR> Fire course")
    with school.house.writing() as session:
        complete_course(session, school.house.operator, school.course, school.people["omar"], source="file")
    with pytest.raises(Conflict, match="Can't undo: 1 person completed the course since"):
        ben.press("Undo")


def test_deactivated_people_are_left_out_of_the_list(school: School) -> None:
    with school.house.writing() as session:
        details = {"email": "gone@nordlys.example", "chat_user_id": None}
        gone = a_person(session, "Gone Away", **details)
        enrol(session, school.house.operator, school.course, [gone])
        register_person(session, school.house.operator, PersonDetails("Gone Away", **details, active=False))
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    assert "Gone" not in mona.press("People")
