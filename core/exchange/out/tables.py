"""Rows into files: CSV, XLSX, JSON. No cell is taken for a formula (qualifications/export-safe)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from core.exchange.safe_cells import made_safe
from core.exchange.workbooks import write_workbook
from core.words import Sentence

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Spreadsheets take a CSV for UTF-8 only where it begins with this."""


@dataclass(frozen=True)
class Table:
    """Rows to be written; `notes` say what of the things has no place in the format."""

    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    notes: tuple[Sentence, ...] = ()


def as_csv(table: Table) -> bytes:
    """The table as CSV, UTF-8 with a mark, comma, lines as spreadsheets write them."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(table.header)
    writer.writerows([made_safe(cell) for cell in row] for row in table.rows)
    return (MARK + target.getvalue()).encode()


def as_workbook(table: Table) -> bytes:
    """The table as a workbook."""
    return write_workbook(table.header, table.rows)


def as_json(table: Table) -> bytes:
    """The table as a list of objects, for other programs."""
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


def yes_no(value: bool) -> str:
    """A yes or no as files have it."""
    return "yes" if value else "no"
