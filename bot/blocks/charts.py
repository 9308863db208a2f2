"""Pictures of what a person has against what they need: a spider for three targets and more, else bars.

Importing this is cheap: matplotlib is loaded with the first picture, on a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

MIN_SPOKES = 3
MAX_SPOKES = 30
"""More would not be legible; the caller says which ones are shown."""


@dataclass(frozen=True)
class Spoke:
    """One competency: its name, a symbol and words for the state, and where `has` and `needs` lie, 0 to 1."""

    name: str
    symbol: str
    caption: str
    has: float
    needs: float


@dataclass(frozen=True)
class Chart:
    """A picture to draw: its title, its spokes in the order of the table beside it, and the legend's two words.

    `nameless` is the title where the person's name can't be drawn here.
    """

    title: str
    spokes: Sequence[Spoke]
    has: str = "Has"
    needs: str = "Needs"
    nameless: str = ""


def draw(chart: Chart) -> bytes:
    """The chart as PNG; raises ValueError without spokes or with more than 30 (targets/spider)."""
    if not 1 <= len(chart.spokes) <= MAX_SPOKES:
        raise ValueError(f"a chart has 1 to {MAX_SPOKES} spokes")
    from bot.blocks.chart_bars import draw_bars  # noqa: PLC0415 (loads matplotlib: about a second, not at start)
    from bot.blocks.chart_spider import draw_spider  # noqa: PLC0415

    readable = _readable(chart)
    return draw_spider(readable) if len(readable.spokes) >= MIN_SPOKES else draw_bars(readable)


MAX_ROWS = 30


@dataclass(frozen=True)
class Heat:
    """A heat map to draw: names of columns and rows, a status symbol for each cell ('' where nothing is required), and
    what each symbol means. `nameless` is the title where its words can't be drawn here."""

    title: str
    columns: Sequence[str]
    rows: Sequence[str]
    cells: Sequence[Sequence[str]]
    legend: Sequence[tuple[str, str]]
    nameless: str = ""


def draw_map(heat: Heat) -> bytes:
    """The heat map as PNG; raises ValueError without rows or columns, or with more than 30 (gaps/group)."""
    if not (1 <= len(heat.columns) <= MAX_SPOKES and 1 <= len(heat.rows) <= MAX_ROWS):
        raise ValueError(f"a heat map has 1 to {MAX_ROWS} rows and 1 to {MAX_SPOKES} columns")
    from bot.blocks.chart_heat import draw_heat  # noqa: PLC0415 (loads matplotlib)

    title = next((each for each in (heat.title, heat.nameless) if _is_drawable(each)), "")
    legend = [(symbol, word if _is_drawable(word) else "") for symbol, word in heat.legend]
    readable = replace(
        heat, title=title, columns=_readable_names(heat.columns), rows=_readable_names(heat.rows), legend=legend
    )
    return draw_heat(readable)


def _readable_names(names: Sequence[str]) -> Sequence[str]:
    """Names as they are; all with their numbers in the table where one of them can't be drawn here."""
    if not needs_numbers(names):
        return names
    return [f"{place}. {each}" if _is_drawable(each) else f"{place}." for place, each in enumerate(names, 1)]


def needs_numbers(names: Sequence[str]) -> bool:
    """Whether a name's script can't be drawn here, so that picture and table go by row numbers."""
    return not all(_is_drawable(name) for name in names)


def _is_drawable(text: str) -> bool:
    from bot.blocks.chart_text import is_drawable  # noqa: PLC0415 (loads matplotlib)

    return is_drawable(text)


def _readable(chart: Chart) -> Chart:
    """Names no font here can draw become row numbers; other words that can't be drawn are left out."""
    if needs_numbers([spoke.name for spoke in chart.spokes]):
        chart = replace(chart, spokes=[_numbered(*each) for each in enumerate(chart.spokes, 1)])
    spokes = [
        replace(each, caption=each.caption if _is_drawable(each.caption) else "") for each in chart.spokes
    ]
    title = next((each for each in (chart.title, chart.nameless) if _is_drawable(each)), "")
    return replace(chart, title=title, spokes=spokes, has=_or(chart.has, "Has"), needs=_or(chart.needs, "Needs"))


def _numbered(number: int, spoke: Spoke) -> Spoke:
    return replace(spoke, name=f"{number}. {spoke.name}" if _is_drawable(spoke.name) else f"{number}.")


def _or(words: str, otherwise: str) -> str:
    return words if _is_drawable(words) else otherwise
