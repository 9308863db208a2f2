"""The kinds of files a framework comes in."""

from __future__ import annotations

from core.exchange.batches import Batch, Kind
from core.exchange.frameworks import own_csv
from core.exchange.frameworks.batch import FrameworkBatch
from core.exchange.frameworks.case import looks_like_case, read_case
from core.exchange.frameworks.esco import looks_like_esco, read_esco
from core.exchange.frameworks.moodle import looks_like_moodle, read_moodle
from core.exchange.frameworks.outcomes_file import looks_like_outcomes, read_outcomes
from core.exchange.frameworks.own_csv import read_own
from core.exchange.likeness import by_columns
from core.exchange.outcomes import Unreadable
from core.exchange.sheets import Sheet
from core.exchange.sources import Options, Source
from core.people import Capability
from core.words import say

_OWN = by_columns(own_csv.REQUIRED, own_csv.OPTIONAL)


def _framework(source: Source, options: Options) -> Batch:
    """Moodle's CSV is recognised by itself, CASE and ESCO too; all else is the own one."""
    if looks_like_case(source.document):
        return _case(source, options)
    sheet = _sheet(source)
    if looks_like_moodle(sheet):
        return FrameworkBatch(read_moodle(sheet), options)
    if looks_like_esco(sheet):
        return FrameworkBatch(read_esco(sheet, options), options)
    return FrameworkBatch(read_own(sheet, options), options)


def _esco(source: Source, options: Options) -> Batch:
    return FrameworkBatch(read_esco(_sheet(source), options), options)


def _case(source: Source, options: Options) -> Batch:
    if source.document is None:
        raise Unreadable(say("A CASE file is JSON; this one isn't. Nothing changed."))
    return FrameworkBatch(read_case(source.document, options), options)


def _outcomes(source: Source, options: Options) -> Batch:
    return FrameworkBatch(read_outcomes(_sheet(source), options, source.stem), options)


def _sheet(source: Source) -> Sheet:
    if source.sheet is None:
        raise Unreadable(say("This JSON isn't a CASE package: CFDocument and CFItems are missing. Nothing changed."))
    return source.sheet


def _like_framework(source: Source) -> float:
    if source.sheet is None:
        return 0.0
    return 1.0 if looks_like_moodle(source.sheet) else _OWN(source)


FRAMEWORK = Kind(
    "framework", say("Skills"), say("skills"), Capability.COMPETENCY_MANAGE, _framework, _like_framework,
    own_csv.REQUIRED, own_csv.OPTIONAL,
)
ESCO = Kind(
    "esco", say("ESCO skills"), say("ESCO skills"), Capability.COMPETENCY_MANAGE, _esco,
    lambda source: float(source.sheet is not None and looks_like_esco(source.sheet)),
)
CASE = Kind(
    "case", say("CASE framework"), say("a CASE framework"), Capability.COMPETENCY_MANAGE, _case,
    lambda source: float(looks_like_case(source.document)),
)
OUTCOMES = Kind(
    "outcomes", say("Moodle outcomes"), say("Moodle outcomes"), Capability.COMPETENCY_MANAGE, _outcomes,
    lambda source: float(source.sheet is not None and looks_like_outcomes(source.sheet)),
)
