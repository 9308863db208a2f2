"""Groups in chat: found, filled, led, renamed, archived, made from courses; and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.listeners import groups
from bot.product import Product
from core.activities import enrol
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import group_view, groups_called, members_page, people, put_into_group, supervises
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_course, a_person, a_team
from tests.conftest import House


class Organisation:
    """Ada, who is admin; Ben, who leads Warehouse; Anna and Omar in it; Petra in none."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conversations = conversations_of(groups.register)
        with house.writing() as session:
            self.ada = a_person(session, "Ada Vik", role="admin")
            self.ben = a_person(session, "Ben Dahl")
            self.anna, self.omar, self.petra = (a_person(session, each) for each in ("Anna Berg", "Omar Aziz", "Petra"))
            self.team = a_team(session, "Warehouse", self.anna, self.omar, lead=self.ben)

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Spoken(self.house, product, self.conversations, person_id)

    def inside(self, name: str = "Warehouse") -> dict[str, bool]:
        with self.house.reading() as session:
            found = groups_called(session, name)[0]
            return {each.name: each.lead for each in members_page(session, found.id)}

    def chat_id(self, person_id: int) -> str:
        with self.house.reading() as session:
            return str(people(session, [person_id])[person_id].chat_user_id)


@pytest.fixture
def place(house: House) -> Organisation:
    return Organisation(house)


def test_an_admin_sees_all_groups_and_others_those_they_are_in(house: House, place: Organisation) -> None:
    with house.writing() as session:
        a_team(session, "Office", place.petra)
    assert "Office, team, 1 person" in place.as_(place.ada).command("group")
    seen = place.as_(place.anna)
    said = seen.command("group")
    assert "Warehouse, team, 3 people, 1 lead" in said and "Office" not in said
    assert labels(seen.card) == ["Open"]
    assert "You are in no group." in place.as_(a_new(house)).command("group")
    with pytest.raises(NotFound, match="I don't find a group named 'Office'"):
        seen.command("group", "Office")


