"""`prowess import` and `prowess export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.program.conftest import Program

HEADER = "idnumber,name,parents\n"


@pytest.fixture
def skills(staffed: Program) -> Path:
    path = staffed.folder / "skills.csv"
    path.write_text(HEADER + "W-1,Welding,\nW-2,Soldering,W-1\n")
    return path


@pytest.mark.rule("imports/dry-run")
def test_a_dry_run_says_what_would_be_and_changes_nothing(staffed: Program, skills: Path) -> None:
    ran = staffed.run("import", "framework", str(skills), "--dry-run")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == (
        "skills.csv, read as skills: 2 rows. Create 2, update 0, unchanged 0, refused 0."
    )
    assert ran.out.splitlines()[-1] == "Nothing was changed."
    assert "Create 2" in staffed.run("import", "framework", str(skills), "--dry-run").out


def test_without_yes_or_a_terminal_nothing_is_imported(staffed: Program, skills: Path) -> None:
    ran = staffed.run("import", "framework", str(skills))
    assert ran.code == 2
    assert "Add --yes to import, or --dry-run to look only." in ran.err


def test_an_import_is_done_once_and_repeated_changes_nothing(staffed: Program, skills: Path) -> None:
    ran = staffed.run("import", "framework", str(skills), "--yes")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Done: 2 created, 0 updated, 0 unchanged, 0 refused.")
    again = staffed.run("import", "framework", str(skills), "--yes", "--json")
    assert again.code == 0
    assert json.loads(again.out)["unchanged"] == 2


def test_refused_rows_are_named_and_end_with_1(staffed: Program) -> None:
    path = staffed.folder / "skills.csv"
    path.write_text(HEADER + "W-1,Welding,\nW-2,,\nW-3,Soldering,NONE\n")
    ran = staffed.run("import", "framework", str(path), "--yes", "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["created"], told["refused"]) == (1, 1, 2)
    assert told["refusals"][0] == {"line": 3, "column": "name", "reason": "a name is missing"}


def test_columns_are_mapped_by_name(staffed: Program) -> None:
    path = staffed.folder / "list.csv"
    path.write_text("Number;Title\nW-1;Welding\n")
    missing = staffed.run("import", "framework", str(path), "--yes")
    assert missing.code == 1
    assert missing.err.startswith("I don't find the columns idnumber and name.")
    ran = staffed.run("import", "framework", str(path), "--yes", "--map", "idnumber=Number", "--map", "Title=name")
    assert (ran.code, ran.err) == (0, "")
    wrong = staffed.run("import", "framework", str(path), "--map", "idnumber")
    assert (wrong.code, "takes A=B" in wrong.err) == (2, True)


def test_an_export_is_imported_again_unchanged(staffed: Program, skills: Path) -> None:
    staffed.run("import", "framework", str(skills), "--yes")
    target = staffed.folder / "out.xlsx"
    ran = staffed.run("export", "framework", "--to", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert "written to" in ran.err
    told = json.loads(staffed.run("import", "framework", str(target), "--dry-run", "--json").out)
    assert (told["unchanged"], told["rows"]) == (told["rows"], told["rows"])
    printed = staffed.run("export", "people")
    assert "anna@nordlys.example" in printed.out


def test_somebody_without_the_right_is_refused_in_a_sentence(staffed: Program, skills: Path) -> None:
    ran = staffed.run("import", "framework", str(skills), "--yes", "--as", "anna@nordlys.example")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Nothing was imported: editing the catalogue needs a right you don't have.")
    people = staffed.run("export", "people", "--as", "anna@nordlys.example")
    assert people.out.count("\n") == 2, "the header, and herself"
