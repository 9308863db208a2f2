"""A person's card in chat: manager, tier, groups, address; somebody added by hand; guests let in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.listeners import people as listener
from bot.product import Product
from core.errors import Conflict, Invalid, NotFound, Refused, Unavailable
from core.people import (
    Member,
    PersonDetails,
    access_tier_of,
    follow_directory,
    is_active,
    line_manager_of,
    members_page,
    people,
    person_by_email,
    register_person,
    supervises,
)
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_person, a_team
from tests.conftest import House


@dataclass
class Directory:
    """What Slack would say of people, without Slack."""

    members: dict[str, Member] = field(default_factory=dict)

    def member(self, _workspace_id: int, chat_user_id: str) -> Member | None:
        return self.members.get(chat_user_id)


class Organisation:
    """Ada, site admin; Grete over Ben over Anna; Ben leads Warehouse with Anna in it."""

    def __init__(self, house: House) -> None:
        self.house, self.directory = house, Directory()
        self.conversations = conversations_of(listener.register)
        with house.writing() as session:
            self.ada = a_person(session, "Ada Vik", role="admin")
            self.grete = a_person(session, "Grete Holm")
            self.ben = a_person(session, "Ben Dahl", manager=self.grete)
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.team = a_team(session, "Warehouse", self.anna, lead=self.ben)
            self.office = a_team(session, "Office")

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        product = replace(product, directory=self.directory)  # type: ignore[arg-type]
        return Spoken(self.house, product, self.conversations, person_id)

    def manager(self, person_id: int) -> int | None:
        with self.house.reading() as session:
            return line_manager_of(session, person_id)

    def tier(self, person_id: int) -> int | None:
        with self.house.reading() as session:
            return access_tier_of(session, person_id)

    def chat_id(self, person_id: int) -> str:
        with self.house.reading() as session:
            return str(people(session, [person_id])[person_id].chat_user_id)


@pytest.fixture
def place(house: House) -> Organisation:
    return Organisation(house)


def test_a_card_shows_manager_teams_roles_and_tier(place: Organisation) -> None:
    ada = place.as_(place.ada)
    said = ada.command("person", f"<@{place.chat_id(place.ben)}>")
    for line in ("Ben Dahl", "Line manager: Grete Holm", "Teams: Warehouse (lead)", "Access tier: none"):
        assert line in said
    assert "Active. Name, time zone and deactivation follow Slack." in said
    assert "Roles: admin on the whole site" in ada.command("person", "Ada")


@pytest.mark.rule("people/supervises")
def test_a_manager_is_set_by_one_sentence_counts_at_once_and_is_undone(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    assert "Line manager: Grete Holm" in ada.command("person", "Anna Berg manager Grete Holm")
    with house.reading() as session:
        assert not supervises(session, place.grete, place.ben) or line_manager_of(session, place.anna) == place.grete
    assert place.manager(place.anna) == place.grete
    assert "Undone, 09:00. Anna stands as before." in ada.press("Undo")
    assert place.manager(place.anna) == place.ben
    ada.command("person", "Anna Berg manager none")
    assert place.manager(place.anna) is None


@pytest.mark.rule("people/supervises")
def test_a_circle_of_managers_is_refused_by_command_and_at_its_field_in_the_form(place: Organisation) -> None:
    ada = place.as_(place.ada)
    for manager in ("Anna Berg", "Ben Dahl", "Grete Holm"):
        with pytest.raises(Invalid, match="their own manager"):
            ada.command("person", f"Grete Holm manager {manager}")
    ada.command("person", "edit Grete Holm")
    with pytest.raises(Invalid, match="their own manager") as refused:
        ada.fill(manager=str(place.anna))
    assert refused.value.field == "manager"
    assert place.manager(place.grete) is None


@pytest.mark.parametrize(("said", "tier"), [("0", 0), ("2", 2), ("1000", 1000), ("none", None)])
def test_a_tier_is_set_and_ended(place: Organisation, said: str, tier: int | None) -> None:
    ada = place.as_(place.ada)
    ada.command("person", "Anna Berg tier 3")
    ada.command("person", f"Anna Berg tier {said}")
    assert place.tier(place.anna) == tier
    ada.press("Undo")
    assert place.tier(place.anna) == 3


@pytest.mark.parametrize("said", ["", "-1", "two", "1001", "1.5", "99999"])
def test_a_tier_that_is_none_is_refused(place: Organisation, said: str) -> None:
    with pytest.raises(Invalid, match="access tier is a whole number"):
        place.as_(place.ada).command("person", f"Anna Berg tier {said}")
    assert place.tier(place.anna) is None


def test_the_form_sets_all_at_once_and_undo_puts_all_back(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("person", "Anna Berg")
    ada.press("Edit")
    assert ada.form is not None
    assert "active" not in {each.name for each in ada.form.fields}, "deactivation follows Slack"
    assert [each.initial for each in ada.form.fields if each.name == "teams"] == [[("Warehouse", str(place.team))]]
    said = ada.fill(
        email="anna.new@nordlys.example", manager=str(place.grete), access_tier="2", teams=[str(place.office)]
    )
    assert "✓ Saved by you, 09:00." in said and "E-mail: anna.new@nordlys.example" in said
    assert (place.manager(place.anna), place.tier(place.anna)) == (place.grete, 2)
    with house.reading() as session:
        assert [each.person_id for each in members_page(session, place.office)] == [place.anna]
        assert [each.person_id for each in members_page(session, place.team)] == [place.ben]
    ada.press("Undo")
    assert (place.manager(place.anna), place.tier(place.anna)) == (place.ben, None)
    with house.reading() as session:
        assert {each.person_id for each in members_page(session, place.team)} == {place.ben, place.anna}


def test_a_lead_stays_lead_of_the_team_they_stay_in(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.command("person", "edit Ben Dahl")
    ada.fill(teams=[str(place.team), str(place.office)])
    with house.reading() as session:
        assert next(each.lead for each in members_page(session, place.team))
    ada.command("person", "Ben Dahl")
    assert "Nothing changed: Ben stands so already." in _edited_again(ada)


def _edited_again(ada: Spoken) -> str:
    ada.press("Edit")
    return ada.fill()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"email": "not an address"}, "email", "is no e-mail address"),
        ({"email": "BEN@nordlys.example"}, "email", "Ben Dahl has that address already"),
        ({"access_tier": "high"}, "access_tier", "whole number"),
    ],
)
def test_a_wrong_value_stays_in_the_form_at_its_field(
    house: House, place: Organisation, values: dict[str, Any], field: str, said: str
) -> None:
    with house.writing() as session:
        ben = people(session, [place.ben])[place.ben]
    values = {name: ben.email.upper() if v.startswith("BEN") and ben.email else v for name, v in values.items()}
    ada = place.as_(place.ada)
    ada.command("person", "edit Anna Berg")
    with pytest.raises((Invalid, Conflict), match=said) as refused:
        ada.fill(**values)
    assert refused.value.field == field


@pytest.mark.rule("people/directory")
def test_somebody_who_is_not_in_slack_is_added_edited_and_deactivated_by_hand(
    house: House, place: Organisation
) -> None:
    ada = place.as_(place.ada)
    ada.command("person", "new Pia Lie")
    assert "✓ Added by you, 09:00." in ada.fill(email="pia@nordlys.example", manager=str(place.ben))
    with house.reading() as session:
        pia = person_by_email(session, "pia@nordlys.example")
        assert pia is not None and line_manager_of(session, pia.id) == place.ben
    assert "Active, not in Slack." in ada.says
    ada.press("Edit")
    house.clock.forward(seconds=1)
    assert "Deactivated: gets no messages and can't act." in ada.fill(name="Pia Li", active=False)
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert not is_active(session, pia.id)
    ada.press("Undo")
    house.clock.forward(seconds=1)
    with house.reading() as session:
        assert is_active(session, pia.id) and people(session, [pia.id])[pia.id].name == "Pia Lie"


def test_who_is_meant_is_asked_where_several_may_be(house: House, place: Organisation) -> None:
    with house.writing() as session:
        a_person(session, "Anna Lund")
    ada = place.as_(place.ada)
    assert "Who is 'Anna'?" in ada.command("person", "Anna")
    assert "Anna Lund" in ada.press("Open", 1)
    with pytest.raises(NotFound, match="I don't find 'Zoe'"):
        ada.command("person", "Zoe")


def test_without_a_name_the_numbers_of_the_directory_are_shown(house: House, place: Organisation) -> None:
    with house.writing() as session:
        register_person(session, house.operator, PersonDetails("Gone", "gone@nordlys.example", active=False))
    assert "4 people are active, 1 deactivated, 0 guests let in." in place.as_(place.ada).command("person")


@pytest.mark.parametrize(
    "words", ["", "Anna Berg", "Anna Berg tier 2", "Anna Berg manager Ada Vik", "new Pia", "edit Anna", "admit <@U9>"]
)
@pytest.mark.parametrize("who", ["anna", "ben", "grete"])
def test_nobody_but_admins_reads_or_changes_a_persons_card(place: Organisation, who: str, words: str) -> None:
    with pytest.raises(Refused, match="managing people"):
        place.as_(getattr(place, who)).command("person", words)
    for lookup in ("person.people", "person.teams"):
        with pytest.raises(Refused):
            place.as_(getattr(place, who)).options(lookup, "a")
    assert (place.manager(place.anna), place.tier(place.anna)) == (place.ben, None)


def test_search_fields_offer_people_by_name_and_address_and_groups_of_their_kind(place: Organisation) -> None:
    ada = place.as_(place.ada)
    assert [each.split(" (")[0] for each in ada.options("person.people", "berg")] == ["Anna Berg"]
    assert ada.options("person.teams", "o") == ["Office", "Warehouse"]
    assert ada.options("person.locations", "o") == []


GUEST = Member("UVAL", "Val Visitor", "val@elsewhere.example", "Europe/Oslo", "en_GB", guest=True)


@pytest.mark.rule("people/strangers")
def test_a_guest_is_a_stranger_until_an_admin_lets_them_in_and_again_when_that_ends(
    house: House, place: Organisation
) -> None:
    ada = place.as_(place.ada)
    place.directory.members = {"UVAL": GUEST}
    with house.writing() as session:
        follow_directory(session, house.operator, [GUEST])
        assert person_by_email(session, "val@elsewhere.example") is None
    said = ada.command("person", "admit <@UVAL|val>")
    assert "✓ Val Visitor let in by you, 09:00." in said and "a guest let in by an admin" in said
    with house.writing() as session:
        val = person_by_email(session, "val@elsewhere.example")
        assert val is not None and val.active and val.admitted
        follow_directory(session, house.operator, [GUEST])
        assert is_active(session, val.id), "the directory doesn't shut them out again"
    house.clock.forward(seconds=1)
    assert "✓ Val Visitor is a stranger again, 09:00." in ada.press("End admission")
    house.clock.forward(seconds=1)
    with house.writing() as session:
        follow_directory(session, house.operator, [GUEST])
        assert not is_active(session, val.id)
    assert "End admission" not in labels(ada.card)


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (None, "bots and people of other workspaces stay out"),
        (replace(GUEST, guest=False), "is no guest"),
        (replace(GUEST, active=False), "is deactivated in Slack"),
    ],
)
def test_who_is_no_guest_is_not_let_in(place: Organisation, member: Member | None, said: str) -> None:
    place.directory.members = {"UVAL": member} if member else {}
    with pytest.raises((Invalid, NotFound), match=said):
        place.as_(place.ada).command("person", "admit <@UVAL>")


def test_without_slack_no_guest_is_let_in(house: House, place: Organisation) -> None:
    ada = place.as_(place.ada)
    ada.product = replace(ada.product, directory=None)
    with pytest.raises(Unavailable, match="from Slack only"):
        ada.command("person", "admit <@UVAL>")
    with pytest.raises(Invalid, match="Which guest"):
        ada.command("person", "admit Val")
