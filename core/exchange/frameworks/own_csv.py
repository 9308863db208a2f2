"""The own framework CSV: one competency a row, lists joined by |; a column that is not there changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from core.exchange.columns import Columns, find_columns, too_wide
from core.exchange.frameworks.draft import Draft, ReadCompetency, Reading
from core.exchange.lists import listed
from core.exchange.outcomes import Trouble
from core.exchange.sheets import Record, Sheet
from core.exchange.sources import Options
from core.frameworks import ACTIVE, DISABLED, KEEP, CompetencyCategory, Keep
from core.words import Sentence, say

REQUIRED = ("idnumber", "name")
OPTIONAL = ("description", "category", "parents", "tags", "synonyms", "access_tier", "status")
COLUMNS = (*REQUIRED, *OPTIONAL)
HIGHEST_TIER = 1_000_000


def read_own(sheet: Sheet, options: Options) -> Draft:
    """The competencies of a file, to go into the framework of `options`, else into 'Company skills'."""
    columns = find_columns(sheet, REQUIRED, OPTIONAL, options.columns)
    reading = Reading(columns=dict(columns.names))
    for record in sheet.records:
        row = _Row(record, columns, [])
        if (wide := too_wide(record, sheet)) is not None:
            row.troubles.append(Trouble(record.line, sheet.header[-1], wide))
        reading.take(row.competency(), row.troubles)
    notes: tuple[Sentence, ...] = ()
    if columns.unread:
        notes = (say("Not read: the columns {names}.", names=list(columns.unread)),)
    return reading.draft(
        into=options.framework,
        notes=notes,
    )


@dataclass(frozen=True)
class _Row:
    """One record under its columns, with what is wrong in it."""

    record: Record
    columns: Columns
    troubles: list[Trouble]

    def competency(self) -> ReadCompetency:
        """The competency of the record."""
        return ReadCompetency(
            line=self.record.line,
            idnumber=self._cell("idnumber"),
            name=self._cell("name"),
            description=self._cell("description") if "description" in self.columns else None,
            category=self._category(),
            parents=self._list("parents"),
            tags=self._list("tags"),
            synonyms=self._list("synonyms"),
            access_tier=self._tier(),
            status=self._status(),
        )

    def _cell(self, column: str) -> str:
        return self.columns.cell(self.record, column)

    def _list(self, column: str) -> tuple[str, ...] | None:
        return listed(self._cell(column)) if column in self.columns else None

    def _wrong(self, column: str, reason: Sentence) -> None:
        self.troubles.append(Trouble(self.record.line, self.columns.called(column), reason))

    def _category(self) -> CompetencyCategory | None:
        cell = self._cell("category").lower()
        if cell and cell not in set(CompetencyCategory):
            names = [str(each) for each in CompetencyCategory]
            self._wrong("category", say("'{cell}' is no category; there are {names}", cell=cell, names=names))
            return None
        return CompetencyCategory(cell) if cell else None

    def _tier(self) -> int | Keep | None:
        if "access_tier" not in self.columns:
            return KEEP
        cell = self._cell("access_tier")
        if not cell:
            return None
        if not (cell.isascii() and cell.isdigit()) or int(cell) > HIGHEST_TIER:
            reason = say("'{cell}' is no access tier; a tier is a whole number, 0 or more", cell=cell)
            self._wrong("access_tier", reason)
            return None
        return int(cell)

    def _status(self) -> str | None:
        cell = self._cell("status").lower()
        if cell and cell not in (ACTIVE, DISABLED):
            self._wrong("status", say("'{cell}' is no status; there are active and disabled", cell=cell))
            return None
        return cell or None
