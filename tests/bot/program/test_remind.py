"""One sweep of reminders from the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.program.remind import reviews_waiting, show_due
from tests.bot.program.conftest import Program
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.reviews.asked import request

DUE = "2026-11-24"


def test_a_dry_run_says_what_would_be_sent_and_changes_nothing(staffed: Program) -> None:
    first = staffed.run("remind", "--at", DUE, "--dry-run")
    assert first.code == 0
    assert first.out == (
        "1 notice would be sent.\nTo Anna Berg: Forklift licence expires on 22 February 2027.\n"
    )
    assert staffed.run("remind", "--at", DUE, "--dry-run").out == first.out


def test_as_json_for_other_programs(staffed: Program) -> None:
    (due,) = json.loads(staffed.run("remind", "--at", DUE, "--dry-run", "--json").out)
    assert (due["expires_on"], due["day"]) == ("2027-02-22", 90)


def test_a_time_to_come_needs_a_dry_run(staffed: Program) -> None:
    ran = staffed.run("remind", "--at", "2099-01-01")
    assert ran.code == 1 and "is still to come" in ran.err and "--dry-run" in ran.err


def test_a_time_to_come_works_in_the_demo(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROWESS_DEMO_CLOCK", str(staffed.folder / "clock.json"))
    ran = staffed.run("remind", "--at", "2027-02-20T12:00+01:00")
    assert ran.code == 0 and ran.out.endswith("queued.\n") and not ran.out.startswith("0 ")


def test_a_repeated_sweep_queues_nothing_twice(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROWESS_DEMO_CLOCK", str(staffed.folder / "clock.json"))
    first, second = (json.loads(staffed.run("remind", "--at", DUE, "--json").out) for _ in range(2))
    assert (first, second) == ({"queued": 1}, {"queued": 0})


def test_the_day_before_its_day_nothing_is_due(staffed: Program) -> None:
    assert staffed.run("remind", "--at", "2026-11-23", "--dry-run").out == "0 notices would be sent.\n"


def test_a_dry_run_names_the_reviews_that_would_be_passed_on(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    with house.writing() as session:
        berta = a_person(session, "Berta Lund")
        ben = a_person(session, "Ben Dahl", manager=berta)
        anna, fire = a_person(session, "Anna Berg", manager=ben), a_skill(session)
    request(house, anna, fire)
    later = house.clock.now + timedelta(days=3)
    waiting = {house.workspace_id: reviews_waiting(house.engine, later)[house.workspace_id]}
    show_due(house.engine, later, {}, waiting, as_json=False)
    assert capsys.readouterr().out == (
        "0 notices would be sent.\n1 review would be passed on.\n"
        "To Berta Lund: Anna Berg asks for a review of Fire safety.\n"
    )
    show_due(house.engine, later, {}, waiting, as_json=True)
    (said,) = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["to_id"], said["person_id"], said["competency_id"]) == ("review", berta, anna, fire)
    assert reviews_waiting(house.engine, later - timedelta(minutes=1))[house.workspace_id] == []
