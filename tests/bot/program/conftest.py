"""What tests of the program stand on: a data directory with a small organisation; the program runs in this process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.logs import configure_logs
from core.database import Database
from core.frameworks import CompetencyCategory
from core.migrations import upgrade
from core.people import Actor
from core.qualifications import QualificationDetails, log_qualification
from core.transaction import Engine
from core.vault import Vault
from tests.builders import a_person, a_skill

SETTINGS = ("PROWESS_", "SLACK_", "OPENAI_", "DATABASE_", "SMTP_", "PORT", "LOG_LEVEL")
ENTERED = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Ran:
    """How a command ended: its code, what it printed and what it complained of."""

    code: int
    out: str
    err: str


class Program:
    """The program on one data directory, run in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def run(self, *arguments: str) -> Ran:
        """Run a command."""
        self._capsys.readouterr()
        code = main(list(arguments))
        printed = self._capsys.readouterr()
        return Ran(code, printed.out, printed.err)


def clean_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """No settings but a data directory of the test's own."""
    for name in list(os.environ):
        if name.startswith(SETTINGS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PROWESS_DATA_DIR", str(folder))
    monkeypatch.chdir(folder)


def enter_organisation(folder: Path) -> None:
    """Ben manages Anna; Anna holds a forklift licence until 22 February 2027; the catalogue has a skill, too."""
    database = Database(f"sqlite:///{folder}/prowess.db")
    upgrade(database)
    engine = Engine(database, Vault.from_setting(None, folder), folder=folder, clock=lambda: ENTERED)
    workspace_id = engine.add_workspace("TNORDLYS", "Nordlys Logistics")
    with engine.transaction(workspace_id) as session:
        ben = a_person(session, "Ben Olsen", email="ben@nordlys.example", chat_user_id="UBEN")
        anna = a_person(session, "Anna Berg", email="anna@nordlys.example", chat_user_id="UANNA", manager=ben)
        a_skill(session, "Fire safety", idnumber="FS")
        a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        licence = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION)
        details = QualificationDetails(licence, date(2025, 2, 22), date(2027, 2, 22))
        log_qualification(session, Actor.operator(workspace_id), anna, details)
    database.close()


@pytest.fixture(scope="session")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the small organisation, to be copied."""
    folder = tmp_path_factory.mktemp("entered")
    enter_organisation(folder)
    return folder


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Program]:
    """The program in an empty data directory."""
    clean_environment(monkeypatch, tmp_path)
    yield Program(tmp_path, capsys)
    configure_logs("INFO", sys.__stderr__)


@pytest.fixture
def staffed(program: Program, entered: Path) -> Program:
    """The program where the small organisation is."""
    shutil.copytree(entered, program.folder, dirs_exist_ok=True)
    return program
