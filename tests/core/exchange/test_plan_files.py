"""Plan templates in files: read with every row accounted for, and taken out as they are read (plans/template)."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from core.errors import Refused
from core.exchange import Tally, export_file
from core.plans import (
    TemplateDetails,
    competencies_of,
    complete_plan,
    create_template,
    give_plans,
    remove_template,
    templates,
)
from tests.builders import a_framework, a_person, a_rating, a_skill, a_template
from tests.conftest import House
from tests.core.exchange.filing import Filing

HEAD = "template_idnumber,template_name,due_on,framework,competency\n"


def there(house: House) -> dict[str, tuple[str, date | None, int]]:
    with house.reading() as session:
        found = templates(session)
        items = competencies_of(session, [each.id for each in found])
        return {each.idnumber: (each.name, each.due_on, len(items[each.id])) for each in found}


@pytest.mark.rule("plans/template")
def test_a_file_makes_templates_with_their_competencies_and_the_same_file_again_changes_nothing(
    filing: Filing, house: House
) -> None:
    with house.writing() as session:
        frame = a_framework(session, "National", "NF")
        a_skill(session, "Fire safety", idnumber="F-1", framework_id=frame)
        a_skill(session, "First aid")
    rows = (
        f"{HEAD}S-1,Safety,2027-03-01,NF,F-1\n"
        "S-1,Safety,2027-03-01,Company skills,First aid\n"
        "S-2,Later,,,\n"
    )
    assert filing.imported("template.csv", rows, "template") == Tally(created=3)
    assert there(house) == {"S-1": ("Safety", date(2027, 3, 1), 2), "S-2": ("Later", None, 0)}
    assert filing.imported("template.csv", rows, "template") == Tally(unchanged=3)
    changed = rows.replace("Safety", "Safety first").replace("2027-03-01", "2027-04-01")
    assert filing.imported("template.csv", changed, "template").updated >= 1
    assert there(house)["S-1"] == ("Safety first", date(2027, 4, 1), 2)


def test_every_row_that_cannot_be_is_refused_by_line_column_and_reason(filing: Filing, house: House) -> None:
    with house.writing() as session:
        one, two = a_framework(session, "One", "ONE"), a_framework(session, "Two", "TWO")
        for frame in (one, two):
            a_skill(session, "Rescue", idnumber="R-1", framework_id=frame)
        a_template(session, "Taken", idnumber="T-9")
        gone = a_template(session, "Gone", idnumber="T-8")
        remove_template(session, house.operator, gone)
    rows = HEAD + "\n".join(
        (
            "S-1,Safety,,ONE,R-1",
            "S-1,Other name,,TWO,R-1",
            "S-1,Safety,2027-03-01,ONE,Rescue",
            "S-1,Safety,,,R-1",
            "S-1,Safety,,ONE,Juggling",
            "S-1,Safety,,ONE,",
            "S-3,Taken,,ONE,R-1",
            "T-8,Gone,,ONE,R-1",
            "S-4,Old,2020-01-01,ONE,R-1",
            "S-5,Odd,next week,ONE,R-1",
            ",Nameless,,ONE,R-1",
        )
    )
    seen = filing.dry_run("template.csv", rows, "template")
    assert seen.tally == Tally(created=1, refused=10)
    found = {(each.line, each.column): str(each.reason) for each in seen.troubles}
    assert found == {
        (3, "template_name"): "line 2 calls the template 'Safety'",
        (4, "due_on"): "line 2 gives the template another date",
        (5, "framework"): "R-1 is in several; name its framework",
        (6, "competency"): "I don't find the competency Juggling",
        (7, "competency"): "it is empty",
        (8, "template_name"): "the template T-9 has this name",
        (9, "template_idnumber"): "the template of this id number was removed",
        (10, "due_on"): "1 January 2020 is past",
        (11, "due_on"): "'next week' is no date; write it as 2027-03-01",
        (12, "template_idnumber"): "it is empty",
    }


@pytest.mark.rule("imports/round-trip")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_templates_come_back_unchanged(filing: Filing, house: House, format: str) -> None:
    with house.writing() as session:
        frame = a_framework(session, "National", "NF")
        skills = [a_skill(session, f"=Skill {each}", framework_id=frame) for each in range(3)]
        a_template(session, "=Safety, \"all\"", *skills, due_on=date(2027, 3, 1))
        a_template(session, "Bare")
    with house.writing() as session:
        found = export_file(session, house.operator, "template", format)
    assert found.rows == 4
    assert filing.imported(found.name, found.content, "template") == Tally(unchanged=4)


def test_a_template_file_is_known_by_its_columns(filing: Filing, house: House) -> None:
    with house.writing() as session:
        a_skill(session, "Fire safety")
    assert filing.imported("some.csv", f"{HEAD}S-1,Safety,,,Fire safety\n") == Tally(created=1)


def test_only_ones_own_templates_are_taken_out_and_none_by_who_edits_none(house: House) -> None:
    with house.writing() as session:
        petra, ben = a_person(session, "Petra", role="plan_admin"), a_person(session, "Ben")
        create_template(session, house.as_(petra), TemplateDetails("Safety"), [a_skill(session)])
        assert export_file(session, house.as_(petra), "template").rows == 1
        assert export_file(session, house.as_(petra), "template", template="T-1").rows == 1
        with pytest.raises(Refused):
            export_file(session, house.as_(ben), "template")


def test_plans_are_taken_out_one_a_row_of_those_whose_data_one_may_export(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben")
        anna = a_person(session, "Anna", manager=ben, email="anna@nordlys.example")
        erik = a_person(session, "Erik")
        fire, aid = a_skill(session, "Fire"), a_skill(session, "Aid")
        made = a_template(session, "Safety", fire, aid, due_on=date(2027, 3, 1))
        [first, _] = give_plans(session, house.operator, made, [anna, erik]).plan_ids
    with house.writing() as session:
        a_rating(session, anna, fire)
    with house.writing() as session:
        complete_plan(session, house.operator, first)
    with house.writing() as session:
        content = export_file(session, house.as_(ben), "plans").content.decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(content)))
    assert row == {
        "person": "anna@nordlys.example", "plan": "Safety", "template": "T-1", "state": "completed", "follows": "yes",
        "due_on": "2027-03-01", "met": "1", "items": "2", "completion": "50.0", "outcome": "partly met",
        "since": "2026-11-24",
    }
