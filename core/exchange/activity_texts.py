"""A table of activities read for their texts alone, for the tagger; nothing is imported (tagging/bulk)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.exchange.cells import Cells
from core.exchange.columns import find_columns, plain, too_wide
from core.exchange.outcomes import Trouble, Unreadable
from core.exchange.sheets import Sheet
from core.exchange.sources import Options, open_source
from core.words import say

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "activity", "name"),
    "description": ("description", "text"),
    "idnumber": ("idnumber", "id"),
}
"""What the columns may be called, the likeliest first."""


@dataclass(frozen=True)
class ActivityText:
    """An activity of a file: the line it begins at, its id number where it has one, title and description."""

    line: int
    idnumber: str
    title: str
    description: str

    @property
    def called(self) -> str:
        """How results name it: by id number, else by title."""
        return self.idnumber or self.title


@dataclass(frozen=True)
class ActivityTexts:
    """The activities of a file in its order, and what is wrong in the rows that are refused."""

    rows: tuple[ActivityText, ...]
    troubles: tuple[Trouble, ...]


def read_activity_texts(name: str, content: bytes, encoding: str | None = None) -> ActivityTexts:
    """The activities of a CSV or XLSX file; an empty title refuses its row.

    Raises Unreadable where it is no table, ColumnsMissing where none is called title, activity or name.
    """
    source = open_source(name, content, Options(encoding=encoding))
    if source.sheet is None:
        raise Unreadable(say("This needs a table: CSV or XLSX. Nothing changed."))
    sheet = source.sheet
    columns = find_columns(sheet, ("title",), ("description", "idnumber"), _called(sheet))
    rows: list[ActivityText] = []
    troubles: list[Trouble] = []
    for record in sheet.records:
        cells = Cells(record, columns)
        if (wide := too_wide(record, sheet)) is not None:
            cells.troubles.append(Trouble(record.line, sheet.header[-1], wide))
        found = ActivityText(record.line, cells.text("idnumber"), cells.needed("title"), cells.text("description"))
        if cells.troubles:
            troubles += cells.troubles
        else:
            rows.append(found)
    return ActivityTexts(tuple(rows), tuple(troubles))


def _called(sheet: Sheet) -> dict[str, str]:
    """What this file calls our columns, where it doesn't use our names."""
    header = {plain(each): each for each in reversed(sheet.header) if each}
    found = {column: next((header[each] for each in names if each in header), "") for column, names in NAMES.items()}
    return {column: theirs for column, theirs in found.items() if theirs and plain(theirs) != column}
