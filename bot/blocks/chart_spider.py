"""Draws a spider chart: a spoke for each competency, labels in two columns beside it, as many as there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

from bot.blocks.chart_canvas import BREAK, GRID, HAS, HAS_LINE, NEEDS_LINE, QUIET, Sheet
from bot.blocks.chart_text import CAPTION_LINES, Label, headed, shortened, spread, wrapped

if TYPE_CHECKING:
    from bot.blocks.charts import Chart, Spoke

WIDTH = 1_200
RADIUS = 250
COLUMN = 285
"""Room for a label's text, in pixels."""

MARGIN, TITLE_ROOM, LEGEND_ROOM = 24, 78, 76
TITLE_SIZE, LEGEND_SIZE = 27, 24
LABEL_REACH = 1.12
RINGS = (0.25, 0.5, 0.75, 1.0)
MANY = 12


@dataclass(frozen=True)
class _Text:
    """Sizes of labels: smaller where there are many."""

    name: float
    caption: float

    @property
    def name_line(self) -> float:
        return self.name * 1.3

    @property
    def caption_line(self) -> float:
        return self.caption * 1.4


def draw_spider(chart: Chart) -> bytes:
    """The spider as PNG."""
    text = _Text(24, 21) if len(chart.spokes) <= MANY else _Text(21, 19)
    labels = [_label(spoke, text) for spoke in chart.spokes]
    right, left = _columns(len(labels))
    tallest = max(_stacked([labels[each] for each in side]) for side in (right, left))
    middle_room = max(2 * RADIUS + 60, tallest)
    sheet = Sheet(WIDTH, round(middle_room + TITLE_ROOM + LEGEND_ROOM))
    centre = (WIDTH / 2, LEGEND_ROOM + middle_room / 2)
    _web(sheet, centre, len(labels))
    _shape(sheet, centre, chart.spokes)
    for side in (right, left):
        _write_column(sheet, centre, _Column(labels, side, len(labels), text))
    sheet.write(WIDTH / 2, sheet.height - TITLE_ROOM / 2, _title(chart), TITLE_SIZE, bold=True, ha="center")
    sheet.legend(LEGEND_ROOM / 2, ((chart.has, HAS_LINE), (chart.needs, NEEDS_LINE)), LEGEND_SIZE)
    return sheet.png()


def _title(chart: Chart) -> str:
    return shortened(chart.title, TITLE_SIZE * 1.1, WIDTH - 2 * MARGIN)


GAP = 14.0


def _label(spoke: Spoke, text: _Text) -> Label:
    name = wrapped(headed(spoke.symbol, spoke.name), text.name, COLUMN)
    caption = wrapped(spoke.caption, text.caption, COLUMN, CAPTION_LINES)
    return Label(name, caption, len(name) * text.name_line + len(caption) * text.caption_line)


def _stacked(labels: Sequence[Label]) -> float:
    return sum(label.height + GAP for label in labels)


def _angle(place: int, count: int) -> float:
    """Clockwise from the top."""
    return pi / 2 - 2 * pi * place / count


def _point(centre: tuple[float, float], angle: float, reach: float) -> tuple[float, float]:
    return centre[0] + RADIUS * reach * cos(angle), centre[1] + RADIUS * reach * sin(angle)


def _columns(count: int) -> tuple[list[int], list[int]]:
    """Places whose labels stand right and left, each from the top down."""
    right = [place for place in range(count) if 2 * place <= count]
    left = [place for place in range(count) if 2 * place > count]
    return right, left[::-1]


def _web(sheet: Sheet, centre: tuple[float, float], count: int) -> None:
    xs: list[float] = []
    ys: list[float] = []
    for ring in RINGS:
        points = [_point(centre, _angle(place, count), ring) for place in [*range(count), 0]]
        xs += [*(x for x, _ in points), BREAK]
        ys += [*(y for _, y in points), BREAK]
    for place in range(count):
        x, y = _point(centre, _angle(place, count), 1)
        xs += [centre[0], x, BREAK]
        ys += [centre[1], y, BREAK]
    sheet.line(xs, ys, color=GRID, linewidth=1.2, zorder=1)


def _shape(sheet: Sheet, centre: tuple[float, float], spokes: Sequence[Spoke]) -> None:
    count = len(spokes)
    closed = [*range(count), 0]
    has = [_point(centre, _angle(place, count), spokes[place].has) for place in closed]
    needs = [_point(centre, _angle(place, count), spokes[place].needs) for place in closed]
    xs, ys = [x for x, _ in has], [y for _, y in has]
    sheet.fill(xs, ys, color=HAS, alpha=0.18, linewidth=0, zorder=2)
    sheet.line(xs, ys, zorder=3, **HAS_LINE)
    sheet.line([x for x, _ in needs], [y for _, y in needs], zorder=4, **NEEDS_LINE)


@dataclass(frozen=True)
class _Column:
    """One side's labels: which spokes, from the top down, of how many, in which size."""

    labels: Sequence[Label]
    side: Sequence[int]
    count: int
    text: _Text

    @property
    def right(self) -> bool:
        return bool(self.side) and self.side[0] * 2 <= self.count


def _write_column(sheet: Sheet, centre: tuple[float, float], column: _Column) -> None:
    """Labels of one side, pushed apart where they would touch, each tied to the end of its spoke."""
    angles = [_angle(place, column.count) for place in column.side]
    labels = [column.labels[place] for place in column.side]
    wanted = [_point(centre, angle, LABEL_REACH)[1] for angle in angles]
    heights = [label.height for label in labels]
    middles = spread(wanted, heights, GAP, LEGEND_ROOM, sheet.height - TITLE_ROOM)
    _tie(sheet, centre, angles, middles, right=column.right)
    for label, middle in zip(labels, middles, strict=True):
        _write_label(sheet, label, middle, column.text, right=column.right)


def _tie(
    sheet: Sheet,
    centre: tuple[float, float],
    angles: Sequence[float],
    middles: Sequence[float],
    *,
    right: bool,
) -> None:
    edge = WIDTH - MARGIN - COLUMN - 10 if right else MARGIN + COLUMN + 10
    starts = [_point(centre, angle, 1.03) for angle in angles]
    xs = [x for start, _ in starts for x in (start, edge, BREAK)]
    ys = [y for (_, start), middle in zip(starts, middles, strict=True) for y in (start, middle, BREAK)]
    sheet.line(xs, ys, color=GRID, linewidth=1.4, zorder=1)


def _write_label(sheet: Sheet, label: Label, middle: float, text: _Text, *, right: bool) -> None:
    x = WIDTH - MARGIN - COLUMN if right else MARGIN + COLUMN
    side = "left" if right else "right"
    top = middle + label.height / 2
    sheet.write_lines(x, top, label.name, text.name, text.name_line, ha=side)
    top -= len(label.name) * text.name_line
    sheet.write_lines(x, top, label.caption, text.caption, text.caption_line, ha=side, color=QUIET)
