"""Somebody at the page in a real browser, who switches person as a visitor of the demo does; screenshots are kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.stage import Stage

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]
OUTPUT = Path(__file__).parents[1] / "output"
LONG = 30_000
in_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="browser stories need Debian's chromium")


class Visitor:
    """Somebody at the page, who switches person as a visitor of the demo does."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage
        page.set_default_timeout(LONG)
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda asked: self._note(asked.url))

    def _note(self, address: str) -> None:
        if not address.startswith((self.stage.workspace.base_url, "data:", "blob:")):
            self.wrong.append(address)

    def becomes(self, user: str) -> None:
        self.page.goto(f"{self.stage.workspace.base_url}/?person={user}")
        expect(self.page.get_by_role("heading", name="Prowess", exact=True)).to_be_visible()

    def writes(self, text: str) -> None:
        box = self.page.get_by_role("combobox", name=re.compile("Message|Reply"))
        box.fill(text)
        if self.page.locator("#completion").is_visible():
            box.press("Escape")
        box.press("Enter")

    def message(self, text: str) -> Locator:
        found = self.page.get_by_test_id("message").filter(has_text=text).last
        expect(found).to_be_visible(timeout=LONG)
        return found

    def keeps(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}.png")
