"""Draws lines of shares over confidences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.blocks.chart_canvas import GRID, HAS_LINE, INK, NEEDS_LINE, QUIET, Sheet
from bot.blocks.chart_text import shortened

if TYPE_CHECKING:
    from bot.blocks.line_charts import XY, LineChart

WIDTH, HEIGHT = 1_200, 760
LEFT, RIGHT, TOP, BOTTOM = 110, 48, 96, 168
TITLE_SIZE, TICK_SIZE, LEGEND_SIZE = 27, 21, 23
LEGEND_AT, AXIS_AT, TICKS_AT = 40, 98, 140

LOOKS: dict[str, dict[str, Any]] = {
    "solid": HAS_LINE,
    "dashed": NEEDS_LINE,
    "dotted": {"color": HAS_LINE["color"], "linewidth": 2.2, "linestyle": (0, (1, 2))},
    "quiet": {"color": QUIET, "linewidth": 1.6, "linestyle": (0, (6, 4))},
}


def draw(chart: LineChart) -> bytes:
    """The chart as PNG."""
    sheet = Sheet(WIDTH, HEIGHT)
    title = shortened(chart.title, TITLE_SIZE * 1.1, WIDTH - 2 * RIGHT)
    sheet.write(WIDTH / 2, HEIGHT - TOP / 2, title, TITLE_SIZE, bold=True, ha="center")
    _grid(sheet, chart)
    for line in chart.lines:
        places = [_place(chart, point) for point in line.points]
        sheet.line([x for x, _ in places], [y for _, y in places], clip_on=False, **LOOKS[line.look])
    if chart.mark is not None:
        _mark(sheet, chart, *chart.mark)
    sheet.legend(LEGEND_AT, [(line.name, LOOKS[line.look]) for line in chart.lines], LEGEND_SIZE)
    return sheet.png()


def _place(chart: LineChart, point: XY) -> XY:
    """Where a point lies on the sheet, in pixels."""
    along = (min(max(point[0], chart.low), chart.high) - chart.low) / (chart.high - chart.low)
    up = min(max(point[1], 0.0), 1.0)
    return LEFT + along * (WIDTH - LEFT - RIGHT), BOTTOM + up * (HEIGHT - TOP - BOTTOM)


def _grid(sheet: Sheet, chart: LineChart) -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(chart, (chart.low, share))
        sheet.line([x, WIDTH - RIGHT], [y, y], color=GRID, linewidth=1.4)
        sheet.write(x - 14, y, f"{100 * share:.0f} %", TICK_SIZE, ha="right", color=QUIET)
    steps = round((chart.high - chart.low) * 10)
    for step in range(steps + 1):
        at = chart.low + step / 10
        x, y = _place(chart, (at, 0.0))
        sheet.line([x, x], [y, y - 8], color=GRID, linewidth=1.4)
        sheet.write(x, TICKS_AT, f"{at:.1f}", TICK_SIZE, ha="center", color=QUIET)
    sheet.write((LEFT + WIDTH - RIGHT) / 2, AXIS_AT, chart.across, TICK_SIZE, ha="center")


def _mark(sheet: Sheet, chart: LineChart, at: float, words: str) -> None:
    x, low = _place(chart, (at, 0.0))
    _, high = _place(chart, (at, 1.0))
    sheet.line([x, x], [low, high], color=INK, linewidth=2.0)
    near_end = x > (LEFT + WIDTH) / 2
    sheet.write(x - 10 if near_end else x + 10, high + 18, words, TICK_SIZE, ha="right" if near_end else "left")
