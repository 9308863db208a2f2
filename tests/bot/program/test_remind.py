"""One sweep of reminders from the command line."""

from __future__ import annotations

import json

import pytest

from tests.bot.program.conftest import Program

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
