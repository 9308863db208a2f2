"""Courses, activities, quizzes, enrolments, completions and results come in by file."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.sample import SAMPLE
from core.activities import CourseCompletion, CourseDetails, create_course, create_module
from core.exchange import Tally
from core.people import ContextKind, RoleContext, give_role, person_by_email
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons


def _sample(name: str) -> bytes:
    return (SAMPLE / f"{name}.csv").read_bytes()


@pytest.fixture
def organised(filing: Filing) -> Filing:
    """The sample's people, framework and courses, all by file."""
    for name in ("people", "framework", "courses"):
        seen = filing.dry_run(f"{name}.csv", _sample(name))
        assert reasons(seen) == []
        filing.confirmed(seen)
    return filing


def test_courses_activities_and_quizzes_import_and_again_change_nothing(organised: Filing) -> None:
    filing = organised
    rows = {name: _sample(name).decode().count("\n") - 1 for name in ("courses", "activities")}
    assert filing.imported("courses.csv", _sample("courses")) == Tally(unchanged=rows["courses"])
    assert filing.imported("activities.csv", _sample("activities")) == Tally(created=rows["activities"])
    assert filing.imported("activities.csv", _sample("activities")) == Tally(unchanged=rows["activities"])
    first = filing.imported("quizzes.csv", _sample("quizzes"))
    assert (first.refused, first.created) == (0, first.rows)
    assert filing.imported("quizzes.csv", _sample("quizzes")) == Tally(unchanged=first.rows)


def test_an_activity_takes_at_most_three_known_skills(filing: Filing, house: House) -> None:
    with house.writing() as session:
        for number in range(4):
            a_skill(session, f"Skill {number}", idnumber=f"S-{number}")
    header = "idnumber,title,description,modules,theory,required,skills\n"
    content = header + "A-1,Drill,,M-1,no,yes,S-0|S-1|S-2\nA-2,Walk,,M-1,,,S-0|S-1|S-2|S-3\nA-3,Talk,,,,,S-9\n"
    seen = filing.dry_run("activities.csv", content)
    assert seen.tally == Tally(created=1, refused=2)
    assert reasons(seen) == [
        "3 skills: 4 skills; an activity carries at most 3",
        "4 skills: I don't find the competency S-9",
    ]
    assert filing.confirmed(seen) == seen.tally
    assert filing.imported("a.csv", header + "A-1,Drill,Longer,M-2,,,S-0\n", "activities") == Tally(updated=1)
    assert filing.imported("a.csv", header + "A-1,Drill,Longer,M-2,,yes,S-0\n", "activities") == Tally(unchanged=1)


def test_a_module_keeps_being_practice_or_theory(filing: Filing) -> None:
    header = "idnumber,title,modules,theory\n"
    filing.imported("a.csv", header + "A-1,Drill,M-1,yes\n")
    seen = filing.dry_run("b.csv", header + "A-2,Walk,M-1,no\nA-3,Talk,,yes\n")
    assert reasons(seen) == [
        "2 theory: M-1 is a theory module here",
        "3 theory: a theory activity stands in a theory module; name it under modules",
    ]


def test_people_are_enrolled_and_complete_by_file_once(organised: Filing, house: House) -> None:
    filing = organised
    enrolments = (
        "course,person,from\nC-FIRE,anna.berg@nordlys.example,2026-11-01\nC-FIRE,nobody@nordlys.example,\n"
        "C-NONE,anna.berg@nordlys.example,\n"
    )
    seen = filing.dry_run("enrolments.csv", enrolments)
    assert reasons(seen) == [
        "3 person: nobody here has the address nobody@nordlys.example",
        "4 course: I don't find the course C-NONE",
    ]
    assert filing.confirmed(seen) == Tally(created=1, refused=2)
    assert filing.imported("enrolments.csv", enrolments) == Tally(unchanged=1, refused=2)
    done = "course,person,completed_at\nC-FIRE,ANNA.BERG@nordlys.example,2026-11-20\n"
    assert filing.imported("completions.csv", done) == Tally(created=1)
    assert filing.imported("completions.csv", done) == Tally(unchanged=1)
    late = done.replace("2026-11-20", "2027-11-20").replace("ANNA.BERG", "ben.dahl")
    assert reasons(filing.dry_run("completions.csv", late)) == ["2 completed_at: 20 November 2027 is still to come"]
    with house.reading() as session:
        anna = person_by_email(session, "anna.berg@nordlys.example")
        assert anna is not None
        done_at = session.scalars(sa.select(CourseCompletion.completed_at)).all()
    assert [each.date().isoformat() for each in done_at] == ["2026-11-20"]


def test_a_teacher_brings_activities_into_their_own_course_only_and_the_dry_run_says_so(
    filing: Filing, house: House
) -> None:
    with house.writing() as session:
        mine, other = (create_course(session, house.operator, CourseDetails(name, name)) for name in ("C-1", "C-2"))
        for course, module in ((mine, "M-1"), (other, "M-2")):
            create_module(session, house.operator, module, module, course_ids=(course,))
        tor = a_person(session, "Tor")
        give_role(session, house.operator, tor, "teacher", RoleContext(ContextKind.COURSE, mine))
    content = "idnumber,title,modules\nA-1,Drill,M-1\nA-2,Walk,M-2\nA-3,Talk,M-NEW\n"
    teacher = Filing(house, house.as_(tor))
    seen = teacher.dry_run("activities.csv", content)
    assert seen.tally == Tally(created=1, refused=2)
    assert [each.line for each in seen.troubles] == [3, 4]
    assert teacher.confirmed(seen) == seen.tally
    courses = "idnumber,name,open\nC-1,Mine,yes\nC-2,Other,yes\nC-3,New,yes\n"
    assert teacher.imported("courses.csv", courses) == Tally(updated=1, refused=2)
    done = "course,person,completed_at\nC-1,person@n.example,\nC-2,person@n.example,\n"
    with house.writing() as session:
        a_person(session, "Pia", email="person@n.example")
    assert teacher.imported("completions.csv", done) == Tally(created=1, refused=1)


def test_results_come_in_are_corrected_and_kept_until_known(filing: Filing, house: House) -> None:
    with house.writing() as session:
        a_person(session, email="anna@n.example")
        an_activity(session, "Drill", a_skill(session), idnumber="A-1")
    header = "result_id,person,activity,score,completed_at\n"
    content = (
        header + "R-1,anna@n.example,A-1,95,2026-11-20\nR-2,anna@n.example,A-1,\"90,01\",2026-11-21T10:00:00+01:00\n"
        "R-3,nobody@n.example,A-1,50,2026-11-20\nR-4,anna@n.example,A-1,100.5,2026-11-20\nR-1,anna@n.example,A-1,9,"
        "2026-11-20\nR-5,anna@n.example,A-1,90,2026-12-20\n"
    )
    seen = filing.dry_run("results.csv", content)
    assert seen.tally == Tally(created=3, refused=3)
    assert reasons(seen) == [
        "5 score: '100.5' is no score from 0 to 100 percent",
        "6 result_id: 'R-1' stands in line 2 already",
        "7 completed_at: 20 December 2026, 12:00 is still to come.",
    ]
    assert [str(each.reason) for each in seen.remarks] == ["Kept: nobody here is known by this name yet."]
    assert filing.confirmed(seen) == seen.tally
    assert filing.imported("results.csv", content).unchanged == 3
    changed = header + "R-1,anna@n.example,A-1,96,2026-11-20\n"
    assert filing.imported("results.csv", changed) == Tally(updated=1)
