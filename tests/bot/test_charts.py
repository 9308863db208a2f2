"""Pictures: every label stands inside and apart, symbols and lines tell what colours tell, the same each time."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.blocks.chart_canvas import HAS, HAS_LINE, NEEDS, NEEDS_LINE
from bot.blocks.chart_heat import TINTS
from bot.blocks.chart_text import is_drawable, spread, width_of, wrapped
from bot.blocks.charts import MAX_ROWS, MAX_SPOKES, Chart, Heat, Spoke, draw, draw_map, needs_numbers
from bot.blocks.gap_words import SYMBOLS, WORDS

NAMES = (
    "Fire safety",
    "English",
    "Handling of dangerous goods by road, rail and inland waterways",
    "Welding",
    "Donaudampfschifffahrtsgesellschaftskapitänslizenz",
    "Безопасность труда",
    "سلامة الحريق",
    "Ασφάλεια",
    "R&D $2 <b>",
)
STATES = (("✓", "acquired", 1.0, 1.0), ("▽", "B1, needs B2", 3 / 7, 4 / 7), ("○", "not acquired", 0.0, 1.0))


def chart(count: int) -> Chart:
    return Chart(
        "Anna Berg, 24 November 2026: 1 of 3 met",
        [Spoke(NAMES[place % len(NAMES)], *STATES[place % len(STATES)]) for place in range(count)],
    )


def margins(png: bytes, width: int = 8) -> set[int]:
    """The brightest and darkest value in the picture's outermost pixels."""
    grey = Image.open(io.BytesIO(png)).convert("L")
    across, down = grey.size
    upright = [(0, 0, width, down), (across - width, 0, across, down)]
    edges = [*upright, (0, 0, across, width), (0, down - width, across, down)]
    return {value for box in edges for value in grey.crop(box).getextrema()}


@pytest.mark.rule("targets/spider")
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 12, 13, 30])
def test_nothing_is_clipped_however_many_spokes_and_long_names(count: int) -> None:
    png = draw(chart(count))
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG" and picture.width == 1_200
    assert margins(png) == {255}, "the outermost pixels are paper"


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw(chart(5)) == draw(chart(5))
    assert draw(chart(5)) != draw(chart(6))


@pytest.mark.rule("targets/spider")
def test_required_and_had_differ_by_line_and_marker_and_not_by_colour_alone() -> None:
    assert HAS_LINE["linestyle"] != NEEDS_LINE["linestyle"]
    assert HAS_LINE["marker"] != NEEDS_LINE["marker"]
    light, dark = (_luminance(each) for each in (HAS, NEEDS))
    assert all(1.05 / (each + 0.05) >= 4.5 for each in (light, dark)), "readable on paper"


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("count", [0, MAX_SPOKES + 1])
def test_no_spoke_and_too_many_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 30 spokes"):
        draw(chart(count))


def test_a_script_without_a_font_becomes_row_numbers() -> None:
    strange = "\U0001f9ea\U000e0041"
    assert not is_drawable(strange)
    assert needs_numbers(["Welding", strange]) and not needs_numbers(["Welding", "Безопасность"])
    assert draw(Chart(strange, [Spoke(strange, *STATES[0])] * 3, nameless="24 November 2026"))


def test_wrapped_lines_fit_and_what_does_not_ends_in_an_ellipsis() -> None:
    for name in NAMES:
        lines = wrapped(name, 24, 285)
        assert 1 <= len(lines) <= 3
        assert all(width_of(line, 24) <= 285 for line in lines)
    assert wrapped("word " * 60, 24, 285)[-1].endswith("…")
    assert wrapped("Fire safety", 24, 285) == ("Fire safety",)


def test_labels_never_touch_and_keep_their_order() -> None:
    wanted, heights = [500.0, 498.0, 490.0, 100.0, 90.0], [60.0, 90.0, 30.0, 60.0, 60.0]
    placed = spread(wanted, heights, 10, 0, 600)
    edges = [(middle + height / 2, middle - height / 2) for middle, height in zip(placed, heights, strict=True)]
    assert edges[0][0] <= 600 and edges[-1][1] >= 0
    assert all(upper[1] - lower[0] >= 10 - 1e-9 for upper, lower in pairwise(edges))


SAMPLES = Path(__file__).resolve().parents[1] / "output"
"""Where the pictures are left to be looked at; not part of the repository."""

PEOPLE = ("Anna Berg", "Maximiliana von und zu Hohenlohe-Waldenburg-Schillingsfürst", "Омар Азиз", "Tuva Ås")


def heat(columns: int, rows: int = 10) -> Heat:
    signs = ["", *SYMBOLS.values()]
    return Heat(
        "Warehouse, 24 November 2026: 41 of 54 met",
        [NAMES[each % len(NAMES)] for each in range(columns)],
        [PEOPLE[each % len(PEOPLE)] for each in range(rows)],
        [[signs[(row * 3 + column) % len(signs)] for column in range(columns)] for row in range(rows)],
        [(SYMBOLS[each], WORDS[each]) for each in SYMBOLS],
    )


@pytest.mark.rule("gaps/group")
@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 10), (12, 10), (30, 30)])
def test_no_label_of_a_heat_map_is_clipped_however_many_columns_and_long_names(columns: int, rows: int) -> None:
    png = draw_map(heat(columns, rows))
    _keep(f"heat-{columns}", png)
    assert Image.open(io.BytesIO(png)).width >= 1_200
    assert margins(png) == {255}, "the outermost pixels are paper"
    assert draw_map(heat(columns, rows)) == png, "the same each time"


@pytest.mark.parametrize("count", [3, 12, 30])
def test_spiders_are_left_to_be_looked_at(count: int) -> None:
    png = draw(chart(count))
    _keep(f"spider-{count}", png)
    assert margins(png) == {255}


def _keep(name: str, png: bytes) -> None:
    SAMPLES.mkdir(exist_ok=True)
    (SAMPLES / f"{name}.png").write_bytes(png)


@pytest.mark.rule("gaps/group")
def test_every_status_has_a_tint_of_its_own_that_ink_is_read_on_and_a_symbol_beside_it() -> None:
    assert set(TINTS) == set(SYMBOLS.values())
    assert len(set(TINTS.values())) == len(TINTS) == len(set(SYMBOLS.values()))
    ink = _luminance("#1D1C1D")
    assert all((_luminance(each) + 0.05) / (ink + 0.05) >= 4.5 for each in TINTS.values())


def test_names_without_a_font_are_row_numbers_in_a_heat_map_too() -> None:
    strange = "\U0001f9ea\U000e0041"
    assert draw_map(Heat(strange, [strange, "Welding"], [strange], [["✓", "○"]], [("✓", strange)], "24 November 2026"))


@pytest.mark.parametrize(("columns", "rows"), [(0, 1), (1, 0), (MAX_SPOKES + 1, 1), (1, MAX_ROWS + 1)])
def test_an_empty_heat_map_and_one_too_large_are_refused(columns: int, rows: int) -> None:
    with pytest.raises(ValueError, match="a heat map has"):
        draw_map(heat(columns, rows))
