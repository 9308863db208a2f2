"""The chat workspace's directory and ours: who is taken in, what follows, what stays, who stays out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import func, select

from bot.directory import admit_installer, synchronise, update_from_event
from bot.product import Product
from bot.settings import Settings
from core.people import (
    Followed,
    Member,
    PersonDetails,
    PersonView,
    admit_guest,
    holders_of_role,
    person,
    person_by_chat_id,
    person_by_email,
    register_person,
    roles_of,
)
from core.people.models import Person
from tests.bot.small_slack import SmallSlack, a_user
from tests.conftest import House


@pytest.fixture
def product(house: House) -> Product:
    return Product(house.engine, Settings(_env_file=None), skills=None)


def team_of(house: House) -> str:
    return next(each.chat_team_id for each in house.engine.workspaces() if each.id == house.workspace_id)


def members(house: House, *users: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**user, "team_id": user["team_id"].replace("T1", team_of(house))} for user in users]


def read(house: House, product: Product, *users: dict[str, Any]) -> Followed:
    """Read a directory of these users once."""
    with SmallSlack(users_list={"members": members(house, *users)}).running() as slack:
        client = WebClient("xoxb-test", base_url=slack.api_url, retry_handlers=[])
        return synchronise(product, client, house.workspace_id)


def known(house: House, chat_user_id: str) -> PersonView | None:
    with house.reading() as session:
        return person_by_chat_id(session, chat_user_id)


@pytest.mark.rule("people/directory")
def test_a_member_becomes_a_person_with_name_address_zone_and_language(house: House, product: Product) -> None:
    done = read(house, product, a_user("UANNA", "Anna Berg", tz="Europe/Berlin", locale="de-DE"))
    anna = known(house, "UANNA")
    assert done == Followed(added=1)
    assert anna is not None
    assert (anna.name, anna.email, anna.time_zone, anna.locale, anna.active) == (
        "Anna Berg", "uanna@nordlys.example", "Europe/Berlin", "de_DE", True
    )


@pytest.mark.rule("people/directory")
def test_name_zone_and_language_follow_and_a_second_reading_changes_nothing(house: House, product: Product) -> None:
    read(house, product, a_user("UANNA", "Anna Berg"))
    moved = a_user("UANNA", "Anna Lund", tz="America/New_York", locale="en-US")
    assert read(house, product, moved) == Followed(changed=1)
    anna = known(house, "UANNA")
    assert anna is not None
    assert (anna.name, anna.time_zone, anna.locale) == ("Anna Lund", "America/New_York", "en_US")
    assert read(house, product, moved) == Followed()


@pytest.mark.rule("people/directory")
def test_somebody_who_left_is_deactivated_and_active_again_on_return(house: House, product: Product) -> None:
    read(house, product, a_user("UANNA", "Anna Berg"))
    read(house, product, a_user("UANNA", "Anna Berg", deleted=True))
    gone = known(house, "UANNA")
    read(house, product, a_user("UANNA", "Anna Berg"))
    back = known(house, "UANNA")
    assert gone is not None and not gone.active
    assert back is not None and back.active


@pytest.mark.rule("people/directory")
def test_what_comes_by_hand_stays_as_it_is(house: House, product: Product) -> None:
    with house.writing() as session:
        details = PersonDetails("Anna Berg", "anna@home.example", "UANNA", access_tier=3)
        anna = register_person(session, house.operator, details)
    read(house, product, a_user("UANNA", "Anna Lund"))
    with house.reading() as session:
        found = person(session, anna)
    assert (found.name, found.email, found.access_tier) == ("Anna Lund", "anna@home.example", 3)


@pytest.mark.rule("people/directory")
def test_a_person_known_by_address_only_is_recognised_whatever_its_case(house: House, product: Product) -> None:
    with house.writing() as session:
        anna = register_person(session, house.operator, PersonDetails("Anna", "Anna.Berg@Nordlys.example"))
    read(house, product, a_user("UANNA", "Anna Berg", profile={"email": "anna.berg@nordlys.example"}))
    found = known(house, "UANNA")
    assert found is not None and found.id == anna


def test_an_address_that_nobody_confirmed_takes_over_nobodys_account(house: House, product: Product) -> None:
    with house.writing() as session:
        anna = register_person(session, house.operator, PersonDetails("Anna", "anna@nordlys.example"))
    read(
        house,
        product,
        a_user("UEVE", "Eve", profile={"email": "anna@nordlys.example"}, is_email_confirmed=False),
    )
    eve = known(house, "UEVE")
    assert eve is not None and eve.id != anna and eve.email is None


@pytest.mark.rule("people/strangers")
@pytest.mark.parametrize(
    "kind",
    [
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "TOTHER"},
        {"deleted": True},
    ],
    ids=["a bot", "a guest", "a single-channel guest", "a stranger", "of another team", "gone already"],
)
def test_strangers_are_not_taken_in(house: House, product: Product, kind: Mapping[str, Any]) -> None:
    assert read(house, product, a_user("UEVE", "Eve Elsewhere", **kind)) == Followed()
    assert known(house, "UEVE") is None


@pytest.mark.rule("people/strangers")
def test_slackbot_is_no_person(house: House, product: Product) -> None:
    read(house, product, a_user("USLACKBOT", "Slackbot"))
    assert known(house, "USLACKBOT") is None


@pytest.mark.rule("people/strangers")
def test_a_member_who_becomes_a_guest_is_a_stranger_from_then_on(house: House, product: Product) -> None:
    read(house, product, a_user("UANNA", "Anna Berg"))
    read(house, product, a_user("UANNA", "Anna Berg", is_restricted=True))
    anna = known(house, "UANNA")
    assert anna is not None and not anna.active


def test_a_zone_nobody_knows_leaves_the_one_we_have(house: House, product: Product) -> None:
    read(house, product, a_user("UANNA", "Anna Berg"))
    read(house, product, a_user("UANNA", "Anna Berg", tz="Mars/Olympus"))
    anna = known(house, "UANNA")
    assert anna is not None and anna.time_zone == "Europe/Oslo"


def test_a_directory_of_several_pages_is_read_to_its_end(house: House, product: Product) -> None:
    pages = {
        "": {"members": members(house, a_user("U1", "One")), "response_metadata": {"next_cursor": "next"}},
        "next": {"members": members(house, a_user("U2", "Two")), "response_metadata": {"next_cursor": ""}},
    }
    with SmallSlack(users_list=lambda asked: pages[asked.get("cursor", "")]).running() as slack:
        client = WebClient("xoxb-test", base_url=slack.api_url, retry_handlers=[])
        assert synchronise(product, client, house.workspace_id).added == 2


def test_when_slack_asks_to_wait_the_page_is_asked_for_again(house: House, product: Product) -> None:
    slack = SmallSlack(users_list={"members": members(house, a_user("U1", "One"))})
    slack.statuses["users.list"] = [429]
    slack.headers["Retry-After"] = "0"
    with slack.running():
        client = WebClient("xoxb-test", base_url=slack.api_url, retry_handlers=[])
        assert synchronise(product, client, house.workspace_id).added == 1
    assert [method for method, _ in slack.calls] == ["users.list", "users.list"]


def test_the_primary_owner_is_site_admin_where_there_is_none(house: House, product: Product) -> None:
    read(house, product, a_user("UOWNER", "Olga Owner", is_primary_owner=True), a_user("UANNA", "Anna Berg"))
    owner, anna = known(house, "UOWNER"), known(house, "UANNA")
    assert owner is not None and anna is not None
    with house.reading() as session:
        assert roles_of(session, owner.id) == {"admin"}
        assert roles_of(session, anna.id) == set()


def test_an_owner_is_not_made_admin_beside_another(house: House, product: Product) -> None:
    read(house, product, a_user("UOWNER", "Olga Owner", is_primary_owner=True))
    read(house, product, a_user("UNEW", "Nora New", is_primary_owner=True))
    with house.reading() as session:
        assert len(holders_of_role(session, "admin")) == 1


def test_the_installer_is_taken_in_at_once_and_made_site_admin(house: House, product: Product) -> None:
    (user,) = members(house, a_user("UINA", "Ina Installer"))
    with SmallSlack(users_info={"user": user}).running() as slack:
        client = WebClient("xoxb-test", base_url=slack.api_url, retry_handlers=[])
        admit_installer(product, client, house.workspace_id, "UINA")
    ina = known(house, "UINA")
    with house.reading() as session:
        assert ina is not None and holders_of_role(session, "admin") == [ina.id]


def test_an_event_brings_one_person_up_to_date(house: House, product: Product) -> None:
    (joined,) = members(house, a_user("UNILS", "Nils Ny"))
    update_from_event(product, house.workspace_id, {"type": "team_join", "user": joined})
    changed = {**joined, "profile": {**joined["profile"], "real_name": "Nils Nyberg"}}
    del changed["locale"]
    update_from_event(product, house.workspace_id, {"type": "user_change", "user": changed})
    nils = known(house, "UNILS")
    assert nils is not None and (nils.name, nils.locale) == ("Nils Nyberg", "en_GB")


def test_an_event_without_a_user_changes_nothing(house: House, product: Product) -> None:
    assert update_from_event(product, house.workspace_id, {"type": "user_change", "user": "U1"}) == Followed()
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 0
        assert person_by_email(session, "u1@nordlys.example") is None


@pytest.mark.rule("people/strangers")
def test_a_guest_let_in_stays_in_through_every_reading_until_slack_deactivates_them(
    house: House, product: Product
) -> None:
    guest = a_user("UVAL", "Val Visitor", is_restricted=True)
    read(house, product, guest)
    assert known(house, "UVAL") is None
    with house.writing() as session:
        admit_guest(session, house.operator, Member("UVAL", "Val Visitor", guest=True))
    read(house, product, {**guest, "tz": "Europe/Berlin"})
    val = known(house, "UVAL")
    assert val is not None and val.active and val.admitted and val.time_zone == "Europe/Berlin"
    read(house, product, {**guest, "deleted": True})
    gone = known(house, "UVAL")
    assert gone is not None and not gone.active
    read(house, product, {**guest, "is_restricted": False})
    member = known(house, "UVAL")
    assert member is not None and member.active and not member.admitted
    read(house, product, guest)
    again = known(house, "UVAL")
    assert again is not None and not again.active, "a member who becomes a guest again needs to be let in again"
