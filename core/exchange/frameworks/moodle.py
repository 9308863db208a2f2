"""Moodle's framework CSV: 14 columns read by position, whatever their headers are called and in which language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.errors import Invalid
from core.exchange.columns import plain, too_wide
from core.exchange.frameworks.draft import Draft, ReadCompetency, ReadFramework, Reading, ReadScale
from core.exchange.frameworks.moodle_rules import RuleUnread, read_rule
from core.exchange.frameworks.moodle_scales import ScaleUnread, read_scale
from core.exchange.frameworks.plain_text import plain_text
from core.exchange.outcomes import Outcome, Trouble, Unreadable, Verdict
from core.exchange.sheets import Record, Sheet
from core.frameworks import checked_depths
from core.words import Sentence, say

COLUMNS = (
    "Parent ID number", "ID number", "Short name", "Description", "Description format", "Scale values",
    "Scale configuration", "Rule type (optional)", "Rule outcome (optional)", "Rule config (optional)",
    "Cross-referenced competency ID numbers", "Exported ID (optional)", "Is framework", "Taxonomy",
)
PARENT, IDNUMBER, NAME, DESCRIPTION, FORMAT, VALUES, CONFIGURATION = range(7)
RULE, OUTCOME, CONFIG, RELATED, EXPORTED, IS, DEPTHS = range(7, 14)
_SURE = 8
"""So many of Moodle's own headers make a file Moodle's, even where columns are missing."""


def looks_like_moodle(sheet: Sheet) -> bool:
    """Whether a table has Moodle's shape: its 14 columns with a row that is the framework, or its headers."""
    if len(sheet.header) == len(COLUMNS) and any(_is_framework(each) for each in sheet.records):
        return True
    return _known_headers(sheet) >= _SURE


def read_moodle(sheet: Sheet) -> Draft:
    """The framework of a file. Raises Unreadable where columns are missing or no row, or several, is the framework."""
    _check_columns(sheet)
    frameworks = [each for each in sheet.records if _is_framework(each)]
    if len(frameworks) != 1:
        raise Unreadable(_how_many(frameworks, sheet.header[IS]))
    reading = Reading(columns=_columns(sheet))
    framework = _framework(frameworks[0], reading, sheet)
    exported = {
        _cell(each, EXPORTED): _cell(each, IDNUMBER) for each in sheet.records if _cell(each, EXPORTED)
    }
    for record in sheet.records:
        if record is not frameworks[0]:
            _take(record, reading, sheet, exported)
    return reading.draft(
        framework=framework,
        keeps_parents=True,
    )


def _take(record: Record, reading: Reading, sheet: Sheet, exported: Mapping[str, str]) -> None:
    troubles: list[Trouble] = []
    if (wide := too_wide(record, sheet)) is not None:
        troubles.append(Trouble(record.line, sheet.header[-1], wide))
    if _cell(record, IS) not in ("", "0"):
        odd = say("'{mark}' is neither empty nor 0 nor 1", mark=_cell(record, IS))
        troubles.append(Trouble(record.line, sheet.header[IS], odd))
    scale = _scale(record, reading, sheet, troubles)
    parent = _cell(record, PARENT)
    row = ReadCompetency(
        line=record.line,
        idnumber=_cell(record, IDNUMBER),
        name=_cell(record, NAME),
        description=_described(record),
        parents=(parent,) if parent else (),
        related=related_in(_cell(record, RELATED)),
        scale=scale,
    )
    try:
        kind, outcome, config = (_cell(record, at) for at in (RULE, OUTCOME, CONFIG))
        row = replace(row, rule=read_rule(row.idnumber, kind, outcome, config, exported))
    except RuleUnread as error:
        column = {"Rule type": RULE, "Rule outcome": OUTCOME, "Rule config": CONFIG}[error.column]
        troubles.append(Trouble(record.line, sheet.header[column], error.reason))
    reading.take(row, troubles)


