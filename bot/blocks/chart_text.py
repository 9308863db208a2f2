"""Text in pictures: which words a font can draw, how they wrap, where labels stand without touching each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import text_to_path

BASE_FAMILY = "DejaVu Sans"
"""Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew and the status symbols."""

FURTHER_FAMILIES = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans JP", "Noto Sans SC", "Noto Sans KR", "Noto Sans Devanagari",
    "Noto Sans Thai", "Noto Sans Tamil", "Noto Sans Bengali", "WenQuanYi Zen Hei", "Hiragino Sans", "PingFang SC",
    "Microsoft YaHei", "Malgun Gothic", "Yu Gothic", "Arial Unicode MS",
)
"""Taken for other scripts where the machine has them."""

POINTS_PER_INCH = 72
LABEL_LINES, CAPTION_LINES = 3, 2


@dataclass(frozen=True)
class Label:
    """A label beside a chart: the lines of its name and of its caption; `height` in pixels."""

    name: tuple[str, ...]
    caption: tuple[str, ...]
    height: float


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The font families to draw with, the first that has a glyph wins."""
    installed = {entry.name for entry in fontManager.ttflist}
    return (BASE_FAMILY, *(name for name in FURTHER_FAMILIES if name in installed))


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    found: set[int] = set()
    for family in families():
        found |= set(get_font(findfont(FontProperties(family=family))).get_charmap())
    return frozenset(found)


def is_drawable(text: str) -> bool:
    """Whether every letter of the text has a glyph here."""
    return all(each.isspace() or ord(each) in _glyphs() for each in text)


@lru_cache(maxsize=64)
def font(size: float, *, bold: bool = False) -> FontProperties:
    """The font at a size in pixels of a picture of 100 dots per inch."""
    points = size * POINTS_PER_INCH / 100
    return FontProperties(family=list(families()), size=points, weight="bold" if bold else "normal")


@lru_cache(maxsize=8_192)
def width_of(text: str, size: float) -> float:
    """The width of a text in pixels."""
    width, _height, _descent = text_to_path.get_text_width_height_descent(text, font(size), False)
    return float(width) * 100 / POINTS_PER_INCH


def wrapped(text: str, size: float, room: float, lines: int = LABEL_LINES) -> tuple[str, ...]:
    """The text in at most so many lines no wider than `room` pixels; what does not fit ends in …"""
    found: list[str] = []
    rest = text.strip()
    while rest and len(found) < lines:
        taken = _line_of(rest, size, room)
        rest = rest[len(taken) :].strip()
        found.append(taken.strip())
    if rest:
        found[-1] = shortened(f"{found[-1]} {rest}", size, room)
    return tuple(found)


def headed(symbol: str, name: str) -> str:
    """A symbol and a name that never part at the end of a line."""
    plain = " ".join(name.split())
    return f"{symbol}\N{NO-BREAK SPACE}{plain}" if symbol else plain


def shortened(text: str, size: float, room: float) -> str:
    """The text on one line no wider than `room` pixels, ending in … where it had to be cut."""
    if width_of(text, size) <= room:
        return text
    return text[: _fitting(text, size, room, "…")].rstrip() + "…"


def _fitting(text: str, size: float, room: float, ending: str = "") -> int:
    """How many letters fit, with the ending after them."""
    return bisect_right(range(1, len(text) + 1), room, key=lambda end: width_of(text[:end] + ending, size))


def _line_of(text: str, size: float, room: float) -> str:
    """As many whole words as fit; a word wider than the line is cut where it must be."""
    if width_of(text, size) <= room:
        return text
    words, taken = text.split(" "), ""
    for word in words:
        longer = f"{taken} {word}" if taken else word
        if width_of(longer, size) > room:
            break
        taken = longer
    if taken:
        return taken
    return words[0][: max(1, _even_part(words[0], size, room))]


def _even_part(word: str, size: float, room: float) -> int:
    """Where to cut a word wider than the line, so that its lines come out about equally long."""
    even = ceil(len(word) / ceil(width_of(word, size) / room))
    return min(even, _fitting(word, size, room))


def spread(wanted: Sequence[float], heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels as near as can be to where they are wanted, in order and never touching.

    `wanted` falls from the top down and means each label's middle; results lie between `low` and `high`.
    """
    placed: list[float] = []
    ceiling = high
    for middle, height in zip(wanted, heights, strict=True):
        placed.append(min(middle, ceiling - height / 2))
        ceiling = placed[-1] - height / 2 - gap
    floor = low
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = max(placed[index], floor + heights[index] / 2)
        floor = placed[index] + heights[index] / 2 + gap
    return placed