def a_new(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Nora Ny")


def test_a_group_shows_its_people_leads_first_and_takes_no_change_from_them(place: Organisation) -> None:
    anna = place.as_(place.anna)
    said = anna.command("group", "team warehouse")
    assert said.splitlines()[:3] == ["Warehouse", "Team, 3 people, 1 lead.", "Ben Dahl, lead"]
    assert labels(anna.card) == []


def test_one_person_is_put_in_at_once_and_out_again_by_undo(place: Organisation) -> None:
    ada = place.as_(place.ada)
    petra = place.chat_id(place.petra)
    assert "✓ Petra is in Warehouse, 09:00." in ada.command("group", f"add <@{petra}> to Warehouse")
    assert place.inside()["Petra"] is False
    assert "Undone, 09:00. Warehouse is as it was." in ada.press("Undo")
    assert "Petra" not in place.inside()


def test_several_wait_for_the_dry_run_and_apply_works_it_out_anew(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    with house.writing() as session:
        nora = a_person(session, "Nora Ny")
    said = ada.command("group", f"add Petra, Anna Berg, <@{place.chat_id(nora)}> to Warehouse")
    assert "Not applied yet" in said and "Warehouse. 3 people: 2 new, 1 in it already." in said
    assert set(place.inside()) == {"Ben Dahl", "Anna Berg", "Omar Aziz"}
    with house.writing() as session:
        put_into_group(session, house.operator, place.team, [nora])
    assert "✓ Applied by Ada, 09:00: 1 person joined Warehouse." in ada.press("Apply")
    assert {"Petra", "Nora Ny"} < set(place.inside())
    ada.press("Undo")
    assert "Petra" not in place.inside() and "Nora Ny" in place.inside()


def test_the_people_of_a_team_join_another_group_together(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("group", "new audience Forklift drivers")
    assert "3 people: 3 new" in ada.command("group", "add team Warehouse to Forklift drivers")
    ada.press("Apply")
    assert len(place.inside("Forklift drivers")) == 3


def test_leading_is_given_and_taken_and_changes_who_supervises(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    said = ada.command("group", "lead Anna Berg Warehouse")
    assert "✓ Anna leads Warehouse, 09:00, and supervises those in it." in said
    with house.reading() as session:
        assert supervises(session, place.anna, place.omar)
    assert "Anna leads Warehouse already. Nothing changed." in ada.command("group", "lead Anna Berg Warehouse")
    assert "✓ Anna no longer leads Warehouse" in ada.command("group", "unlead Anna Berg Warehouse")
    ada.press("Undo")
    assert place.inside()["Anna Berg"] is True
    ada.command("group", "new location Oslo")
    with pytest.raises(Invalid, match="Only teams have leads, and Oslo is a location"):
        ada.command("group", "lead Anna Berg Oslo")


def test_what_is_picked_beside_a_member_is_done_where_the_card_stands(place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("group", "Warehouse")
    said = ada.choose("Take out", 1)
    assert "✓ Anna left Warehouse, 09:00." in said and "Team, 2 people, 1 lead." in said
    assert "✓ Ben no longer leads Warehouse" in ada.choose("No longer lead")
    assert place.inside() == {"Ben Dahl": False, "Omar Aziz": False}


def test_a_group_is_made_by_one_command_or_a_form_and_unmade_by_undo(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    assert "✓ Made by you, 09:00." in ada.command("group", "new team Night shift")
    ada.press("Undo")
    with house.reading() as session:
        assert groups_called(session, "Night shift") == []
    ada.command("group", "new")
    assert ada.form is not None
    ada.fill(kind="team", name="Night shift", people=[place.chat_id(place.anna)], leads=[place.chat_id(place.ben)])
    assert place.inside("Night shift") == {"Ben Dahl": True, "Anna Berg": False}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"kind": "team", "name": " "}, "name", "A group needs a name"),
        ({"kind": "team", "name": "warehouse"}, "name", "There is a team Warehouse already"),
        ({"kind": "location", "name": "Oslo", "leads": ["U000001"]}, "leads", "Only teams have leads"),
        ({"kind": "team", "name": "New", "people": ["UNOBODY"]}, "people", "not in the directory"),
    ],
)
def test_a_wrong_value_stays_in_the_form_at_its_field(
    place: Organisation, values: dict[str, Any], field: str, said: str
) -> None:
    ada = place.as_(place.ada)
    ada.command("group", "new")
    with pytest.raises((Invalid, Conflict), match=said) as refused:
        ada.fill(**values)
    assert refused.value.field == field


def test_renaming_and_archiving_are_undone_with_everybody_back(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    assert "✓ Warehouse is called Stores now, 09:00." in ada.command("group", "rename Warehouse to Stores")
    assert "It is called Warehouse again." in ada.press("Undo")
    ada.command("group", "archive Warehouse")
    assert "✓ Warehouse archived by you, 09:00. 3 people left it." in ada.press("Archive")
    house.clock.forward(minutes=1)
    with pytest.raises(NotFound):
        ada.command("group", "Warehouse")
    assert "Warehouse is in use again, with 3 people." in ada.press("Undo")
    assert place.inside() == {"Ben Dahl": True, "Anna Berg": False, "Omar Aziz": False}


def test_a_name_of_two_groups_or_a_slip_is_asked_back_and_goes_on_from_there(
    house: House, place: Organisation
) -> None:
    ada = place.as_(place.ada)
    ada.command("group", "new location Warehouse")
    assert "Which group is 'Warehouse'?" in ada.command("group", "add Petra to Warehouse")
    assert "✓ Petra is in Warehouse" in ada.press("Choose", 1)
    assert "Which group is 'Warehose'?" in ada.command("group", "Warehose")
    assert "Warehouse" in ada.press("Choose")


def test_a_cohort_from_courses_is_applied_after_its_dry_run_and_takes_no_hand(
    house: House, place: Organisation
) -> None:
    with house.writing() as session:
        fire, aid = a_course(session, "Fire safety at work"), a_course(session, "First aid")
        enrol(session, house.operator, fire, [place.anna])
        enrol(session, house.operator, aid, [place.omar])
    ada = place.as_(place.ada)
    said = ada.command("group", "courses Safety crew: Fire safety at work, First aid")
    assert "Safety crew, made from Fire safety at work and First aid: 2 people, and whoever enrols later." in said
    said = ada.press("Apply")
    assert "✓ Applied by Ada, 09:00: 2 joined, 0 left." in said
    assert "Made from courses: Fire safety at work and First aid." in said
    assert "Add people" not in labels(ada.card)
    with pytest.raises(Conflict, match="Safety crew follows its courses"):
        ada.command("group", "add Petra to Safety crew")
    ada.press("Choose courses")
    ada.fill(courses=[str(aid)])
    assert "0 joined, 1 left" in ada.press("Apply")
    ada.press("Undo")
    assert set(place.inside("Safety crew")) == {"Anna Berg", "Omar Aziz"}


@pytest.mark.parametrize(
    "words",
    ["new team Night shift", "add Petra to Warehouse", "remove Anna Berg from Warehouse", "lead Petra Warehouse",
     "rename Warehouse to Stores", "archive Warehouse", "courses Crew", "channel #warehouse"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["ben", "anna"])
def test_neither_a_lead_nor_a_member_changes_groups(place: Organisation, words: str, who: str) -> None:
    with pytest.raises(Refused, match="editing groups"):
        place.as_(getattr(place, who)).command("group", words)
    assert place.inside() == {"Ben Dahl": True, "Anna Berg": False, "Omar Aziz": False}


def test_who_is_in_a_cohort_is_for_its_admins(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("group", "new cohort Improvement")
    ada.command("group", "add Anna Berg to Improvement")
    ada.command("group", "add Omar Aziz to Improvement")
    seen = place.as_(place.anna).command("group", "Improvement")
    assert "Cohort, 2 people." in seen and "Omar" not in seen


def test_a_long_group_is_read_page_by_page(house: House, place: Organisation) -> None:
    with house.writing() as session:
        crowd = [a_person(session, f"Person {n:02d}") for n in range(23)]
        put_into_group(session, house.operator, place.team, crowd)
        assert group_view(session, place.team).members == 26
    ada = place.as_(place.ada)
    assert "1 to 10 of 26" in ada.command("group", "Warehouse")
    assert "11 to 20 of 26" in ada.press("Show more")
    assert "21 to 26 of 26" in ada.press("Show more")
    assert "1 to 10 of 26" in ada.press("From the start")
