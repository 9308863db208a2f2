"""The program: its help, its exit codes, its sentences."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.cli import COMMANDS
from bot.program.failing import sentence_of
from tests.bot.program.conftest import Program


def test_help_comes_at_once_and_loads_no_model() -> None:
    code = (
        "import sys, time; from bot.cli import main; main(['--help']); assert time.process_time() < 0.5; "
        "heavy = {'torch', 'slack_bolt', 'sqlalchemy', 'numpy', 'pydantic'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert all((f"\n  {name} " in done.stdout) == bool(about) for name, (_, about) in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(program: Program, name: str) -> None:
    ran = program.run(name, "--help")
    assert ran.code == 0 and ran.out.startswith(f"Usage: prowess {name}") and "--help" in ran.out


def test_the_module_is_the_program() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "version" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("remind", "--at", "tomorrow"),
        ("manifest", "--url", "http://x"),
        ("tag",),
        ("tag", " "),
        ("console",),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(program: Program, arguments: tuple[str, ...]) -> None:
    ran = program.run(*arguments)
    assert ran.code == 2 and "Error: " in ran.err and ran.out == ""


def test_a_wrong_setting_is_one_sentence_that_names_it(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROWESS_TAGGING_THRESHOLD", "2")
    ran = program.run("doctor")
    assert ran.code == 1 and ran.out == ""
    assert ran.err.startswith("The setting PROWESS_TAGGING_THRESHOLD is wrong:") and ran.err.count("\n") == 1


def test_a_database_that_is_away_is_one_sentence(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://somebody:secret@127.0.0.1:9/none")
    ran = program.run("remind")
    assert ran.code == 1 and "doesn't answer" in ran.err
    assert "secret" not in ran.err and "Traceback" not in ran.err


def test_a_file_that_is_no_database_is_one_sentence(program: Program) -> None:
    (program.folder / "prowess.db").write_text("Dear diary, this is no database at all. " * 30)
    ran = program.run("remind")
    assert ran.code == 1 and ran.err == "The database doesn't do that now. 'prowess doctor' says what it lacks.\n"
    doctor = program.run("doctor")
    assert doctor.code == 1 and "✕ database: " in doctor.out and "Traceback" not in doctor.err


def test_a_surprise_is_a_sentence_with_a_reference_not_a_trace(capsys: pytest.CaptureFixture[str]) -> None:
    said = sentence_of(RuntimeError("the inner workings"))
    assert "went wrong on my side" in said and "Reference for an admin: " in said
    assert "inner workings" not in said + capsys.readouterr().err


def test_the_manifest_of_the_real_verbs_is_json_and_names_socket_mode(program: Program) -> None:
    ran = program.run("manifest")
    made = json.loads(ran.out)
    assert ran.code == 0 and made["settings"]["socket_mode_enabled"] is True
    assert {each["command"] for each in made["features"]["slash_commands"]} == {"/prowess", "/target", "/tag"}
    assert {each["callback_id"] for each in made["features"]["shortcuts"]} == {"log", "tag"}


def test_the_manifest_takes_the_address(program: Program) -> None:
    made = json.loads(program.run("manifest", "--url", "https://bot.example.org/").out)
    assert made["settings"]["interactivity"]["request_url"] == "https://bot.example.org/slack/events"


def test_the_database_is_upgraded_once(program: Program) -> None:
    first, second = program.run("db", "upgrade"), program.run("db", "upgrade")
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("Upgraded from nothing to ") and second.out.startswith("Up to date already")


def test_a_backup_names_its_size_and_the_key_that_belongs_to_it(staffed: Program) -> None:
    target = staffed.folder / "copy.db"
    ran = staffed.run("db", "backup", str(target))
    assert ran.code == 0 and f"Copied to {target}, {target.stat().st_size:,} bytes." in ran.out
    assert "encryption.key too, in another place" in ran.out
    again = staffed.run("db", "backup", str(target))
    assert again.code == 1 and "exists already" in again.err


def test_demo_data_are_asked_for_before_there_are_any(program: Program) -> None:
    ran = program.run("--demo", "remind")
    assert ran.code == 1 and ran.err == "There is no demo yet. Start it once: prowess demo\n"


def test_the_demo_option_works_on_the_demos_data(staffed: Program) -> None:
    demo = staffed.folder / "demo"
    demo.mkdir()
    for name in ("prowess.db", "encryption.key"):
        (staffed.folder / name).rename(demo / name)
    ran = staffed.run("--demo", "remind", "--dry-run", "--at", "2026-11-24")
    assert ran.code == 0 and "1 notice would be sent." in ran.out
