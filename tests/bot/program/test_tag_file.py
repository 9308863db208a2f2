"""A file of activities at the command line: a row for each suggestion, every activity accounted for, stop and go on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tagging.tagger import Tagger
from tests.bot.program.conftest import Program
from tests.bot.program.test_tag import add_skill, tagging

__all__ = ["tagging"]

REAL = Tagger.suggest

ACTIVITIES = (
    "idnumber,title,description\n"
    "A1,Fire safety drill,Fire safety in the warehouse\n"
    "A2,Soup,The canteen serves soup\n"
    "A3,,A text without a title\n"
    'A4,Welding,"Welding, and fire safety"\n'
)


def a_file(program: Program, text: str = ACTIVITIES, name: str = "activities.csv") -> str:
    path = program.folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows(program: Program, name: str = "suggestions.csv") -> list[dict[str, str]]:
    with (program.folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def filed(tagging: Program) -> Iterator[Program]:
    add_skill(tagging, "Welding")
    yield tagging


def tag(program: Program, file: str, *more: str) -> Any:
    return program.run("tag", "--file", file, "--to", str(program.folder / "suggestions.csv"), *more)


@pytest.mark.rule("tagging/bulk")
def test_every_row_ends_as_suggestions_as_none_with_the_best_or_as_refused_by_line(filed: Program) -> None:
    ran = tag(filed, a_file(filed))
    assert ran.code == 1
    assert ran.out.startswith("3 tagged: 2 with suggestions, 1 where none fits; 1 refused. Written to ")
    assert ran.err.splitlines()[-1] == "Line 4, title: it is empty."
    found = rows(filed)
    assert list(found[0]) == ["activity", "skill_idnumber", "skill", "confidence", "reason", "line", "title"]
    assert {each["activity"] for each in found} == {"A1", "A2", "A4"}
    assert ("A1", "FS", "Fire safety") in {(each["activity"], each["skill_idnumber"], each["skill"]) for each in found}
    [none] = [each for each in found if each["activity"] == "A2"]
    assert (none["skill_idnumber"], none["skill"]) == ("", "")
    assert 0 < float(none["confidence"]) < 0.5
    assert none["reason"].startswith("No skill fits well enough. Best: ")
    assert not (filed.folder / "suggestions.csv.part").exists()


def test_all_in_order_ends_with_0_and_semicolons_and_other_names_of_columns_are_read(filed: Program) -> None:
    ran = tag(filed, a_file(filed, "\ufeffActivity;Text\nFire drill;Fire safety here\n"))
    assert ran.code == 0
    assert rows(filed)[0]["activity"] == "Fire drill"


@pytest.mark.parametrize(("threshold", "found"), [("0", 3), ("1", 0)])
def test_the_threshold_can_be_said_for_the_file(filed: Program, threshold: str, found: int) -> None:
    told = json.loads(tag(filed, a_file(filed), "--threshold", threshold, "--json").out)
    assert (told["tagged"], told["with_suggestions"]) == (3, found)
    assert told["refusals"] == [{"line": 4, "column": "title", "reason": "it is empty"}]


def test_cells_that_a_spreadsheet_would_run_are_made_safe(filed: Program) -> None:
    tag(filed, a_file(filed, 'idnumber,title\n,"=cmd()"\n'))
    assert rows(filed)[0]["activity"] == "'=cmd()"


@pytest.mark.rule("tagging/bulk")
def test_a_stop_keeps_what_was_found_and_the_same_command_goes_on_from_there(
    filed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, asked = a_file(filed, _many(30)), list[str]()
    interrupt_after(monkeypatch, 12, asked)
    ran = tag(filed, file)
    assert ran.code == 1
    assert ran.out.startswith("Stopped: 12 of 30 tagged, kept in ")
    assert not (filed.folder / "suggestions.csv").exists()
    asked.clear()
    interrupt_after(monkeypatch, 1_000, asked)
    ran = tag(filed, file, "--resume")
    assert ran.code == 0
    assert "Going on: 11 activities are done already." in ran.err
    assert asked[0] == "Drill 12"
    assert len(asked) == 19
    assert [each["line"] for each in rows(filed)] == [str(line) for line in range(2, 32)]
    gone_on = rows(filed)
    asked.clear()
    tag(filed, file)
    assert gone_on == rows(filed)


def test_a_part_cut_in_the_middle_of_a_row_is_gone_on_with_from_its_last_whole_activity(
    filed: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, asked = a_file(filed, _many(10)), list[str]()
    interrupt_after(monkeypatch, 6, asked)
    tag(filed, file)
    part = filed.folder / "suggestions.csv.part"
    part.write_bytes(part.read_bytes()[:-20])
    interrupt_after(monkeypatch, 1_000, asked)
    assert tag(filed, file).code == 0
    assert [each["line"] for each in rows(filed)] == [str(line) for line in range(2, 12)]


def test_another_file_or_threshold_begins_anew(filed: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    file, asked = a_file(filed, _many(10)), list[str]()
    interrupt_after(monkeypatch, 6, asked)
    tag(filed, file)
    interrupt_after(monkeypatch, 1_000, asked)
    ran = tag(filed, file, "--threshold", "0.9", "--resume")
    assert "There is nothing to go on with" in ran.err
    assert len(rows(filed)) == 10


@pytest.mark.parametrize(
    "said",
    [
        ("Fire safety", "--file", "FILE", "--to", "x.csv"),
        ("--file", "FILE"),
        ("Fire safety", "--to", "x.csv"),
        ("--file", "FILE", "--to", "FILE"),
        ("--file", "FILE", "--to", "x.csv", "--threshold", "1.5"),
        ("--file", "missing.csv", "--to", "x.csv"),
    ],
)
def test_wrong_usage_is_said_and_nothing_written(filed: Program, said: tuple[str, ...]) -> None:
    file = a_file(filed)
    ran = filed.run("tag", *(file if each == "FILE" else each for each in said))
    assert ran.code == 2
    assert ran.err
    assert not Path(filed.folder / "x.csv").exists()


@pytest.mark.parametrize(("text", "reason"), [("a,b\nc,d\n", "I don't find the columns title."), ("", "is empty")])
def test_a_file_that_is_none_of_activities_is_refused(filed: Program, text: str, reason: str) -> None:
    ran = tag(filed, a_file(filed, text))
    assert ran.code == 1
    assert reason in ran.err
    assert not (filed.folder / "suggestions.csv").exists()


def _many(number: int) -> str:
    return "title,text\n" + "".join(f"Drill {each},Fire safety number {each}\n" for each in range(1, number + 1))


def interrupt_after(monkeypatch: pytest.MonkeyPatch, most: int, asked: list[str]) -> None:
    """Somebody presses ^C once so many activities were asked about."""

    def counting(self: Tagger, title: str, *rest: Any, **more: Any) -> Any:
        if len(asked) >= most:
            raise KeyboardInterrupt
        asked.append(title)
        return REAL(self, title, *rest, **more)

    monkeypatch.setattr(Tagger, "suggest", counting)
