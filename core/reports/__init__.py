"""Reports: what is read across slices and changes nothing. Rights are asked for each report here."""

from core.reports.breakdown import Breakdown, BreakdownLine, breakdown
from core.reports.mapping import ActivityMapping, CourseMapping, mapping
from core.reports.tagger import Band, TaggerReport, tagger_report

__all__ = [
    "ActivityMapping",
    "Band",
    "Breakdown",
    "BreakdownLine",
    "CourseMapping",
    "TaggerReport",
    "breakdown",
    "mapping",
    "tagger_report",
]
