"""Qualifications in files: brought in by the services' rights, taken out row by row, and back again unchanged."""

from __future__ import annotations

import csv
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from core.db import insert_rows
from core.exchange import Preview, Tally, note_export, write_qualifications
from core.exchange.out.qualifications import HEADER
from core.frameworks import CompetencyCategory
from core.notifications.models import OutboxMessage
from core.people import Actor, people
from core.qualifications import (
    Choice,
    NewQualification,
    QualificationDetails,
    QualificationView,
    log_qualifications,
    qualifications_of,
    verify_qualification,
)
from core.qualifications.models import Qualification, QualificationVersion
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.exchange.filing import Filing


def looked(house: House, file: bytes, kind: str, name: str = "qualifications.csv") -> Preview:
    """What a file would do, for the operator."""
    return Filing(house, house.operator).dry_run(name, file, kind)


def ran(house: House, file: bytes, kind: str, actor: Actor | None = None) -> Tally:
    """What a file did."""
    return Filing(house, actor or house.operator).imported("qualifications.csv", file, kind)


class Org:
    """Ben manages Anna; Erik is no one's; an admin is Ada; a certificate, a language and a degree."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.erik = a_person(session, "Erik Strand")
            self.ada = a_person(session, "Ada Vik", role="competency_admin")
            self.lift = a_skill(session, "Forklift licence", category=CompetencyCategory.CERTIFICATION, idnumber="C-1")
            self.german = a_skill(session, "German", category=CompetencyCategory.LANGUAGE)
            self.degree = a_skill(session, "Logistics", category=CompetencyCategory.EDUCATION)
            found = people(session, [self.anna, self.erik])
        self.email = {"anna": found[self.anna].email, "erik": found[self.erik].email}

    def rows(self, *rows: str) -> bytes:
        head = "person,category,competency,value,issued_on,expires_on,issuer,number,public_note,links,details"
        return "\n".join([head, *(row.format(**self.email) for row in rows)]).encode()

    def held(self, person_id: int) -> list[QualificationView]:
        with self.house.reading() as session:
            return qualifications_of(session, self.house.operator, person_id)


@pytest.fixture
def org(house: House) -> Org:
    return Org(house)


def test_a_file_brings_in_every_field_and_the_same_file_again_changes_nothing(house: House, org: Org) -> None:
    file = org.rows(
        "{anna},certification,C-1,,2024-02-01,2029-02-01,Truck School,FL-1,On the wall,https://records.example/a",
        "{anna},language,German,B2,2020-01-01,,,,,",
        "{erik},education,Logistics,,2015-06-30,,,,,,degree=master's|school=NTNU",
    )
    assert ran(house, file, "qualifications").created == 3
    (lift,) = [each for each in org.held(org.anna) if each.competency_id == org.lift]
    assert (lift.expires_on, lift.issuer, lift.number, lift.public_note, lift.links) == (
        date(2029, 2, 1), "Truck School", "FL-1", "On the wall", ("https://records.example/a",),
    )  # fmt: skip
    assert org.held(org.erik)[0].particulars == {"degree": "master's", "school": "NTNU"}
    again = ran(house, file, "qualifications")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    with house.reading() as session:
        assert session.query(OutboxMessage).count() == 0, "a file tells and asks nobody"


def test_a_changed_row_corrects_the_one_with_its_issue_date_and_number_and_an_empty_cell_changes_nothing(
    house: House, org: Org
) -> None:
    ran(house, org.rows("{anna},certification,C-1,,2024-02-01,2029-02-01,Truck School,FL-1,,"), "qualifications")
    file = org.rows(
        "{anna},certification,C-1,,2024-02-01,2030-02-01,,FL-1,,",
        "{anna},certification,C-1,,2024-03-01,2030-02-01,,FL-2,,",
    )
    seen = looked(house, file, "qualifications")
    assert (seen.tally.updated, seen.tally.created) == (1, 1)
    ran(house, file, "qualifications")
    first, second = sorted(org.held(org.anna), key=lambda each: each.number or "")
    assert (first.expires_on, first.issuer, second.number) == (date(2030, 2, 1), "Truck School", "FL-2")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nobody@x.example,certification,C-1,,,,,,,", "person", "nobody here has the address"),
        ("{anna},certification,C-9,,,,,,,", "competency", "I don't find the competency"),
        ("{anna},language,C-1,,,,,,,", "category", "is in the category certification"),
        ("{anna},language,German,D9,,,,,,", "value", "D9"),
        ("{anna},certification,C-1,,2024-02-02,2024-02-01,,,,", "expires_on", "is before issue"),
        ("{anna},certification,C-1,,,,,,,ftp://x", "links", "no web address"),
        ("{anna},certification,C-1,,soon,,,,,", "issued_on", "no date"),
        ("{erik},education,Logistics,,,,,,,,degree=wizard", "degree", "none of"),
    ],
)
def test_each_wrong_row_is_refused_by_line_column_and_reason(
    house: House, org: Org, row: str, column: str, reason: str
) -> None:
    seen = looked(house, org.rows("{anna},certification,C-1,,,,,FL-0,,", row), "qualifications")
    assert (seen.tally.created, seen.tally.refused) == (1, 1)
    (trouble,) = seen.troubles
    assert (trouble.line, trouble.column) == (3, column)
    assert reason in str(trouble.reason)


@pytest.mark.rule("people/leaders")
def test_a_manager_brings_in_their_peoples_and_nobody_elses(house: House, org: Org) -> None:
    file = org.rows("{anna},certification,C-1,,,,,,,", "{erik},certification,C-1,,,,,,,")
    done = ran(house, file, "qualifications", actor=house.as_(org.ben))
    assert (done.created, done.refused) == (1, 1)
    assert org.held(org.erik) == []


@pytest.mark.rule("qualifications/export")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_was_taken_out_comes_in_again_unchanged(house: House, org: Org, tmp_path: Path, format: str) -> None:
    ran(
        house,
        org.rows(
            '{anna},certification,C-1,,2024-02-01,2029-02-01,"=cmd|x","+47 1",@note,https://records.example/a',
            "{erik},education,Logistics,,2015-06-30,,,,,,degree=master's|field=-Supply",
        ),
        "qualifications",
    )
    with house.writing() as session:
        verify_qualification(session, house.as_(org.ada), org.held(org.anna)[0].id)
    path = tmp_path / f"out.{format}"
    with house.reading() as session:
        assert write_qualifications(session, house.operator, Choice(), format, path) == 2
    seen = looked(house, path.read_bytes(), "qualifications", name=path.name)
    assert (seen.tally.unchanged, seen.tally.rows) == (2, 2)
    if format == "csv":
        text = path.read_text("utf-8-sig")
        assert all(cell not in text for cell in (",=cmd", ",+47", ",@note"))
        assert text.splitlines()[0] == ",".join(HEADER)
        assert ",ok,yes" in text


@pytest.mark.rule("qualifications/export")
def test_an_export_holds_only_what_its_taker_may_see(house: House, org: Org, tmp_path: Path) -> None:
    rows = [
        NewQualification(person, QualificationDetails(kind, links=("https://records.example/x",)))
        for person in (org.anna, org.erik)
        for kind in (org.lift, org.german)
    ]
    with house.writing() as session:
        log_qualifications(session, house.operator, rows)
    path = tmp_path / "out.csv"
    for viewer, count, links in ((org.ben, 2, 0), (org.anna, 2, 2), (org.ada, 4, 4), (org.erik, 2, 2)):
        with house.reading() as session:
            assert write_qualifications(session, house.as_(viewer), Choice(), "csv", path) == count
        assert path.read_text().count("https://records.example/x") == links
    with house.writing() as session:
        note_export(session, house.as_(org.ben), "csv", 2)
        (fact,) = [fact for _, fact in session.facts]
    assert fact.plain() == {"of": "qualifications", "format": "csv", "rows": 2, "framework_id": None}


HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "﹢1", "－1", "＠x", "'=1",
    "=cmd|' /C calc'!A0", "\u00a0=1", "=HYPERLINK(\"http://x\")",
)  # fmt: skip


@pytest.mark.rule("qualifications/export-safe")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_hostile_cell_is_a_formula_in_an_export(house: House, org: Org, tmp_path: Path, format: str) -> None:
    with house.writing() as session:
        rows = [
            NewQualification(org.anna, QualificationDetails(org.lift, number=f"N{n}", public_note=note, issuer=note))
            for n, note in enumerate(HOSTILE)
        ]
        log_qualifications(session, house.operator, rows)
    path = tmp_path / f"out.{format}"
    with house.reading() as session:
        assert write_qualifications(session, house.operator, Choice(), format, path) == len(HOSTILE)
    if format == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
    else:
        sheet = load_workbook(path).worksheets[0]
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
        assert kinds == {"s"}
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    for cell in cells:
        first = unicodedata.normalize("NFKC", cell.lstrip())[:1]
        assert first not in ("=", "+", "-", "@") and cell[:1] not in ("\t", "\r", "\n"), repr(cell)


MEASURE = """
import datetime, pathlib, sys
from core.database import Database
from core.people import Actor
from core.qualifications import Choice
from core.exchange import write_qualifications
from core.transaction import Engine
from core.vault import Vault
url, workspace, format, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3], pathlib.Path(sys.argv[4])
at = datetime.datetime.fromisoformat(sys.argv[5])
engine = Engine(Database(url), Vault(b"k" * 32), folder=folder, clock=lambda: at)
heard, anonymous = [], []
def hear(rows):
    heard.append(rows)
    status = pathlib.Path("/proc/self/status").read_text()
    # What is mapped of the database's file is the system's to take back, and no memory of the export.
    anonymous.append(int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon"))))
with engine.reading(workspace) as session:
    rows = write_qualifications(
        session, Actor.operator(workspace), Choice(), format, folder / ("out." + format), progress=hear
    )
assert sum(heard) == rows and max(heard) <= 1_000
print(rows, max(anonymous))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux's /proc")
@pytest.mark.rule("qualifications/export")
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_of_many_rows_takes_no_more_memory_than_one_of_few(
    house: House, tmp_path: Path, format: str
) -> None:
    """100,000 rows against 5,000, each in a process of its own; and progress is told in parts."""
    taken = []
    for count in (5_000, 100_000):
        other = house.engine.add_workspace(f"M{count}{format}{house.workspace_id}", "Many")
        _fill(House(house.engine, other, house.clock), count)
        url = house.engine.database.engine.url.render_as_string(hide_password=False)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, url, str(other), format, str(tmp_path), house.clock.now.isoformat()],
            capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        exported, kilobytes = (int(each) for each in done.stdout.split())
        assert exported == count
        taken.append(kilobytes)
    assert taken[1] <= taken[0] + 20_000, taken


def _fill(house: House, count: int) -> None:
    """So many qualifications of a hundred people, as rows: what follows from registering is of no matter here."""
    with house.writing() as session:
        kinds = [a_skill(session, f"Kind {n}", category=CompetencyCategory.CERTIFICATION) for n in range(50)]
        crowd = [a_person(session, f"Person {n}") for n in range(100)]
        held = [
            {"person_id": crowd[n // 50 % 100], "competency_id": kinds[n % 50], "created_at": session.now}
            for n in range(count)
        ]
        insert_rows(session, Qualification, held)
        begun = {"effective_from": session.now, "recorded_at": session.now, "state": "current", "details": {}}
        more = {"links": [], "issuer": "Red Cross", "expires_on": date(2029, 1, 1)}
        ids = session.scalars(select(Qualification.id)).all()
        versions = [{"qualification_id": each, "number": f"N{each}", **begun, **more} for each in ids]
        insert_rows(session, QualificationVersion, versions)
