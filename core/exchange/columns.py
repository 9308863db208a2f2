"""Which column of a file is which: by name whatever its case and spaces, by a mapping, or near enough to ask about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from core.exchange.outcomes import Unreadable
from core.exchange.sheets import Record, Sheet
from core.words import Sentence, say

NEAR_ENOUGH = 60


class ColumnsMissing(Unreadable):
    """Columns that a kind of file needs are not there; `missing` names them, `near` offers the file's nearest."""

    def __init__(self, missing: Sequence[str], near: Mapping[str, str], header: Sequence[str]) -> None:
        self.missing, self.near, self.header = tuple(missing), dict(near), tuple(header)
        super().__init__(_missing_sentence(missing, near, header), field="columns")


@dataclass(frozen=True)
class Columns:
    """Where each column of a kind stands in a file, and which columns of the file are not read."""

    places: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def __contains__(self, column: str) -> bool:
        return column in self.places

    def cell(self, record: Record, column: str) -> str:
        """A record's cell in a column; empty where the column or the cell is missing."""
        place = self.places.get(column)
        return record.cells[place] if place is not None and place < len(record.cells) else ""

    def called(self, column: str) -> str:
        """A column's name as the file has it."""
        return self.names.get(column, column)


def find_columns(
    sheet: Sheet, required: Sequence[str], optional: Sequence[str], mapping: Mapping[str, str] | None = None
) -> Columns:
    """Where the columns of a kind stand. Raises ColumnsMissing naming those that are needed and not there."""
    header = [plain(each) for each in sheet.header]
    wanted = {**{each: each for each in (*required, *optional)}, **_mapped(mapping or {}, sheet, required, optional)}
    places = {column: header.index(plain(name)) for column, name in wanted.items() if plain(name) in header}
    missing = [each for each in required if each not in places]
    if missing:
        free = [name for at, name in enumerate(sheet.header) if at not in places.values() and name]
        raise ColumnsMissing(missing, _near(missing, free), sheet.header)
    unread = tuple(name for at, name in enumerate(sheet.header) if name and at not in places.values())
    return Columns(places, {column: sheet.header[at] for column, at in places.items()}, unread)


def known_columns(sheet: Sheet, columns: Sequence[str]) -> int:
    """How many of a kind's columns the file has by name."""
    header = {plain(each) for each in sheet.header}
    return sum(plain(each) in header for each in columns)


def plain(name: str) -> str:
    """A column's name without case, spaces and punctuation."""
    return "".join(each for each in name.casefold() if each.isalnum())


def too_wide(record: Record, sheet: Sheet) -> Sentence | None:
    """Why a record with more cells than the header has columns can't be read; None when it hasn't."""
    extra = len(record.cells) - len(sheet.header)
    if extra <= 0 or not any(record.cells[len(sheet.header) :]):
        return None
    return say(
        "the row has {cells} cells, the header {columns}; perhaps a text with a comma lacks its quotes",
        cells=len(record.cells),
        columns=len(sheet.header),
    )


def _mapped(
    mapping: Mapping[str, str], sheet: Sheet, required: Sequence[str], optional: Sequence[str]
) -> dict[str, str]:
    """Our columns by what the file calls them, whichever way round it was said; an unknown name is refused."""
    ours, theirs = {plain(each): each for each in (*required, *optional)}, {plain(each) for each in sheet.header}
    found = {}
    for one, other in mapping.items():
        if plain(one) in ours and plain(other) in theirs:
            found[ours[plain(one)]] = other
        elif plain(other) in ours and plain(one) in theirs:
            found[ours[plain(other)]] = one
        else:
            raise Unreadable(
                say(
                    "I can't read {other} as {one}. Columns I know: {ours}. Columns of the file: {theirs}.",
                    one=one,
                    other=other,
                    ours=[*required, *optional],
                    theirs=[each for each in sheet.header if each],
                ),
                field="columns",
            )
    return found


def _near(missing: Sequence[str], free: Sequence[str]) -> dict[str, str]:
    """For each missing column the free column of the file whose name comes closest, if any comes close."""
    near: dict[str, str] = {}
    for column in missing:
        left = {name: plain(name) for name in free if name not in near.values()}
        best = process.extractOne(plain(column), left, scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
        if best is not None:
            near[column] = best[2]
    return near


def _missing_sentence(missing: Sequence[str], near: Mapping[str, str], header: Sequence[str]) -> Sentence:
    if not near:
        return say(
            "I don't find the columns {missing}. The file has {header}. Nothing changed.",
            missing=list(missing),
            header=[each for each in header if each][:20],
        )
    close = [f"{theirs} → {ours}" for ours, theirs in near.items()]
    return say(
        "I don't find the columns {missing}. Close to them: {close}. Nothing changed.",
        missing=list(missing),
        close=close,
    )
