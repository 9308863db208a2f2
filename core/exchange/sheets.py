"""Text into a table: header and records, each with the physical line it begins at (imports/no-silent-drop)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from core.exchange.outcomes import Unreadable
from core.exchange.safe_cells import restored
from core.words import say

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 1_000_000
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Record:
    """A row of a table: the line it begins at, and its cells without surrounding space."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A table as it was read: rows without any content are left out, for they say nothing."""

    header: tuple[str, ...]
    records: tuple[Record, ...]
    delimiter: str = ","


def read_csv(text: str) -> Sheet:
    """A CSV as a table; comma, semicolon or tab, whichever its header is parted by.

    Raises Unreadable naming the line where quotes don't match or a cell is too long.
    """
    delimiter = _delimiter(text)
    rows = list(_rows(text, delimiter))
    if not rows:
        raise Unreadable(say("The file is empty. Nothing changed."), empty=True)
    header, *records = rows
    if len(header.cells) > MOST_COLUMNS:
        raise Unreadable(say("The file has over {most} columns. Nothing changed.", most=MOST_COLUMNS))
    return Sheet(header.cells, tuple(records), delimiter)


def _rows(text: str, delimiter: str) -> Iterator[Record]:
    csv.field_size_limit(LONGEST_CELL)  # said anew each time: the limit is the process's, and a library lifts it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            clean = tuple(restored(cell).strip() for cell in cells)
            if any(clean):
                yield Record(line, clean)
            line = reader.line_num + 1
    except csv.Error as error:
        too_long = "field larger" in str(error)
        reason = (
            say("Line {line} has a cell of over a million characters. Nothing changed.", line=line)
            if too_long
            else say("In the row that begins at line {line} the quotes don't match. Nothing changed.", line=line)
        )
        raise Unreadable(reason, line=line) from None


def _delimiter(text: str) -> str:
    """The sign that parts the header most often, quoted text aside; a comma where none does."""
    first = _first_line(text)
    counts = {each: _outside_quotes(first, each) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: counts[each])


def _first_line(text: str) -> str:
    return next((line for line in io.StringIO(text[:LONGEST_CELL], newline=None) if line.strip()), "")


def _outside_quotes(line: str, sign: str) -> int:
    return sum(part.count(sign) for part in line.split('"')[::2])
