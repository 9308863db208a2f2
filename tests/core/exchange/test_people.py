"""People and groups come in by file, and the sample organisation's own file changes nothing there."""

from __future__ import annotations

import pytest

from bot.sample import SAMPLE
from core.activities import enrol, make_course_cohort
from core.exchange import Tally, export_file
from core.people import archive_group, groups_called, members_of, person_by_email, roles_held, supervises
from tests.builders import a_course, a_person
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons

HEADER = "email,name,manager_email,teams,teams_led,location,roles,time_zone,slack_user_id,active\n"


def test_the_sample_organisation_imports_whole_and_again_changes_nothing(filing: Filing, house: House) -> None:
    content = (SAMPLE / "people.csv").read_bytes()
    rows = content.decode().count("\n") - 1
    seen = filing.dry_run("people.csv", content)
    assert (seen.kind.name, reasons(seen)) == ("people", [])
    assert filing.confirmed(seen) == Tally(created=rows)
    assert filing.imported("people.csv", content) == Tally(unchanged=rows)


def test_a_manager_further_down_the_file_is_found(filing: Filing, house: House) -> None:
    content = HEADER + "anna@n.example,Anna,ben@n.example,,,,,,,\nben@n.example,Ben,,,,,,,,\n"
    assert filing.imported("people.csv", content) == Tally(created=2)
    with house.reading() as session:
        anna, ben = (person_by_email(session, f"{name}@n.example") for name in ("anna", "ben"))
        assert anna is not None and ben is not None
        assert supervises(session, ben.id, anna.id)


def test_a_filled_cell_is_the_whole_of_it_and_an_empty_one_leaves_what_is_there(filing: Filing) -> None:
    filing.imported("a.csv", HEADER + "anna@n.example,Anna,,Dock|Yard,Dock,Oslo,,Europe/Oslo,,\n", "people")
    assert filing.imported("b.csv", HEADER + "anna@n.example,Anna,,,,,,,,\n", "people") == Tally(unchanged=1)
    assert filing.imported("c.csv", HEADER + "ANNA@n.example,Anna,,Yard,,,,,,\n", "people") == Tally(updated=1)
    assert filing.imported("d.csv", HEADER + "anna@n.example,Anna,,Yard,,Oslo,,,,\n", "people") == Tally(unchanged=1)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ben@,Ben,,,,,,,,", "2 email: 'ben@' is no e-mail address"),
        (",Ben,,,,,,,,", "2 email: it is empty"),
        ("ben@n.example,,,,,,,,,", "2 name: it is empty"),
        ("ben@n.example,Ben,x@n.example,,,,,,,", "2 manager_email: 'x@n.example' is neither in the file nor known"),
        ("ben@n.example,Ben,,,,,chief,,,", "2 roles: there is no role chief; there are admin, "),
        ("ben@n.example,Ben,,,,,,Mars/Base,,", "2 time_zone: 'Mars/Base' is no time zone"),
        ("ben@n.example,Ben,,,,,,,,perhaps", "2 active: 'perhaps' is neither yes nor no"),
        ("ben@n.example,Ben,ben@n.example,,,,,,,", "2 manager_email: that would be a circle: ben@n.example → ben"),
    ],
)
def test_a_wrong_row_is_refused_with_line_column_and_reason(filing: Filing, row: str, reason: str) -> None:
    seen = filing.dry_run("people.csv", HEADER + row + "\n", "people")
    assert seen.tally == Tally(refused=1)
    assert reasons(seen)[0].startswith(reason)


def test_whoever_stands_under_a_refused_manager_is_refused_too(filing: Filing) -> None:
    content = HEADER + "a@n.example,A,b@n.example,,,,,,,\nb@n.example,B,gone@n.example,,,,,,,\nc@n.example,C,,,,,,,,\n"
    seen = filing.dry_run("people.csv", content)
    assert reasons(seen) == [
        "2 manager_email: the row of 'b@n.example' is refused",
        "3 manager_email: 'gone@n.example' is neither in the file nor known",
    ]
    assert filing.confirmed(seen) == Tally(created=1, refused=2)


def test_an_address_twice_refuses_the_later_row_naming_the_earlier_line(filing: Filing) -> None:
    content = HEADER + "ben@n.example,Ben,,,,,,,,\nBEN@n.example,Benny,,,,,,,,\n"
    seen = filing.dry_run("people.csv", content, "people")
    assert seen.tally == Tally(created=1, refused=1)
    assert reasons(seen) == ["3 email: 'ben@n.example' stands in line 2 already"]


