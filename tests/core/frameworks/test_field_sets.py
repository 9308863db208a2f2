"""Field sets: custom fields of competencies; a wrong value is refused naming its field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import Conflict, Invalid, Refused
from core.frameworks import (
    CompetencyDetails,
    CompetencyEdits,
    FieldKind,
    NewField,
    competency_record,
    create_competency,
    edit_competency,
    field_set,
    field_sets,
    form_field,
    save_field_set,
)
from core.people import Actor
from tests.builders import a_person, a_skill
from tests.conftest import House

FIELDS = (
    NewField("Note"),
    NewField("Hours", FieldKind.NUMBER),
    NewField("Valid from", FieldKind.DATE),
    NewField("Risk", FieldKind.CHOICE, ("low", "medium", "high")),
    NewField("Mandatory", FieldKind.CHECKBOX),
)


@pytest.fixture
def set_id(house: House) -> int:
    with house.writing() as session:
        return save_field_set(session, house.operator, "Safety details", FIELDS)


def ids(house: House, set_id: int) -> dict[str, int]:
    with house.reading() as session:
        return {each.name: each.id for each in field_set(session, set_id).fields}


@pytest.mark.rule("frameworks/field-sets")
def test_a_competency_keeps_a_value_of_each_kind(house: House, set_id: int) -> None:
    known = ids(house, set_id)
    said = {
        "Note": " With care ", "Hours": "12,50", "Valid from": date(2026, 11, 24), "Risk": "HIGH", "Mandatory": True
    }
    with house.writing() as session:
        made = create_competency(
            session,
            house.operator,
            CompetencyDetails(
                "Fire safety", field_set_id=set_id, field_values={known[name]: value for name, value in said.items()}
            ),
        )
    with house.reading() as session:
        record = competency_record(session, house.operator, made)
    assert record.field_set is not None
    assert {each.name: record.field_values[each.id] for each in record.field_set.fields} == {
        "Note": "With care", "Hours": "12.5", "Valid from": "2026-11-24", "Risk": "high", "Mandatory": "yes"
    }


@pytest.mark.rule("frameworks/field-sets")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Hours", "twelve", "Hours: 'twelve' is no number"),
        ("Hours", "nan", "Hours: 'nan' is no number"),
        ("Hours", "1e400x", "Hours: '1e400x' is no number"),
        ("Valid from", "2026-02-30", "Valid from: '2026-02-30' is no date"),
        ("Risk", "huge", "Risk: 'huge' is no choice here. Choices: low, medium and high"),
        ("Mandatory", "perhaps", "Mandatory is yes or no; 'perhaps' is neither"),
        ("Note", "x" * 2_001, "Note takes 2,000 characters at most; this has 2,001"),
    ],
)
def test_a_wrong_value_is_refused_naming_the_field(
    house: House, set_id: int, name: str, value: Any, said: str
) -> None:
    field_id = ids(house, set_id)[name]
    with house.writing() as session:
        skill = a_skill(session, "Fire safety")
    with house.writing() as session, pytest.raises(Invalid) as refused:
        edit_competency(
            session, house.operator, skill, CompetencyEdits(field_set_id=set_id, field_values={field_id: value})
        )
    assert str(refused.value).startswith(said)
    assert refused.value.field == form_field(field_id)


def test_values_can_be_changed_emptied_and_go_with_their_set(house: House, set_id: int) -> None:
    known = ids(house, set_id)
    with house.writing() as session:
        skill = a_skill(session, "Fire safety", field_set_id=set_id, field_values={known["Risk"]: "low"})
        other = save_field_set(session, house.operator, "Course details", [NewField("Room")])
    with house.writing() as session:
        edit_competency(
            session, house.operator, skill, CompetencyEdits(field_set_id=set_id, field_values={known["Hours"]: 3})
        )
        kept = competency_record(session, house.operator, skill).field_values
        assert kept == {known["Risk"]: "low", known["Hours"]: "3"}
        edit_competency(
            session, house.operator, skill, CompetencyEdits(field_set_id=set_id, field_values={known["Risk"]: ""})
        )
        assert competency_record(session, house.operator, skill).field_values == {known["Hours"]: "3"}
        assert edit_competency(session, house.operator, skill, CompetencyEdits(field_set_id=other)) == ("field set",)
        record = competency_record(session, house.operator, skill)
    assert record.field_set is not None
    assert (record.field_set.name, record.field_values) == ("Course details", {})


def test_editing_a_set_keeps_what_competencies_say_in_it(house: House, set_id: int) -> None:
    known = ids(house, set_id)
    with house.writing() as session:
        a_skill(session, "Fire safety", field_set_id=set_id, field_values={known["Risk"]: "low"})
    for fewer in (FIELDS[:3], (*FIELDS[:3], NewField("Risk")), (NewField("Risk", FieldKind.CHOICE, ("mid", "high")),)):
        with house.writing() as session, pytest.raises(Conflict, match="1 competency has a value in Risk") as refused:
            save_field_set(session, house.operator, "Safety details", fewer, field_set_id=set_id)
        assert refused.value.field == "fields"
    with house.writing() as session:
        wider = (NewField("Risk", FieldKind.CHOICE, ("low", "high")), NewField("Owner"))
        save_field_set(session, house.operator, "Safety facts", wider, field_set_id=set_id)
        view = field_sets(session)[0]
    assert (view.name, [each.name for each in view.fields], view.used_by) == ("Safety facts", ["Risk", "Owner"], 1)
    assert view.fields[0].id == known["Risk"]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("", FIELDS, "needs a name"),
        ("X", (), "needs a field"),
        ("X", (NewField("Risk"), NewField("risk ")), "stands there twice"),
        ("X", (NewField("Risk", FieldKind.CHOICE, ("low", "Low")),), "needs two options"),
        ("X", tuple(NewField(f"F{n}") for n in range(21)), "20 fields at most"),
    ],
)
def test_a_set_that_cannot_be_is_refused(house: House, name: str, fields: tuple[NewField, ...], said: str) -> None:
    with house.writing() as session, pytest.raises(Invalid, match=said):
        save_field_set(session, house.operator, name, fields)


def test_a_taken_name_and_a_person_without_the_right_are_refused(house: House, set_id: int) -> None:
    with house.writing() as session:
        anna = Actor(session.workspace_id, a_person(session))
    with house.writing() as session, pytest.raises(Conflict, match="field set Safety details already"):
        save_field_set(session, house.operator, "safety-details", FIELDS)
    with house.writing() as session, pytest.raises(Refused):
        save_field_set(session, anna, "Mine", FIELDS)
