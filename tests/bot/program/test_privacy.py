"""`prowess export person`, `prowess export audit` and `prowess audit`; and what the isolation switch closes."""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from contextlib import closing

import pytest

from tests.bot.program.conftest import Program


@pytest.mark.rule("privacy/export")
def test_a_persons_whole_data_go_into_one_private_file(staffed: Program) -> None:
    target = staffed.folder / "anna.zip"
    ran = staffed.run("export", "person", "--person", "Anna Berg", "--to", str(target))
    assert ran.code == 0
    assert "records of Anna Berg written to" in ran.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    data = json.loads(zipfile.ZipFile(target).read("data.json"))
    assert data["about"] == "Anna Berg"
    assert data["qualification_version"][0]["expires_on"] == "2027-02-22"
    assert list(staffed.folder.glob("*.part")) == []


@pytest.mark.rule("privacy/export")
@pytest.mark.parametrize(("who", "code"), [("Anna Berg", 0), ("Ben Olsen", 1)])
def test_with_a_persons_rights_only_their_own_or_a_site_admins(staffed: Program, who: str, code: int) -> None:
    target = staffed.folder / "anna.zip"
    ran = staffed.run("export", "person", "--person", "Anna Berg", "--as", who, "--to", str(target))
    assert ran.code == code
    assert target.exists() is (code == 0)
    assert code == 0 or "all data about a person go to them alone" in ran.err


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "Whose data? Add --person"), (("--person", "Anna Berg", "--format", "csv"), "come as one ZIP")],
)
def test_what_is_missing_or_does_not_fit_is_said(staffed: Program, more: tuple[str, ...], said: str) -> None:
    ran = staffed.run("export", "person", "--to", str(staffed.folder / "x.zip"), *more)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.rule("privacy/audit")
def test_the_audit_trail_is_exported_with_its_head_which_a_later_check_takes(staffed: Program) -> None:
    target = staffed.folder / "audit.json"
    ran = staffed.run("export", "audit", "--to", str(target))
    told = json.loads(target.read_text())
    head = f"{told['head']['length']}:{told['head']['hash']}"
    assert ran.code == 0
    assert f"Head of the chain: {head}".split(":")[0] in ran.err
    assert len(told["facts"]) == told["head"]["length"]
    checked = staffed.run("audit", "check", "--head", head)
    assert (checked.code, checked.out[:18]) == (0, "✓ The chain holds:")
    other = staffed.run("audit", "check", "--head", f"{told['head']['length']}:{'0' * 64}")
    assert other.code == 1
    assert "the head you gave is not in it" in other.out


@pytest.mark.rule("privacy/audit")
def test_a_changed_fact_is_found_and_ends_with_1(staffed: Program) -> None:
    with closing(sqlite3.connect(staffed.folder / "prowess.db")) as connection:
        connection.execute("UPDATE recorded_fact SET kind = 'x' WHERE position = 3")
        connection.commit()
    ran = staffed.run("audit", "check", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["holds"], told["broken_at"]) == (1, False, 3)


@pytest.mark.rule("privacy/audit")
def test_the_newest_changes_are_listed_for_a_person_and_a_kind(staffed: Program) -> None:
    ran = staffed.run("audit", "list", "--person", "Anna Berg", "--kind", "person")
    assert ran.code == 0
    assert "person.changed" in ran.out
    assert "by operator" in ran.out
    none = staffed.run("audit", "list", "--until", "2020-01-01", "--json")
    assert json.loads(none.out) == []
    refused = staffed.run("audit", "list", "--as", "Ben Olsen")
    assert refused.code == 1
    assert "Not shown: the audit trail is for site admins" in refused.err


@pytest.mark.rule("privacy/isolation-switch")
def test_with_both_switches_on_features_are_not_available_and_privacy_is(
    staffed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROWESS_MULTITENANCY", "1")
    assert staffed.run("export", "people").code == 0
    monkeypatch.setenv("PROWESS_TENANT_ISOLATION", "1")
    for command in (("export", "people"), ("tag", "Hot work"), ("remind", "--dry-run")):
        ran = staffed.run(*command)
        assert ran.code == 1
        assert "Not available: competency features are off" in ran.err
    target = staffed.folder / "anna.zip"
    assert staffed.run("export", "person", "--person", "Anna Berg", "--to", str(target)).code == 0
    assert staffed.run("audit", "check").code == 0
