"""Draws a heat map: a row for each person, a column for each requirement, each cell by colour and symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.blocks.chart_canvas import GRID, INK, Sheet
from bot.blocks.chart_text import shortened, width_of, wrapped

if TYPE_CHECKING:
    from bot.blocks.charts import Heat

LABELS, MARGIN, ROW = 300, 24, 46
TITLE_ROOM, LEGEND_ROW, HEAD_GAP = 78, 44, 14
LEAST_WIDTH, WIDEST_CELL, NARROWEST_CELL = 1_200, 276, 44
WORDS_FROM = 170
"""From this width on a cell has room for its word beside the symbol."""

TITLE_SIZE, NAME_SIZE, HEAD_SIZE, SYMBOL_SIZE, LEGEND_SIZE = 27, 23, 21, 25, 22
HEAD_ROOM = 250
"""Room for the names of columns, which stand upright, in pixels."""

TINTS = {
    "✓": "#BBD7F0", "◔": "#DCEBD3", "✕": "#E9A98B", "⊘": "#D9B3C4", "○": "#FFFFFF", "▽": "#FAE0A6", "–": "#EFEFF1",
}  # fmt: skip
"""Colours help the eye; symbols alone tell cells apart, and INK on each is easily read."""


def draw_heat(heat: Heat) -> bytes:
    """The heat map as PNG."""
    count = len(heat.columns)
    cell = max(NARROWEST_CELL, min(WIDEST_CELL, (LEAST_WIDTH - LABELS - 3 * MARGIN) / count))
    width = round(max(LEAST_WIDTH, LABELS + 3 * MARGIN + cell * count))
    legends = _legend_rows(heat, width)
    heads = [_head(name, cell) for name in heat.columns]
    head_room = max(width_of(line, HEAD_SIZE) for lines in heads for line in lines) + HEAD_GAP
    height = round(TITLE_ROOM + head_room + ROW * len(heat.rows) + MARGIN + LEGEND_ROW * len(legends))
    sheet = Sheet(width, height)
    title = shortened(heat.title, TITLE_SIZE * 1.1, width - 2 * MARGIN)
    sheet.write(width / 2, height - TITLE_ROOM / 2, title, TITLE_SIZE, bold=True, ha="center")
    top = height - TITLE_ROOM - head_room
    left = MARGIN * 2 + LABELS
    for place, lines in enumerate(heads):
        _write_head(sheet, left + cell * (place + 0.5), top + HEAD_GAP, lines)
    for place, name in enumerate(heat.rows):
        _row(sheet, heat, place, name, top - ROW * (place + 0.5), left, cell)
    _legend(sheet, legends)
    return sheet.png()


def _head(name: str, cell: float) -> Sequence[str]:
    return wrapped(name, HEAD_SIZE, HEAD_ROOM, max(1, int(cell / (HEAD_SIZE * 1.25))))


def _write_head(sheet: Sheet, middle: float, bottom: float, lines: Sequence[str]) -> None:
    step = HEAD_SIZE * 1.25
    start = middle - step * (len(lines) - 1) / 2
    for number, text in enumerate(lines):
        sheet.write(start + step * number, bottom, text, HEAD_SIZE, rotation=90, ha="center", va="bottom")


def _row(sheet: Sheet, heat: Heat, place: int, name: str, middle: float, left: float, cell: float) -> None:
    sheet.write(MARGIN + LABELS, middle, shortened(name, NAME_SIZE, LABELS), NAME_SIZE, ha="right")
    low, high = middle - ROW / 2, middle + ROW / 2
    words = dict(heat.legend) if cell >= WORDS_FROM else {}
    for column, symbol in enumerate(heat.cells[place]):
        x = left + cell * column
        edges = [x, x + cell, x + cell, x, x], [low, low, high, high, low]
        if symbol:
            sheet.fill(*edges, color=TINTS.get(symbol, "#FFFFFF"), linewidth=0)
            said = shortened(f"{symbol} {words.get(symbol, '')}".strip(), SYMBOL_SIZE, cell - 12)
            sheet.write(x + cell / 2, middle, said, SYMBOL_SIZE, ha="center", color=INK)
        sheet.line(*edges, color=GRID, linewidth=1.4)


def _legend_rows(heat: Heat, width: float) -> list[list[str]]:
    """The legend's entries in as many rows as they need."""
    rows: list[list[str]] = [[]]
    used = 0.0
    for symbol, word in heat.legend:
        entry = f"{symbol} {word}"
        needed = width_of(entry, LEGEND_SIZE) + 40
        if rows[-1] and used + needed > width - 2 * MARGIN:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += needed
    return rows


def _legend(sheet: Sheet, rows: Sequence[Sequence[str]]) -> None:
    for number, entries in enumerate(reversed(rows)):
        widths = [width_of(each, LEGEND_SIZE) for each in entries]
        x = (sheet.width - sum(widths) - 40 * (len(entries) - 1)) / 2
        for each, width in zip(entries, widths, strict=True):
            sheet.write(x, LEGEND_ROW * (number + 0.5), each, LEGEND_SIZE)
            x += width + 40
