"""Moodle's outcomes file: one competency an outcome, each with its scale (imports/outcomes)."""

from __future__ import annotations

from core.exchange.columns import Columns, find_columns, known_columns
from core.exchange.frameworks.draft import Draft, ReadCompetency, ReadFramework, Reading, ReadScale
from core.exchange.frameworks.plain_text import plain_text
from core.exchange.outcomes import Trouble
from core.exchange.sheets import Record, Sheet
from core.exchange.sources import Options
from core.frameworks import NewValue
from core.words import say

REQUIRED = ("outcome_name", "outcome_shortname", "scale_name", "scale_items")
OPTIONAL = ("outcome_description", "scale_description")


def looks_like_outcomes(sheet: Sheet) -> bool:
    """Whether a table has the columns of an outcomes file."""
    return known_columns(sheet, ["outcome_name", "outcome_shortname"]) == 2


def read_outcomes(sheet: Sheet, options: Options, stem: str) -> Draft:
    """The outcomes of a file as a framework called as the file is; `options` may name another.

    The file doesn't say which values are proficient or the default: the highest of each scale is taken for both.
    """
    columns = find_columns(sheet, REQUIRED, OPTIONAL, options.columns)
    reading = Reading(columns={"idnumber": columns.called("outcome_shortname"), "name": columns.called("outcome_name")})
    for record in sheet.records:
        _take(record, columns, reading)
    first = next((each.scale for each in reading.rows), None)
    return reading.draft(
        framework=None if options.framework else ReadFramework(stem, stem, scale=first),
        into=options.framework,
        notes=(say("Assumed: the highest value of each scale is the proficient one and the default."),),
    )


def _take(record: Record, columns: Columns, reading: Reading) -> None:
    troubles: list[Trouble] = []
    scale = _scale(record, columns, troubles)
    row = ReadCompetency(
        line=record.line,
        idnumber=columns.cell(record, "outcome_shortname"),
        name=columns.cell(record, "outcome_name"),
        description=plain_text(columns.cell(record, "outcome_description")),
        scale=scale,
    )
    reading.take(row, troubles)


def _scale(record: Record, columns: Columns, troubles: list[Trouble]) -> ReadScale | None:
    names = [" ".join(each.split()) for each in columns.cell(record, "scale_items").split(",") if each.strip()]
    if len({each.casefold() for each in names}) < max(2, len(names)):
        reason = (
            say("a scale needs at least two values, separated by commas")
            if len(names) < 2
            else say("a value stands twice in the scale")
        )
        troubles.append(Trouble(record.line, columns.called("scale_items"), reason))
        return None
    highest = len(names) - 1
    values = tuple(NewValue(name, proficient=at == highest, default=at == highest) for at, name in enumerate(names))
    return ReadScale(values, columns.cell(record, "scale_name"))
