"""Role profiles come in by file and go out as they came; gaps go out for those who may see them."""

from __future__ import annotations

import csv
import io

import pytest

from core.errors import Refused
from core.exchange import Tally, export_file, require_importing
from core.frameworks import DISABLED, CompetencyCategory, competencies, set_status
from core.people import add_group, put_into_group
from core.profiles import profile_views
from core.targets import assign_targets, targets_of
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.exchange.filing import Filing, reasons

HEADER = "idnumber,name,positions,public,competency,value,n_of_group\n"
FILE = (
    HEADER
    + "DRV,Driver,Driver|location Oslo,yes,Fire safety,,\n"
    + "DRV,Driver,,,English,B2,\n"
    + "DRV,Driver,,,First aid at work,,2\n"
    + "DEP,Deputy,,no,,,\n"
)


@pytest.fixture
def place(house: House) -> int:
    """A holder of the position Driver; the place Oslo; three competencies."""
    with house.writing() as session:
        a_skill(session, "Fire safety")
        a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
        a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        position = add_group(session, house.operator, "position", "Driver")
        add_group(session, house.operator, "location", "Oslo")
        anna = a_person(session, "Anna Berg")
        put_into_group(session, house.operator, position, [anna])
    return anna


@pytest.mark.rule("profiles/profile")
def test_a_file_of_profiles_is_dry_run_applied_and_repeated_without_effect(
    house: House, filing: Filing, place: int
) -> None:
    seen = filing.dry_run("profiles.csv", FILE)
    assert (reasons(seen), seen.tally) == ([], Tally(created=4))
    with house.reading() as session:
        assert profile_views(session, house.operator) == []
    filing.confirmed(seen)
    with house.reading() as session:
        deputy, driver = profile_views(session, house.operator)
        assert (deputy.public, deputy.requirements, driver.public) == (False, (), True)
        assert [each.name for each in driver.groups] == ["Driver", "Oslo"]
        assert sorted((each.value.name, each.of_group or 0) for each in driver.requirements) == [
            ("Acquired", 0), ("Acquired", 2), ("B2", 0),
        ]  # fmt: skip
        assert len(targets_of(session, [place])[place]) == 2
    assert filing.imported("profiles.csv", FILE) == Tally(unchanged=4)
    assert filing.imported("p.csv", HEADER + "DRV,Driver,,,English,C1,\n") == Tally(updated=1)


def test_what_can_not_be_is_named_by_line_and_column(house: House, filing: Filing, place: int) -> None:
    with house.writing() as session:
        set_status(session, house.operator, a_skill(session, "Telex"), DISABLED)
    content = HEADER + (
        "A,Able,Pilot,,,,\n"
        "B,Baker,,,Flying,,\n"
        "C,Charlie,,,English,Z9,\n"
        "D,Delta,,,,B2,\n"
        "E,Echo,,,Fire safety,,0\n"
        "F,Fox,,,Fire safety,,\n"
        "F,Foxtrot,,,English,B1,\n"
        "G,Golf,,,Telex,,\n"
    )
    seen = filing.dry_run("profiles.csv", content)
    assert seen.tally == Tally(created=1, refused=7)
    said = " ".join(reasons(seen))
    for words in (
        "there is no such group: pilot", "I don't find the competency Flying", "Z9 is no value here",
        "competency: it is empty", "no whole number from 1", "line 7 calls the profile 'Fox'", "Telex is disabled",
    ):  # fmt: skip
        assert words in said, words


@pytest.mark.rule("profiles/profile")
@pytest.mark.parametrize("later", ["", "Driver"])
def test_of_one_profiles_rows_only_the_one_that_is_refused_is_left_out(
    house: House, filing: Filing, place: int, later: str
) -> None:
    with house.writing() as session:
        add_group(session, house.operator, "cohort", "Spring")
    rows = ("cohort Spring,,Fire safety,,", ",,English,,", f"{later},,First aid at work,,")
    content = HEADER + "".join(f"X,Xray,{each}\n" for each in rows)
    assert filing.confirmed(filing.dry_run("profiles.csv", content)) == Tally(created=2, refused=1)
    with house.reading() as session:
        (xray,) = profile_views(session, house.operator)
        known = competencies(session, [each.competency_id for each in xray.requirements])
        assert sorted(each.name for each in known.values()) == ["English", "First aid at work"]
        assert "".join(each.name for each in xray.groups) == later


def test_profiles_go_out_as_they_come_in_and_only_public_ones_to_everybody(
    house: House, filing: Filing, place: int
) -> None:
    filing.imported("profiles.csv", FILE)
    with house.writing() as session:
        content = export_file(session, house.operator, "profiles").content
    assert filing.imported("again.csv", content) == Tally(unchanged=4)
    with house.writing() as session:
        own = export_file(session, house.as_(place), "profiles").content.decode("utf-8-sig")
    assert "Driver" in own and "Deputy" not in own


def test_importing_profiles_takes_the_right_to_edit_them(house: House, place: int) -> None:
    with house.writing() as session, pytest.raises(Refused):
        require_importing(session, house.as_(place), "profiles")


def test_gaps_go_out_for_those_one_may_see_and_export(house: House, filing: Filing, place: int) -> None:
    filing.imported("profiles.csv", FILE)
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        fire = a_skill(session, "Crane control")
        assign_targets(session, house.operator, [ben], {fire: None})
        mine = list(csv.reader(io.StringIO(export_file(session, house.as_(place), "gaps").content.decode("utf-8-sig"))))
        every = list(csv.reader(io.StringIO(export_file(session, house.operator, "gaps").content.decode("utf-8-sig"))))
    assert [row[1] for row in mine[1:]] == ["Anna Berg"]
    assert mine[0] == ["person", "name", "met", "required", "English", "Fire safety"]
    assert mine[1][2:] == ["0", "2", "missing", "missing"]
    assert {row[1] for row in every[1:]} == {"Anna Berg", "Ben Dahl"}
