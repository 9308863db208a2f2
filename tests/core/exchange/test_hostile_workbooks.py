"""Workbooks made to harm: what unfolds, refers elsewhere or claims billions of cells is refused, quickly."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.exchange import Unreadable
from core.exchange.sources import Options, open_source

SOON = 20.0


def a_workbook(**parts: str | bytes) -> bytes:
    """A good workbook with some of its parts replaced (by their last name) or added."""
    plain = io.BytesIO()
    book = Workbook()
    book.active.append(["email", "name"])  # type: ignore[union-attr]
    book.active.append(["anna@x.example", "Anna"])  # type: ignore[union-attr]
    book.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.infolist():
            stem = each.filename.rpartition("/")[2].partition(".")[0]
            target.writestr(each.filename, parts.pop(stem, source.read(each)))
        for name, content in parts.items():
            target.writestr(f"xl/{name}.xml", content)
    return out.getvalue()


def sheet(rows: str, dimension: str = "A1:B2") -> str:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    )


LAUGHS = '<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
)


def speaking(entities: str, called: str) -> str:
    """A sheet whose one cell is an entity declared in it."""
    body = sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>&{called};</t></is></c></row>')
    return body.replace("?>", f"?><!DOCTYPE worksheet [{entities}]>", 1)


WIDE_ROWS = "".join(f'<row r="{n}"><c r="XFD{n}" t="inlineStr"><is><t>x</t></is></c></row>' for n in range(1, 3_000))
FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
BOMBS = {
    "zeros": lambda: a_workbook(filler=b"\0" * 250_000_000),
    "laughs": lambda: a_workbook(sheet1=speaking(LAUGHS, "m")),
    "wide rows": lambda: a_workbook(sheet1=sheet(WIDE_ROWS)),
    "cut off": lambda: a_workbook()[:-200],
    "only a beginning": lambda: b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_with_a_sentence_before_it_unfolds(bomb: str) -> None:
    content, began = BOMBS[bomb](), time.monotonic()
    with pytest.raises(Unreadable, match="Nothing changed") as refused:
        open_source("people.xlsx", content, Options())
    assert time.monotonic() - began < SOON
    assert "Traceback" not in str(refused.value)


@pytest.mark.parametrize("dimension", ["A1:XFD1048576", "A1:B2", "nonsense"])
def test_a_claim_of_seventeen_billion_cells_is_not_believed(dimension: str) -> None:
    began = time.monotonic()
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>' + FAR
    try:
        found = open_source("people.xlsx", a_workbook(sheet1=sheet(rows, dimension)), Options())
    except Unreadable:
        pass
    else:
        assert found.sheet is not None
        assert len(found.sheet.records) <= 1
    assert time.monotonic() - began < SOON


def test_a_workbook_that_refers_to_a_file_of_the_machine_reads_nothing_of_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-of-the-machine")
    outside = speaking(f'<!ENTITY x SYSTEM "file://{secret}">', "x")
    try:
        found = open_source("people.xlsx", a_workbook(sheet1=outside), Options())
    except Unreadable:
        return
    assert "canary-of-the-machine" not in str(found.sheet)


def test_parts_with_names_that_climb_out_are_never_written(tmp_path: Path) -> None:
    content = io.BytesIO(a_workbook())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("../../../climbed.txt", "out")
    before = sorted(tmp_path.parent.rglob("climbed.txt"))
    found = open_source("people.xlsx", content.getvalue(), Options())
    assert found.sheet is not None
    assert sorted(tmp_path.parent.rglob("climbed.txt")) == before