def test_nobody_gives_by_file_a_role_that_holds_more_than_they_do(filing: Filing, house: House) -> None:
    with house.writing() as session:
        ingrid, ada = a_person(session, "Ingrid", role="competency_admin"), a_person(session, "Ada", role="admin")
    content = HEADER + "ben@n.example,Ben,,,,,admin,,,\ncleo@n.example,Cleo,,,,,content_editor,,,\n"
    seen = Filing(house, house.as_(ingrid)).dry_run("people.csv", content)
    assert (seen.tally, seen.troubles[0].line) == (Tally(created=1, refused=1), 2)
    assert Filing(house, house.as_(ada)).imported("people.csv", content) == Tally(created=2)


def test_groups_come_with_members_and_leads_and_again_change_nothing(filing: Filing) -> None:
    filing.imported("p.csv", HEADER + "anna@n.example,Anna,,,,,,,,\nben@n.example,Ben,,,,,,,,\n", "people")
    content = "kind,name,members,leads\nteam,Night shift,anna@n.example,ben@n.example\naudience,Drivers,,\n"
    assert filing.imported("groups.csv", content) == Tally(created=2)
    assert filing.imported("groups.csv", content) == Tally(unchanged=2)
    wrong = "kind,name,members\nclub,Chess,\nteam,Yard,nobody@n.example\n"
    assert reasons(filing.dry_run("groups.csv", wrong)) == [
        "2 kind: 'club' isn't one of audience, position, team, location, company, cohort and channel",
        "3 members: nobody here has the address nobody@n.example",
    ]


def test_a_role_given_in_a_course_or_over_a_person_is_left_out_of_a_file_and_said_so(
    filing: Filing, house: House
) -> None:
    content = HEADER + "mona@n.example,Mona,,,,,teacher|plan_admin|reviewer,,,\n"
    seen = filing.dry_run("people.csv", content, "people")
    assert (seen.tally, [each.line for each in seen.remarks]) == (Tally(created=1), [2, 2][: len(seen.remarks)])
    assert "is given in a course or over a person" in str(seen.remarks[0].reason)
    filing.confirmed(seen)
    with house.reading() as session:
        mona = person_by_email(session, "mona@n.example")
        assert mona is not None
        assert [each.role for each in roles_held(session, person_id=mona.id)] == ["plan_admin"]


def test_a_cohort_that_follows_courses_stands_in_files_and_is_not_changed_by_them(
    filing: Filing, house: House
) -> None:
    with house.writing() as session:
        course = a_course(session, "Fire")
        anna = a_person(session, "Anna", email="anna@n.example")
        a_person(session, "Ben", email="ben@n.example")
        enrol(session, house.operator, course, [anna])
        cohort = make_course_cohort(session, house.operator, "Crew", [course]).group_id
    with house.writing() as session:
        people = export_file(session, house.operator, "people").content
        groups = export_file(session, house.operator, "groups").content
    assert filing.imported("people.csv", people, "people") == Tally(unchanged=2)
    assert filing.imported("groups.csv", groups, "groups") == Tally(unchanged=1)
    said = "Crew follows its courses: who is enrolled is in it. Enrol or un-enrol there."
    head = "email,name,cohorts\n"
    for content, kind, column in (
        (head + "ben@n.example,Ben,Crew\n", "people", "cohorts"),
        (head + "anna@n.example,Anna,Other\n", "people", "cohorts"),
        ("kind,name,members\ncohort,Crew,ben@n.example\n", "groups", "members"),
    ):
        assert reasons(filing.dry_run("f.csv", content, kind)) == [f"2 {column}: {said}"]
    with house.reading() as session:
        assert members_of(session, cohort) == [anna]


def test_an_archived_group_named_in_a_file_is_in_use_again(filing: Filing, house: House) -> None:
    content = "kind,name,members\nteam,Dock,anna@n.example\n"
    with house.writing() as session:
        a_person(session, "Anna", email="anna@n.example")
    filing.imported("groups.csv", content)
    with house.writing() as session:
        archive_group(session, house.operator, groups_called(session, "Dock")[0].id)
    with house.writing() as session:
        assert export_file(session, house.operator, "groups").rows == 0
    assert filing.imported("groups.csv", content) == Tally(created=1)
    assert filing.imported("groups.csv", content) == Tally(unchanged=1)
