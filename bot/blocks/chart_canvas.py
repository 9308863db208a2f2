"""A sheet in pixels to draw a chart on: colours, markers and lines that differ by more than colour."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy import asarray, ascontiguousarray
from PIL import Image

from bot.blocks.chart_text import font, width_of

PAPER, INK, QUIET, GRID = "#FFFFFF", "#1D1C1D", "#5F5E61", "#D3D3D6"
HAS, NEEDS = "#0B62A8", "#B4470E"
"""Blue and burnt orange keep apart for every kind of colour vision; circle and solid against square and dashed too."""

HAS_LINE: dict[str, Any] = {
    "color": HAS, "linewidth": 2.6, "linestyle": "-", "marker": "o", "markersize": 8, "markeredgecolor": PAPER,
}
NEEDS_LINE: dict[str, Any] = {
    "color": NEEDS, "linewidth": 2.2, "linestyle": (0, (4, 2)), "marker": "s", "markersize": 11,
    "markerfacecolor": "none", "markeredgewidth": 2.2,
}
DOTS_PER_INCH = 100
COMPRESSION = 2
"""Flat colours pack well at once; more effort saves little and takes longer than the drawing."""

BREAK = float("nan")
"""Between points: the pen is lifted, so that many lines are drawn as one."""


class Sheet:
    """A white sheet measured in pixels from its lower left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._figure = Figure(figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
        self._canvas = FigureCanvasAgg(self._figure)
        self._figure.patch.set_facecolor(PAPER)
        self.axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)

    def write(self, x: float, y: float, text: str, size: float, **style: Any) -> None:
        """Write a text, its middle at `y`."""
        bold = style.pop("bold", False)
        settings = {"color": INK, "ha": "left", "va": "center", "parse_math": False, **style}
        self.axes.text(x, y, text, fontproperties=font(size, bold=bold), **settings)

    def write_lines(
        self, x: float, top: float, lines: Sequence[str], size: float, step: float, **style: Any
    ) -> None:
        """Write lines below each other from `top` down, `step` pixels each."""
        for number, text in enumerate(lines):
            self.write(x, top - step * (number + 0.5), text, size, **style)

    def line(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """Draw a line through points."""
        self.axes.plot(xs, ys, **style)

    def fill(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """Fill the area between points."""
        self.axes.fill(xs, ys, **style)

    def legend(self, y: float, entries: Sequence[tuple[str, dict[str, Any]]], size: float) -> None:
        """Name the lines, in a row in the middle."""
        sample, gap = 64.0, 16.0
        widths = [sample + gap + width_of(text, size) for text, _ in entries]
        x = (self.width - sum(widths) - 48 * (len(entries) - 1)) / 2
        for (text, style), width in zip(entries, widths, strict=True):
            self.line([x, x + sample / 2, x + sample], [y, y, y], **{**style, "markevery": [1]})
            self.write(x + sample + gap, y, text, size)
            x += width + 48

    def png(self) -> bytes:
        """The sheet as PNG; the same drawing gives the same bytes."""
        self._canvas.draw()
        pixels = asarray(self._canvas.buffer_rgba())[:, :, :3]
        file = BytesIO()
        Image.fromarray(ascontiguousarray(pixels)).save(file, "png", compress_level=COMPRESSION)
        return file.getvalue()
