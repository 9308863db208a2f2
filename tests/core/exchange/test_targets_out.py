"""Targets as a file: whose details the asker sees and may export, each with its sources and exemption."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from core.exchange import export_file
from core.people import Actor, add_group, join_group
from core.profiles import ProfileDetails, Requirement, save_profile
from core.targets import assign_targets, grant_exemption, set_group_targets
from tests.builders import a_person, a_skill, a_team
from tests.conftest import House


def rows(house: House, actor: Actor) -> list[dict[str, str]]:
    with house.writing() as session:
        found = export_file(session, actor, "targets")
    return list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))


@pytest.mark.rule("targets/effective")
def test_each_target_is_a_row_with_what_counts_every_source_and_the_last_day_of_an_exemption(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna Berg", manager=ben, email="anna@nordlys.example")
        a_person(session, "Cleo Vik")
        fire, secret = a_skill(session, "Fire safety", idnumber="F1"), a_skill(session, "Crane", access_tier=3)
        team = a_team(session, "Warehouse", anna)
        driver = add_group(session, house.operator, "position", "Driver")
        join_group(session, house.operator, driver, anna)
        hidden = ProfileDetails("Secret role", group_ids=(driver,), requirements=(Requirement(fire),))
        save_profile(session, house.operator, hidden)
        assign_targets(session, house.as_(ben), [anna], {fire: None}, date(2027, 5, 1))
        set_group_targets(session, house.operator, team, {fire: None}, date(2027, 3, 1))
        assign_targets(session, house.operator, [ben], {secret: None, fire: None})
    with house.writing() as session:
        grant_exemption(session, house.as_(ben), anna, [fire], until=date(2027, 1, 31), reason="on leave")
    (row, own) = rows(house, house.as_(ben))
    assert row == {
        "person": "anna@nordlys.example",
        "name": "Anna Berg",
        "competency": "F1",
        "competency_name": "Fire safety",
        "value": "Acquired",
        "due_on": "2027-03-01",
        "sources": "direct|group: team Warehouse|profile",
        "not_required_until": "2027-01-31",
    }
    assert own["name"] == "Ben Dahl"
    assert "on leave" not in str(rows(house, house.operator))
    assert "profile: Secret role" in str(rows(house, house.operator))
