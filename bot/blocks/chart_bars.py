"""Draws one or two targets as bars: how far, and a marked line for what is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.blocks.chart_canvas import GRID, HAS, HAS_LINE, INK, NEEDS, NEEDS_LINE, PAPER, QUIET, Sheet
from bot.blocks.chart_text import CAPTION_LINES, headed, shortened, wrapped

if TYPE_CHECKING:
    from bot.blocks.charts import Chart, Spoke

WIDTH = 1_200
LABELS, MARGIN, ROW, BAR = 400, 32, 150, 44
TITLE_ROOM, LEGEND_ROOM = 78, 70
TITLE_SIZE, NAME_SIZE, CAPTION_SIZE, LEGEND_SIZE = 27, 24, 21, 24


def draw_bars(chart: Chart) -> bytes:
    """The bars as PNG."""
    sheet = Sheet(WIDTH, TITLE_ROOM + LEGEND_ROOM + ROW * len(chart.spokes))
    title = shortened(chart.title, TITLE_SIZE * 1.1, WIDTH - 2 * MARGIN)
    sheet.write(WIDTH / 2, sheet.height - TITLE_ROOM / 2, title, TITLE_SIZE, bold=True, ha="center")
    for row, spoke in enumerate(chart.spokes):
        _bar(sheet, spoke, sheet.height - TITLE_ROOM - ROW * row - ROW / 2)
    solid = {**HAS_LINE, "linewidth": 16, "marker": None, "solid_capstyle": "butt"}
    needed = {**NEEDS_LINE, "linestyle": "none"}
    sheet.legend(LEGEND_ROOM / 2, ((chart.has, solid), (chart.needs, needed)), LEGEND_SIZE)
    return sheet.png()


def _bar(sheet: Sheet, spoke: Spoke, middle: float) -> None:
    left, right = MARGIN + LABELS, WIDTH - MARGIN - 16
    length = right - left
    _outline(sheet, left, right, middle)
    if spoke.has > 0:
        end = left + length * spoke.has
        low, high = middle - BAR / 2, middle + BAR / 2
        sheet.fill([left, end, end, left], [low, low, high, high], color=HAS, linewidth=0)
    mark = left + length * spoke.needs
    reach = BAR / 2 + 16
    sheet.line([mark, mark], [middle - reach, middle + reach], color=NEEDS, linewidth=3, linestyle=(0, (3, 1.5)))
    sheet.line([mark], [middle + reach], **{**NEEDS_LINE, "linestyle": "none", "markerfacecolor": PAPER})
    _label(sheet, spoke, middle)


def _outline(sheet: Sheet, left: float, right: float, middle: float) -> None:
    xs = [left, right, right, left, left]
    low, high = middle - BAR / 2, middle + BAR / 2
    sheet.line(xs, [low, low, high, high, low], color=GRID, linewidth=1.6)


def _label(sheet: Sheet, spoke: Spoke, middle: float) -> None:
    lines = wrapped(headed(spoke.symbol, spoke.name), NAME_SIZE, LABELS - 40)
    caption = wrapped(spoke.caption, CAPTION_SIZE, LABELS - 40, CAPTION_LINES)
    step, small = NAME_SIZE * 1.3, CAPTION_SIZE * 1.4
    height = step * len(lines) + small * len(caption)
    top = middle + height / 2
    sheet.write_lines(MARGIN, top, lines, NAME_SIZE, step, color=INK)
    sheet.write_lines(MARGIN, top - step * len(lines), caption, CAPTION_SIZE, small, color=QUIET)
