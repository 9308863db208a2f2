"""The conversions there are, oldest first; a new one is a line here and a reader that takes both formats meanwhile."""

from __future__ import annotations

from core.conversions.running import Conversion
from core.conversions.trimmed_addresses import TRIMMED_ADDRESSES

CONVERSIONS: tuple[Conversion, ...] = (TRIMMED_ADDRESSES,)
