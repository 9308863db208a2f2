"""Grading and reports on a course in chat."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.blocks import plain
from core.achievements import rating_of
from core.activities import enrol
from core.errors import Invalid, NotFound, Refused
from core.frameworks import scale_of
from core.notifications.models import OutboxMessage
from core.people import ContextKind, RoleContext, give_role, person
from tests.bot.course_talk import School, school
from tests.bot.spoken import Spoken
from tests.builders import a_course, a_result

__all__ = ["school"]


def acquired(school: School) -> str:
    with school.house.reading() as session:
        return str(scale_of(session, school.fire).named("Acquired").id)


def has(school: School) -> str | None:
    with school.house.reading() as session:
        rating = rating_of(session, school.people["anna"], school.fire)
        return rating.value.name if rating and rating.value else None


def intro(talk: Spoken) -> list[str]:
    assert talk.form is not None
    return [talk.asker.reader.render(part.words) for part in talk.form.intro]  # type: ignore[union-attr]


def test_one_command_opens_the_form_with_all_evidence_and_one_submission_grades(school: School) -> None:
    with school.house.writing() as session:
        a_result(session, school.people["anna"], school.drill, 95)
    mona = school.talk("mona")
    mona.command("course", "grade <@UANNA> Fire safety")
    assert intro(mona) == [
        "*Fire safety*, Anna Berg, in Fire course",
        "generic, course Fire course, 24 November 2026",
        "generic, Alarm drill 95 %, 24 November 2026",
    ]
    said = mona.fill(value=acquired(school), comment="Calm and quick")
    assert "✓ Graded by you, 09:00. Fire safety, Anna: Acquired. Anna is told." in said
    assert has(school) == "Acquired"
    mona.command("course", "grade <@UANNA> Fire safety")
    said_before = (
        "explicit, Teacher Mona Aas manually specified this value in course Fire course: Acquired: 'Calm and quick', "
        "24 November 2026"
    )
    assert said_before in intro(mona)


def test_it_is_undone_and_what_the_person_was_told_is_rewritten(school: School) -> None:
    mona, anna = school.talk("mona"), school.talk("anna")
    mona.command("course", "grade <@UANNA> Fire safety")
    mona.fill(value=acquired(school), comment="Calm")
    assert told(school, anna, rewriting=False).splitlines() == [
        "Mona graded Fire safety in Fire course: Acquired.",
        "'Calm'",
        "Because a teacher of your course did this. Mute: /prowess settings",
    ]
    assert mona.press("Undo") == "Undone, 09:00. The value is as it was."
    assert has(school) is None
    assert told(school, anna, rewriting=True) == "Mona withdrew this, 09:00."


def told(school: School, talk: Spoken, *, rewriting: bool) -> str:
    with school.house.reading() as session:
        row = session.query(OutboxMessage).where(OutboxMessage.recipient_id == talk.person_id).all()[-1]
        card = talk.conversations.notices[row.kind](
            session, person(session, talk.person_id), row.refs, SimpleNamespace(rewriting=rewriting, in_doubt=False)
        )
    return plain(card, talk.asker.reader)


def test_from_the_courses_card_one_picks_whom_and_what(school: School) -> None:
    mona = school.talk("mona")
    mona.command("course", "Fire course")
    mona.press("Grade")
    mona.fill(person="UANNA", competency=str(school.fire))
    assert intro(mona)[0] == "*Fire safety*, Anna Berg, in Fire course"
    assert "Graded by you" in mona.fill(value=acquired(school))
    mona.command("course", "Fire course")
    mona.press("Grade")
    with pytest.raises(Invalid, match="Omar isn't on Fire course, so nothing can be graded"):
        mona.fill(person="UOMAR", competency=str(school.fire))


def test_in_two_courses_it_is_asked_in_which(school: School) -> None:
    house = school.house
    with house.writing() as session:
        other = a_course(session, "Refresher", competencies={school.fire: "complete"})
        give_role(session, house.operator, school.people["mona"], "teacher", RoleContext(ContextKind.COURSE, other))
        enrol(session, house.operator, other, [school.people["anna"]])
    mona = school.talk("mona")
    said = mona.command("course", "grade <@UANNA> Fire safety")
    assert said.splitlines()[1:] == ["Fire course [Choose]", "Refresher [Choose]"]
    mona.press("Choose", 1)
    assert intro(mona)[0] == "*Fire safety*, Anna Berg, in Refresher"


def test_what_cannot_be_graded_is_said_plainly(school: School) -> None:
    mona = school.talk("mona")
    with pytest.raises(Invalid, match="Omar is on no course with Fire safety"):
        school.talk("ada").command("course", "grade <@UOMAR> Fire safety")
    with pytest.raises(NotFound, match="I don't find a skill named 'Knots'"):
        mona.command("course", "grade <@UANNA> Knots")
    with pytest.raises(Invalid, match="Whom, in which skill"):
        mona.command("course", "grade")
    with pytest.raises(Refused, match="grading in this course"):
        school.talk("ben").command("course", "grade <@UANNA> Fire safety")
    mona.command("course", "grade <@UANNA> Fire safety")
    with pytest.raises(Invalid, match="Pick a value"):
        mona.fill()


@pytest.mark.rule("courses/breakdown")
def test_the_breakdown_names_who_has_reached_what_by_command_and_by_button(school: School) -> None:
    house = school.house
    with house.writing() as session:
        enrol(session, house.operator, school.course, [school.people["omar"]])
        a_result(session, school.people["anna"], school.drill)
    mona = school.talk("mona")
    expected = [
        "Breakdown",
        "Fire course: 2 people, 2 competencies.",
        "Fire safety: 1 of 2 reached it.",
        "✓ Anna Berg.",
        "○ Omar Aziz.",
        "First aid: 0 of 2 reached it.",
        "○ Anna Berg and Omar Aziz.",
        "[Mapping] [Open course]",
    ]
    assert mona.command("report", "breakdown Fire course").splitlines() == expected
    mona.command("course", "Fire course")
    assert mona.press("Report").splitlines() == expected


@pytest.mark.rule("activities/mapping-report")
def test_the_mapping_shows_activities_with_and_without_competencies(school: School) -> None:
    assert school.talk("mona").command("report", "mapping Fire course").splitlines() == [
        "Mapping",
        "Fire course: 1 of 2 activities carry a competency.",
        "✓ Alarm drill in Basics: Fire safety (streak)",
        "○ Reading in Law: no competency",
        "○ On the course, but on no activity: First aid.",
        "[Breakdown] [Open course]",
    ]


def test_reports_are_listed_for_those_who_may_have_them_and_refused_to_others(school: School) -> None:
    mona = school.talk("mona")
    said = mona.command("report")
    assert "report breakdown COURSE" in said
    assert "report mapping COURSE" in said
    assert mona.press("Open").splitlines() == ["Of which course?", "Fire course [Choose]"]
    assert mona.press("Choose").startswith("Breakdown")
    with pytest.raises(Invalid, match="I don't know the report 'brakdown'"):
        mona.command("report", "brakdown Fire course")
    erik = school.talk("erik")
    assert erik.command("report") == "No report is open to you. An admin can help."
    for name in ("breakdown", "mapping"):
        with pytest.raises(Refused, match="this course's reports"):
            erik.command("report", f"{name} Fire course")
