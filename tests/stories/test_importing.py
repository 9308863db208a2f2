"""Files dropped into the private chat: read on a card, imported by one press, refused rows named (imports/*)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot.listeners import importing
from core.frameworks.models import Competency
from tests.stories.stage import Stage

SKILLS = """idnumber,name,description,category,parents,tags,synonyms,access_tier,status
DOCK,Dock work,Can work at the dock,skill,,dock,,,
DOCK-1,Dock levelling,,skill,DOCK,dock|safety,leveller use,,
DOCK-2,Dock doors,,skil,DOCK,,,,
DOCK-3,Dock locks,,skill,YARD,,,,
"""


def _named(stage: Stage, name: str) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(sa.func.count(Competency.id)).where(Competency.name == name)
        return int(session.scalar(query) or 0)


@pytest.fixture
def cleo(stage: Stage) -> Any:
    return stage.person("cleo")


@pytest.mark.rule("imports/dry-run")
def test_a_dropped_file_is_read_shown_and_imported_by_one_press(stage: Stage, cleo: Any) -> None:
    cleo.says("", files=[("docks.csv", SKILLS.encode())])
    card = cleo.waits_for("docks.csv, read as skills: 4 rows.", 20)
    assert "Create 2, update 0, unchanged 0, refused 2. Nothing is changed yet." in card.text
    assert "Line 4, category: 'skil' is no category; there are skill, language" in card.text
    assert "Line 5, parents: the parent YARD is neither in the file nor in the framework." in card.text
    assert "An import can't be undone." in card.text
    assert card.buttons[:3] == ["Import 2", "Refused rows", "Cancel"]
    assert _named(stage, "Dock levelling") == 0
    cleo.presses(card, "Import 2")
    assert "✓ Done, docks.csv: 2 created, 0 updated, 0 unchanged, 2 refused." in cleo.sees(card, "Done", 20)
    assert _named(stage, "Dock levelling") == 1


def test_an_employee_imports_nothing(stage: Stage) -> None:
    omar = stage.person("omar")
    omar.says("", files=[("docks.csv", SKILLS.encode())])
    refused = omar.waits_for("Nothing was imported", 20)
    assert "admin can give it" in refused.text


@pytest.mark.rule("imports/dry-run")
def test_a_cancelled_file_changes_nothing(stage: Stage, cleo: Any) -> None:
    cleo.says("", files=[("docks.csv", SKILLS.encode())])
    card = cleo.waits_for("docks.csv, read as skills", 20)
    cleo.presses(card, "Cancel")
    assert "Cancelled. Nothing of docks.csv was imported." in cleo.sees(card, "Cancelled", 10)
    assert _named(stage, "Dock work") == 0


def test_refused_rows_are_listed_ten_at_a_time(stage: Stage, cleo: Any) -> None:
    rows = "".join(f"R-{n},Row {n},NONE\n" for n in range(12))
    cleo.says("", files=[("rows.csv", f"idnumber,name,parents\n{rows}".encode())])
    card = cleo.waits_for("rows.csv, read as skills: 12 rows.", 20)
    assert card.buttons == ["Refused rows", "Cancel"]
    cleo.presses(card, "Refused rows")
    listed = cleo.waits_for("rows.csv: 1 to 10 of 12.", 10)
    assert "Line 11, parents: the parent NONE is neither in the file nor in the framework." in listed.text
    cleo.presses(listed, "Show more")
    assert "Line 13, parents" in cleo.sees(listed, "11 to 12 of 12", 10)


def test_columns_that_come_close_are_read_so_by_one_press(stage: Stage, cleo: Any) -> None:
    content = b"idnumber,Skill name,parents\nDOCK,Dock work,\n"
    cleo.says("framework", files=[("docks.csv", content)])
    card = cleo.waits_for("I don't find the columns name. Close to them: Skill name → name.", 20)
    assert card.buttons == ["Read them so", "Match columns", "Cancel"]
    cleo.presses(card, "Read them so")
    assert "docks.csv, read as skills: 1 row. Create 1" in cleo.sees(card, "read as skills", 20)


def test_an_older_encoding_is_offered_not_guessed(stage: Stage, cleo: Any) -> None:
    cleo.says("", files=[("old.csv", b"idnumber,name,tags\nDOCK,Pr\xfcfen,\n")])
    card = cleo.waits_for("Line 2 isn't UTF-8. Nothing changed.", 20)
    cleo.presses(card, "Read as Windows-1252")
    read = cleo.sees(card, "read as skills", 20)
    assert "Create 1" in read
    cleo.presses(card, "Import 1")
    cleo.sees(card, "Done", 20)
    assert _named(stage, "Prüfen") == 1


def test_what_a_file_holds_is_asked_where_its_header_does_not_say(stage: Stage) -> None:
    ada = stage.person("ada")
    ada.says("", files=[("list.csv", b"course,person\nC-FIRE,anna.berg@nordlys.example\n")])
    card = ada.waits_for("What is in list.csv?", 20)
    ada.presses(card, "Enrolments")
    assert "list.csv, read as enrolments: 1 row." in ada.sees(card, "read as enrolments", 20)


def test_an_export_comes_as_a_file_in_the_private_chat(stage: Stage, cleo: Any) -> None:
    cleo.commands("/prowess", "export activities as csv")
    card = cleo.waits_for("activities.csv: ", 20)
    assert "It imports again as it is." in card.text
    files = stage.workspace.ws.memory.files
    written = lambda: [each for each in list(files.values())[-1:] if each.ready]  # noqa: E731
    [file] = stage.workspace.until(lambda: stage.workspace.run(written), 10, "the file")
    assert file.name == "activities.csv"
    assert b"Extinguisher types" in file.content


@pytest.mark.rule("imports/background")
def test_a_large_file_goes_part_by_part_and_others_are_answered_meanwhile(
    stage: Stage, cleo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WORK_FOR", 0.0)
    rows = "".join(f"BULK-{n},Bulk skill {n},\n" for n in range(2_000))
    cleo.says("", files=[("bulk.csv", f"idnumber,name,parents\n{rows}".encode())])
    card = cleo.waits_for("bulk.csv, read as skills: 2,000 rows.", 30)
    cleo.presses(card, "Import 2,000")
    assert "What you can do here" in stage.person("anna").commands("/prowess", "help").text
    assert "2,000 created" in cleo.sees(card, "Done", 60)
    assert _named(stage, "Bulk skill 1999") == 1
