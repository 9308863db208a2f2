"""`prowess export qualifications` and `prowess import qualifications`: with a person's rights, filtered, and back."""

from __future__ import annotations

import csv

import pytest

from tests.bot.program.conftest import Program


def rows_of(program: Program, name: str) -> list[dict[str, str]]:
    with (program.folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.rule("qualifications/export")
def test_an_export_goes_into_a_file_or_is_printed_and_comes_in_again_unchanged(staffed: Program) -> None:
    ran = staffed.run("export", "qualifications", "--to", str(staffed.folder / "out.csv"))
    assert (ran.code, ran.err.strip().splitlines()[-1]) == (0, f"1 written to {staffed.folder / 'out.csv'}.")
    (row,) = rows_of(staffed, "out.csv")
    assert (row["person"], row["competency"], row["expires_on"]) == (
        "anna@nordlys.example", "Forklift licence", "2027-02-22",
    )  # fmt: skip
    assert "Forklift licence" in staffed.run("export", "qualifications", "--only", "certifications").out
    again = staffed.run("import", "qualifications", str(staffed.folder / "out.csv"), "--dry-run")
    assert "unchanged 1" in again.out


@pytest.mark.rule("qualifications/export")
def test_only_what_is_chosen_and_what_a_person_may_export_is_in_it(staffed: Program) -> None:
    target = str(staffed.folder / "out.csv")
    for arguments, count in ((("--as", "ben"), 1), (("--only", "expired"), 0), (("--only", "anna berg"), 1)):
        ran = staffed.run("export", "qualifications", "--to", target, *arguments)
        assert (ran.code, len(rows_of(staffed, "out.csv"))) == (0, count), ran.err
    wrong = staffed.run("export", "qualifications", "--only", "frobnicate")
    assert wrong.code == 1 and "I don't find 'frobnicate'" in wrong.err


def test_a_workbook_and_json_are_written(staffed: Program) -> None:
    for ending in ("xlsx", "json"):
        target = staffed.folder / f"out.{ending}"
        assert staffed.run("export", "qualifications", "--to", str(target)).code == 0
        assert target.stat().st_size > 100
    again = staffed.run("import", "qualifications", str(staffed.folder / "out.xlsx"), "--dry-run")
    assert "unchanged 1" in again.out
