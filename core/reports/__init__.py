"""Reports: what is read across slices and changes nothing. Rights are asked for each report here."""

from core.reports.breakdown import Breakdown, BreakdownLine, breakdown
from core.reports.mapping import ActivityMapping, CourseMapping, mapping

__all__ = [
    "ActivityMapping",
    "Breakdown",
    "BreakdownLine",
    "CourseMapping",
    "breakdown",
    "mapping",
]
