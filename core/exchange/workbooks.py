"""XLSX files: read as a table, and written. Values only; a formula counts as what it last showed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from core.exchange.outcomes import Unreadable
from core.exchange.safe_cells import made_safe, restored
from core.exchange.sheets import Record, Sheet
from core.words import say

MAGIC = b"PK\x03\x04"
LARGEST_UNPACKED = 200_000_000
"""Bytes a workbook may have once unpacked; what claims more is not opened."""

MOST_CELLS = 5_000_000
"""Cells that are read, empty ones up to the last of each row included: a small file can claim billions."""


def read_workbook(content: bytes) -> Sheet:
    """The first sheet of a workbook as a table; its rows keep the numbers they have there."""
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(_rows(book.worksheets[0])) if book.worksheets else []
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, EOFError, SyntaxError):
        reason = say("The workbook can't be opened. Save it again as .xlsx or .csv. Nothing changed.")
        raise Unreadable(reason) from None
    if not rows:
        raise Unreadable(say("The file is empty. Nothing changed."), empty=True)
    return Sheet(rows[0].cells, tuple(rows[1:]))


def write_workbook(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet; every cell is text, so that nothing in it is ever computed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Prowess")
    for cells in (header, *rows):
        sheet.append([_text_cell(sheet, cell) for cell in cells])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@contextmanager
def writing_workbook(path: Path, header: Sequence[str]) -> Iterator[Callable[[Sequence[str]], None]]:
    """Write a workbook to a file row by row; no more than a row of it is ever in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Prowess")

    def write(row: Sequence[str]) -> None:
        sheet.append([_text_cell(sheet, cell) for cell in row])

    write(header)
    try:
        yield write
        book.save(path)
    finally:
        book.close()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = made_safe("".join(each for each in text if each >= " " or each in "\n\t"))
    cell.data_type = "s"
    return cell


def _rows(sheet: Any) -> Iterator[Record]:
    read = 0
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        read += len(cells)
        if read > MOST_CELLS:
            raise _too_large()
        texts = tuple(restored(_text(cell)).strip() for cell in cells)
        if any(texts):
            yield Record(number, texts)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > LARGEST_UNPACKED:
            raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable(say("The workbook is too large once unpacked. Send it as CSV. Nothing changed."))
