"""The report as a page: one file, the same figures in drawings and tables, readable light and dark, wide and narrow."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, sync_playwright

from tagging.allowance import Spent
from tagging.evals.cases import CaseResult
from tagging.evals.page import write_page
from tagging.evals.report import Found, Judging, Report
from tests.evals.conftest import judged
from tests.tagging.conftest import CATALOGUE

CHROMIUM = Path("/usr/bin/chromium")
ON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def a_full_report() -> Report:
    texts = [judged([(1, 0.95), (2, 0.9)], 1, text="A drill <b>with</b> fire & smoke. " * 20)]
    texts += [judged([(3, 0.15 + at / 100)], *([3] if at % 4 == 0 else []), text=f"text {at}") for at in range(60)]
    silent = [judged([(1, 0.2)], text="The canteen is closed.")] * 20
    cases = {
        "a snake is taken for a programming language": CaseResult(False, "suggested Python", "wrong"),
        "a synonym isn't seen": CaseResult(True, "suggested Fire safety", "missed"),
    }
    sets = {
        "house_and_tech": Found.of(texts, CATALOGUE, "sentences of advertisements", 0.5),
        "notices": Found.of(silent, CATALOGUE, "office notices", 0.5),
    }
    return Report(sets, cases, 0.5, "all-MiniLM-L6-v2", "shipped-1", 61.0)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    write_page(a_full_report(), path, worse=["house: recall is 0.1, it was 0.2."], on=ON)
    return path


class Reader(HTMLParser):
    """Reads a page: tags that are open at the end, what is fetched from elsewhere, and the words of each drawing."""

    VOID = frozenset({"meta", "br", "circle", "rect", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.drawings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.fetched += [given[name] or "" for name in ("src", "href") if name in given]
        if tag == "svg":
            self.drawings.append(given.get("aria-label") or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_one_whole_file_that_fetches_nothing(page: Path) -> None:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    assert reader.open == []
    assert reader.fetched == []
    assert "<script" not in page.read_text(encoding="utf-8")


def test_texts_from_people_are_shown_as_text_and_shortened(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    assert "A drill &lt;b&gt;with&lt;/b&gt; fire &amp; smoke." in written
    assert "<b>with</b>" not in written
    assert " …</blockquote>" in written


def test_each_drawing_says_its_figures_in_words_and_the_table_below_has_the_same(page: Path) -> None:
    reader = Reader()
    written = page.read_text(encoding="utf-8")
    reader.feed(written)
    found = a_full_report().sets["house_and_tech"]
    assert len(reader.drawings) == 2  # a set that fits no skill has nothing to draw
    for one in found.bins:
        assert f"{one.low:.1f} to {one.low + 0.1:.1f}: {one.right:.2f} of {one.count} right." in reader.drawings[0]
        assert f"<td>{one.count}</td><td>{one.confidence:.3f}</td><td>{one.right:.3f}</td>" in written
    for point in found.curve:
        assert f"<th scope='row'>{point.threshold:.2f}</th>" in written
    assert "At 0.5: precision" in reader.drawings[1]


def test_goals_stand_beside_their_figures_with_symbol_and_word(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    found = a_full_report().figures["house_and_tech"]
    low, high = a_full_report().sets["house_and_tech"].ranges["recall"]
    row = f"recall at least 0.20</th><td>{found.recall:.3f}</td><td>{low:.2f} to {high:.2f}</td>"
    assert f"house_and_tech: {row}" in written
    assert "✓ met" in written
    assert "✗ not met" in written


def test_cases_what_is_worse_time_and_cost_are_on_the_page(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    assert "house: recall is 0.1, it was 0.2." in written
    assert "a snake is taken for a programming language" in written
    assert "cost 3 points together" in written
    assert "No language model was asked, so nothing was spent." in written
    assert "22 November 2026, 12:00 UTC" in written


def test_what_a_judge_cost_is_on_the_page(tmp_path: Path) -> None:
    judging = Judging("model-x", 10, {}, Spent(10, 4_000, 300), None)
    write_page(replace(a_full_report(), judging=judging), tmp_path / "p.html", worse=None)
    written = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "model-x: 10 calls, 4,000 tokens read, 300 written." in written
    assert "There is no baseline to hold this against." in written


def test_peers_are_shown_where_a_run_left_their_figures(tmp_path: Path) -> None:
    peers = tmp_path / "peers.json"
    rows = [["house", "Prowess", "0.590"], ["house", "cosine over names", "0.367"]]
    told = {
        "taken": "2026-11-22",
        "coefficients": "shipped-1",
        "columns": ["set", "who", "RP"],
        "rows": rows,
        "notes": ["n"],
    }
    peers.write_text(json.dumps(told))
    write_page(a_full_report(), tmp_path / "p.html", worse=[], peers=peers)
    written = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Beside its peers" in written
    assert "<td class='words'>cosine over names</td><td>0.367</td>" in written
    for report, path in (
        (a_full_report(), tmp_path / "none.json"),
        (replace(a_full_report(), coefficients="shipped-2"), peers),
    ):
        write_page(report, tmp_path / "p.html", worse=[], peers=path)
        assert "Beside its peers" not in (tmp_path / "p.html").read_text(encoding="utf-8")


@contextmanager
def shown(path: Path, width: int, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(path.as_uri())
        yield page
        browser.close()


def brightness(colour: str) -> float:
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", colour)[:3])
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.skipif(not CHROMIUM.exists(), reason="looking at the page needs Debian's chromium")
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (400, "dark")])
def test_the_page_fits_its_window_and_its_words_stand_out(
    page: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    with shown(page, width, scheme) as opened:
        opened.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        paper = brightness(opened.evaluate("getComputedStyle(document.querySelector('article')).backgroundColor"))
        assert (paper < 0.5) == (scheme == "dark")
        for words in ("p.quiet", ".met", ".missed", "summary", "td"):
            ink = brightness(opened.evaluate(f"getComputedStyle(document.querySelector('{words}')).color"))
            assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 4.5, words
