"""The sample's people, teams, lines of managers and the Slack side fit together."""

from __future__ import annotations

import json
import re
from zoneinfo import ZoneInfo

from babel import Locale

from tests.bot.sample.sample_files import (
    SAMPLE,
    items,
    line_of,
    people,
    person,
    repeated,
    rows,
    supervises,
)

ROLES = {
    "employee",
    "teacher",
    "content_editor",
    "framework_admin",
    "plan_admin",
    "reviewer",
    "competency_admin",
    "admin",
}


def test_the_company_has_some_forty_people_with_addresses_of_their_own() -> None:
    assert 38 <= len(people()) <= 45
    assert not repeated(row["slack_user_id"] for row in rows("people"))
    assert not repeated(row["name"].split()[0] for row in rows("people"))
    for row in rows("people"):
        assert re.fullmatch(r"[a-z]+\.[a-z]+@nordlys\.example", row["email"])
        assert row["slack_user_id"] == "U" + row["name"].split()[0].upper()
        assert row["active"] in {"yes", "no"}
        assert not row["access_tier"] or int(row["access_tier"]) > 0


def test_managers_exist_and_the_line_of_managers_has_no_cycle_and_three_managers_above_anna() -> None:
    for email, row in people().items():
        assert not row["manager_email"] or row["manager_email"] in people(), row
        above = list(line_of(email))
        assert email not in above
        assert len(above) < 5
    anna = person("Anna")["email"]
    assert [people()[email]["name"].split()[0] for email in line_of(anna)] == ["Ben", "Grete", "Harald"]
    assert [row["name"] for row in rows("people") if not row["manager_email"]] == ["Harald Nygaard"]


def test_every_team_has_one_active_lead() -> None:
    teams = {team for row in rows("people") for team in items(row["teams"])}
    leads = [team for row in rows("people") if row["active"] == "yes" for team in items(row["teams_led"])]
    assert teams == set(leads)
    assert not repeated(leads)


def test_roles_time_zones_and_locales_are_known() -> None:
    for row in rows("people"):
        assert set(items(row["roles"])) <= ROLES
        assert "employee" in items(row["roles"])
        assert ZoneInfo(row["time_zone"]).key == row["time_zone"]
        assert str(Locale.parse(row["locale"], sep="-")) == row["locale"].replace("-", "_")
    assert {role for row in rows("people") for role in items(row["roles"])} == ROLES
    assert len({row["time_zone"] for row in rows("people")}) >= 6


def test_the_people_of_the_conversations_have_their_parts() -> None:
    parts = {"Cleo": "content_editor", "Rita": "reviewer", "Ada": "admin", "Theo": "content_editor"}
    for name, role in parts.items():
        assert role in items(person(name)["roles"])
    assert not person("Cleo")["access_tier"]
    assert person("Theo")["access_tier"] == "1"
    anna = person("Anna")
    assert (anna["teams"], anna["location"], anna["access_tier"]) == ("Warehouse", "Oslo", "")
    assert anna["manager_email"] == person("Ben")["email"]
    assert person("Ben")["teams_led"] == "Warehouse"
    assert [row["name"] for row in rows("people") if row["active"] == "no"] == ["Olav Krog"]


def test_warehouse_has_nine_people_whom_ben_supervises_and_first_responders_is_not_his() -> None:
    ben = person("Ben")["email"]
    team = [row for row in rows("people") if "Warehouse" in items(row["teams"])]
    assert len(team) == 9
    assert all(supervises(ben, row["email"]) for row in team)
    responders = [row for row in rows("people") if "First responders" in items(row["teams"])]
    assert "First responders" in items(person("Rita")["teams_led"])
    assert {supervises(ben, row["email"]) for row in responders} == {True, False}


def test_the_workspace_lists_channels_of_active_people_and_strangers_who_are_nobody_here() -> None:
    workspace = json.loads((SAMPLE / "workspace.json").read_text(encoding="utf-8"))
    active = {row["slack_user_id"] for row in rows("people") if row["active"] == "yes"}
    everyone = {row["slack_user_id"] for row in rows("people")}
    channels = {channel["name"]: channel for channel in workspace["channels"]}
    assert workspace["team"]["id"] == "TNORDLYS"
    assert {"general", "warehouse"} <= set(channels)
    assert set(channels["general"]["members"]) == active
    for channel in channels.values():
        assert set(channel["members"]) <= active
        assert not repeated(channel["members"])
    ids = {channel["id"] for channel in channels.values()}
    for stranger in workspace["strangers"]:
        assert stranger["id"] not in everyone
        assert set(stranger["channels"]) <= ids
