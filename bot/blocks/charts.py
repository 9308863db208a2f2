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
