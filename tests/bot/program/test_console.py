"""The commands of Slack in a terminal: the same verbs, sentences, buttons and forms, without Slack (core/apart)."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from tests.bot.program.conftest import Program, Ran

FIRST_AID = "I passed First aid at work on 3 May 2026, valid 3 years"


def said(program: Program, monkeypatch: pytest.MonkeyPatch, *lines: str, who: str = "Anna Berg") -> Ran:
    """Converse in these lines; what was answered."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    return program.run("console", "--as", who)


@pytest.mark.rule("core/apart")
def test_a_verb_is_answered_as_in_the_chat(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = said(staffed, monkeypatch, "/prowess help", "exit")
    assert ran.code == 0 and "You write as Anna Berg." in ran.out
    assert "log SENTENCE: Put a certification" in ran.out


@pytest.mark.rule("core/apart")
def test_the_engine_and_the_console_load_nothing_of_a_model(staffed: Program) -> None:
    code = (
        "import sys; from bot.cli import main; main(['console', '--as', 'Anna Berg', '/me']); "
        "assert 'torch' not in sys.modules and 'openai' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Forklift licence" in done.stdout


def test_one_command_is_answered_without_a_conversation(staffed: Program) -> None:
    ran = staffed.run("console", "--as", "anna@nordlys.example", "/me")
    assert ran.code == 0 and "Forklift licence" in ran.out and "You write as" not in ran.out


@pytest.mark.parametrize(
    ("presses", "last_words", "on_file"),
    [((), "Nothing is saved yet.", False), (("1",), "✓ Saved by you", True), (("1", "3"), "Undone", False)],
    ids=["read back", "saved", "undone"],
)
def test_a_certification_is_on_file_between_save_and_undo(
    staffed: Program, monkeypatch: pytest.MonkeyPatch, presses: tuple[str, ...], last_words: str, on_file: bool
) -> None:
    ran = said(staffed, monkeypatch, FIRST_AID, *presses, "/me", "exit")
    before, shown, profile = ran.out.rpartition(last_words)
    assert shown and "Issued: 3 May 2026" in before and "Expires: 3 May 2029" in before
    assert ("First aid at work, expires 3 May 2029" in profile) is on_file


def test_a_manager_sets_a_target_for_somebody_mentioned_by_name(
    staffed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = said(staffed, monkeypatch, "/target @anna Fire safety by 1 March 2099", "/show @anna", "exit", who="UBEN")
    assert "Set for Anna, due 1 March 2099" in ran.out
    assert "Fire safety" in ran.out.partition("Set for Anna")[2]


def test_a_refusal_is_a_sentence_and_its_author_goes_on(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = said(staffed, monkeypatch, "/target @ben Fire safety", "/me", "exit")
    assert ran.code == 0
    assert "Nothing was set: you don't supervise Ben." in ran.out
    assert "Forklift licence" in ran.out.partition("supervise Ben")[2]


def test_an_unknown_verb_is_asked_back_and_its_button_runs_the_right_one(
    staffed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = said(staffed, monkeypatch, "/helpp", "1", "exit")
    assert "I don't know 'helpp'. Did you mean help?" in ran.out
    assert "What you can do here" in ran.out


def test_a_button_that_is_not_there_is_said_so(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no button 9." in said(staffed, monkeypatch, "/helpp", "9").out


def test_the_end_of_the_lines_is_the_end_also_in_a_form(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(staffed, monkeypatch, "/target").code == 0
    assert said(staffed, monkeypatch, "/target", who="Ben Olsen").code == 0


@pytest.mark.parametrize(
    ("who", "words"),
    [("Nobody Known", "I don't find Nobody Known here."), ("nobody@nordlys.example", "I don't find nobody@")],
)
def test_somebody_unknown_is_refused(staffed: Program, who: str, words: str) -> None:
    ran = staffed.run("console", "--as", who)
    assert ran.code == 1 and ran.err.startswith(words)


def test_a_file_that_is_not_there_is_said_so(staffed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no file nowhere.pdf." in said(staffed, monkeypatch, "/file nowhere.pdf", "exit").out
