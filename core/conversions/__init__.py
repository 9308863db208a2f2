"""Data of an older format, converted whole in the background after an upgrade (core/upgrade)."""

from core.conversions.events import DataConverted
from core.conversions.kinds import CONVERSIONS
from core.conversions.running import (
    Conversion,
    Part,
    Standing,
    conversions_left,
    convert_part,
    convert_workspace,
    standings,
)

__all__ = [
    "CONVERSIONS",
    "Conversion",
    "DataConverted",
    "Part",
    "Standing",
    "conversions_left",
    "convert_part",
    "convert_workspace",
    "standings",
]
