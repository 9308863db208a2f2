"""One record under its columns: cells read as what they should be, with what is wrong in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from core.exchange.columns import Columns
from core.exchange.lists import listed
from core.exchange.outcomes import Trouble
from core.exchange.sheets import Record
from core.words import Sentence, say

_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True)
class Cells:
    """A record's cells by our names of the columns; `troubles` gathers what can't be read."""

    record: Record
    columns: Columns
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line the record begins at."""
        return self.record.line

    def text(self, column: str) -> str:
        """A cell as it stands; empty where there is none."""
        return self.columns.cell(self.record, column)

    def needed(self, column: str) -> str:
        """A cell that may not be empty."""
        found = self.text(column)
        if not found:
            self.wrong(column, say("it is empty"))
        return found

    def given(self, column: str) -> str | None:
        """A cell, or None where the file has no such column."""
        return self.text(column) if column in self.columns else None

    def listed(self, column: str) -> tuple[str, ...]:
        """A cell's list, joined by |."""
        return listed(self.text(column))

    def mapped(self, column: str, values: Collection[str]) -> Mapping[str, str]:
        """A cell's list of entries 'name=value', where only these values count as such; else the value is empty."""
        found = {}
        for each in self.listed(column):
            name, sign, value = each.rpartition("=")
            known = bool(sign) and value.strip().lower() in values
            found[name.strip() if known else each] = value.strip().lower() if known else ""
        return found

    def yes(self, column: str) -> bool | None:
        """Whether a cell says yes; None where it is empty."""
        found = self.text(column).lower()
        if found and found not in _YES | _NO:
            self.wrong(column, say("'{cell}' is neither yes nor no", cell=found))
        return (found in _YES) if found else None

    def whole(self, column: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """A whole number; None where the cell is empty."""
        found = self.text(column)
        if not found:
            return None
        if not (found.isascii() and found.isdigit()) or not least <= int(found) <= most:
            self.wrong(column, say("'{cell}' is no whole number from {least}", cell=found, least=least))
            return None
        return int(found)

    def percent(self, column: str) -> Decimal:
        """A score in percent, with point or comma, as a fraction 0 to 1."""
        found = self.needed(column).removesuffix("%").strip().replace(",", ".")
        try:
            value = Decimal(found) if found else Decimal(0)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= 100:
            self.wrong(column, say("'{cell}' is no score from 0 to 100 percent", cell=self.text(column)))
            return Decimal(0)
        return value / 100

    def day(self, column: str) -> date | None:
        """A date written as 2027-03-01; None where the cell is empty."""
        moment = self.moment(column)
        return moment.date() if moment else None

    def moment(self, column: str) -> datetime | None:
        """A time written as ISO 8601, UTC unless it says otherwise; a day means its noon. None where it is empty."""
        found = self.text(column)
        if not found:
            return None
        try:
            if len(found) == len("2027-03-01"):
                return datetime.combine(date.fromisoformat(found), time(12), UTC)
            read = datetime.fromisoformat(found)
        except ValueError:
            self.wrong(column, say("'{cell}' is no date; write it as 2027-03-01", cell=found))
            return None
        return read if read.tzinfo else read.replace(tzinfo=UTC)

    def one_of(self, column: str, choices: Collection[str]) -> str:
        """A cell that is one of these, whatever its case; empty where it is empty."""
        found = self.text(column).lower()
        if found and found not in choices:
            self.wrong(column, say("'{cell}' isn't one of {choices}", cell=found, choices=list(choices)))
            return ""
        return found

    def wrong(self, column: str, reason: Sentence) -> None:
        """Note what is wrong in a column."""
        self.troubles.append(self.trouble(column, reason))

    def trouble(self, column: str, reason: Sentence) -> Trouble:
        """What is wrong in a column, under the name that the file gives it."""
        return Trouble(self.line, self.columns.called(column), reason)