def _framework(record: Record, reading: Reading, sheet: Sheet) -> ReadFramework:
    troubles: list[Trouble] = []
    scale = _scale(record, reading, sheet, troubles)
    if scale is None and not troubles:
        troubles.append(Trouble(record.line, sheet.header[VALUES], say("the framework's row has no scale")))
    depths: tuple[str, ...] = ()
    try:
        depths = checked_depths([each for each in _cell(record, DEPTHS).split(",") if each.strip()])
    except Invalid as error:
        troubles.append(Trouble(record.line, sheet.header[DEPTHS], _of(error)))
    for at, said in ((IDNUMBER, say("an id number is missing")), (NAME, say("a name is missing"))):
        if not _cell(record, at):
            troubles.append(Trouble(record.line, sheet.header[at], said))
    if troubles:
        reading.refused.append(Verdict(record.line, Outcome.REFUSED, tuple(troubles)))
    return ReadFramework(
        idnumber=_cell(record, IDNUMBER),
        name=" ".join(_cell(record, NAME).split()),
        description=_described(record),
        depth_names=depths,
        scale=scale,
        line=record.line,
        name_column=sheet.header[NAME],
    )


def related_in(cell: str) -> tuple[str, ...]:
    """The id numbers of a list separated by commas; %2C stands for a comma within one."""
    parts = (each.strip().replace("%2C", ",") for each in cell.split(","))
    return tuple(dict.fromkeys(each for each in parts if each))


def related_out(idnumbers: Iterable[str]) -> str:
    """Id numbers as Moodle's list has them."""
    return ",".join(each.replace(",", "%2C") for each in idnumbers)


def _scale(record: Record, reading: Reading, sheet: Sheet, troubles: list[Trouble]) -> ReadScale | None:
    try:
        scale, left_out = read_scale(_cell(record, VALUES), _cell(record, CONFIGURATION))
    except ScaleUnread as error:
        at = VALUES if error.column == "Scale values" else CONFIGURATION
        troubles.append(Trouble(record.line, sheet.header[at], error.reason))
        return None
    reading.remarks += [Trouble(record.line, sheet.header[CONFIGURATION], each) for each in left_out]
    return scale


def _described(record: Record) -> str:
    """Moodle's formats: 2 is plain, 4 Markdown, the others HTML."""
    text = _cell(record, DESCRIPTION)
    return text.strip() if _cell(record, FORMAT) in ("2", "4") else plain_text(text)


def _columns(sheet: Sheet) -> dict[str, str]:
    ours = {"parents": PARENT, "idnumber": IDNUMBER, "name": NAME, "related": RELATED, "scale": VALUES, "rule": RULE}
    return {name: sheet.header[at] for name, at in ours.items()}


def _cell(record: Record, at: int) -> str:
    return record.cells[at] if at < len(record.cells) else ""


def _is_framework(record: Record) -> bool:
    return _cell(record, IS) == "1"


def _how_many(found: list[Record], column: str) -> Sentence:
    if not found:
        return say("No row is the framework: the one that is has a 1 under {column}. Nothing changed.", column=column)
    lines = [each.line for each in found]
    return say("Lines {lines} are all frameworks; a file has one. Nothing changed.", lines=lines)


def _known_headers(sheet: Sheet) -> int:
    known = {_bare(each) for each in COLUMNS}
    return sum(_bare(each) in known for each in sheet.header)


def _bare(name: str) -> str:
    return plain(name.replace("(optional)", ""))


def _check_columns(sheet: Sheet) -> None:
    if len(sheet.header) == len(COLUMNS):
        return
    there = {_bare(each) for each in sheet.header}
    missing = [each.replace(" (optional)", "") for each in COLUMNS if _bare(each) not in there]
    raise Unreadable(
        say(
            "Moodle's format has 14 columns, this file {n}. Missing: {missing}. Nothing changed.",
            n=len(sheet.header),
            missing=missing or ["none; some come twice"],
        )
    )


def _of(error: Invalid) -> Sentence:
    return error.sentence
