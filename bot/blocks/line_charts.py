"""Pictures of shares over confidences: the curve of thresholds, and how honest confidences are.

Importing this is cheap: matplotlib is loaded with the first picture, on a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

XY = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line through points (0 to 1 both ways): `look` is solid, dashed, dotted or quiet; each differs in colour, dash
    and marker."""

    name: str
    look: str
    points: Sequence[XY]


@dataclass(frozen=True)
class LineChart:
    """Shares (upright, in percent) over confidences from `low` to `high`; `mark` is a place there with its words."""

    title: str
    across: str
    lines: Sequence[Line]
    low: float = 0.0
    high: float = 1.0
    mark: tuple[float, str] | None = None


def draw_lines(chart: LineChart) -> bytes:
    """The chart as PNG; raises ValueError without a line."""
    if not chart.lines:
        raise ValueError("a chart has at least one line")
    from bot.blocks.chart_lines import draw  # noqa: PLC0415 (loads matplotlib: about a second, not at start)

    return draw(chart)
