"""ESCO's skills CSV, in its official form and in the short one; each skill's id number is its address."""

from __future__ import annotations

from core.exchange.columns import Columns, find_columns, known_columns
from core.exchange.frameworks.draft import Draft, ReadCompetency, ReadFramework, Reading
from core.exchange.outcomes import Trouble
from core.exchange.sheets import Record, Sheet
from core.exchange.sources import Options
from core.frameworks import CompetencyCategory
from core.words import say

OFFICIAL = ("conceptUri", "preferredLabel")
SHORT = ("uri", "preferredLabel")
MORE = (
    "conceptType", "skillType", "reuseLevel", "altLabels", "hiddenLabels", "status", "modifiedDate", "scopeNote",
    "definition", "inScheme", "description",
)
IDNUMBER, NAME = "ESCO", "ESCO skills"
_UNKNOWN_STATUS = ("", "released")


def looks_like_esco(sheet: Sheet) -> bool:
    """Whether a table has ESCO's columns."""
    return known_columns(sheet, ["preferredLabel"]) == 1 and known_columns(sheet, ["conceptUri", "uri"]) >= 1


def read_esco(sheet: Sheet, options: Options) -> Draft:
    """The skills of a file; alternative and hidden labels become synonyms (frameworks/synonyms)."""
    official = known_columns(sheet, ["conceptUri"]) or not known_columns(sheet, ["uri"])
    columns = find_columns(sheet, OFFICIAL if official else SHORT, MORE, options.columns)
    key = "conceptUri" if official else "uri"
    reading = Reading(columns={"idnumber": columns.called(key), "name": columns.called("preferredLabel")})
    for record in sheet.records:
        _take(record, columns, key, reading)
    framework = None if options.framework else ReadFramework(IDNUMBER, NAME)
    return reading.draft(
        framework=framework,
        into=options.framework,
    )


def _take(record: Record, columns: Columns, key: str, reading: Reading) -> None:
    troubles = []
    if (status := columns.cell(record, "status")).lower() not in _UNKNOWN_STATUS:
        reason = say("the status is '{status}'; only released skills are taken", status=status)
        troubles.append(Trouble(record.line, columns.called("status"), reason))
    labels = (*_labels(columns.cell(record, "altLabels")), *_labels(columns.cell(record, "hiddenLabels")))
    text = columns.cell(record, "description") or columns.cell(record, "definition")
    row = ReadCompetency(
        line=record.line,
        idnumber=columns.cell(record, key),
        name=columns.cell(record, "preferredLabel"),
        description=text,
        category=CompetencyCategory.SKILL,
        more_synonyms=labels,
    )
    reading.take(row, troubles)


def _labels(cell: str) -> tuple[str, ...]:
    """Labels stand one a line in the official file, joined by | in the short one."""
    return tuple(each.strip() for line in cell.splitlines() for each in line.split("|") if each.strip())
