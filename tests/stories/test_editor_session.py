"""A content editor's session in a real browser: activities tagged, an honest nothing, a rejection that stays, a new
skill found at once, and an admin who moves the threshold with the curve in view."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, expect

from tests.stories.stage import Stage
from tests.stories.visitor import Visitor, in_browser

pytestmark = in_browser

COLD_CHAIN, FIGURE_OF_EIGHT = "Keeping the cold chain", "Figure of eight with a load"
LATE_ORDERS, ANGRY_CALLER = "A pivot table of late orders", "Calming an angry caller"
EMPTY = re.compile(r"No skill fits well enough\. Best: (.+?), (0\.\d+); the threshold is 0\.50\. Nothing was linked\.")
LEAD = "Nothing is linked until you accept."


@dataclass
class Session:
    """The editor's and the admin's visits, and how sure the tagger was of the best skill of the empty answer."""

    visitor: Visitor
    best: str = ""
    confidence: float = 0.0

    def tags(self, title: str) -> Locator:
        """Ask about an activity; the answer takes the place of the line that said it is looked for."""
        page = self.visitor.page
        before = page.get_by_test_id("message").count()
        self.visitor.writes(f"/tag {title}")
        expect(page.get_by_test_id("message")).to_have_count(before + 1)
        card = page.get_by_test_id("message").last
        expect(card).to_contain_text("hreshold")
        return card


def test_an_editor_and_an_admin_work_with_the_tagger_in_the_browser(ticking: Stage, browser: Browser) -> None:
    session = Session(Visitor(browser.new_page(viewport={"width": 1280, "height": 1000}), ticking))
    session.visitor.becomes("UCLEO")
    _she_accepts_a_suggestion(session)
    rejected = _she_rejects_one(session)
    _it_stays_rejected_after_an_edit(session, rejected)
    _nothing_fits_and_the_card_says_so(session)
    _a_new_skill_is_found_at_once(session)
    threshold = _an_admin_moves_the_threshold(session)
    _her_next_asking_goes_by_it(session, threshold)
    assert session.visitor.wrong == []


def _she_accepts_a_suggestion(session: Session) -> None:
    card = session.tags(COLD_CHAIN)
    expect(card).to_contain_text(re.compile(r"Cold-chain handling · 0\.\d\d · Matches '"))
    expect(card).to_contain_text(LEAD)
    session.visitor.keeps("editor-1-suggestion")
    card.get_by_role("button", name="Accept").click()
    expect(card).to_contain_text("Cold-chain handling ✓ Linked by Cleo")
    expect(card).to_contain_text("1 suggestion, decided.")
    expect(card).not_to_contain_text(LEAD)


def _she_rejects_one(session: Session) -> str:
    card = session.tags(FIGURE_OF_EIGHT)
    expect(card).to_contain_text(f"2 suggestions. {LEAD}")
    card.get_by_role("button", name="Accept").first.click()
    expect(card).to_contain_text("✓ Linked by Cleo")
    left = re.search(r"^(.+?) · 0\.\d\d · ", card.inner_text(), re.MULTILINE)
    assert left is not None
    card.get_by_role("button", name="Reject").click()
    expect(card).to_contain_text(f"{left[1]} · Rejected; not offered again for this activity")
    session.visitor.keeps("editor-2-accepted-and-rejected")
    return left[1]


def _it_stays_rejected_after_an_edit(session: Session, rejected: str) -> None:
    page = session.visitor.page
    page.get_by_test_id("message").last.get_by_role("button", name="Edit activity").click()
    form = page.get_by_role("dialog", name="Edit activity")
    text = form.get_by_label("Description")
    text.fill(f"{text.input_value()} It is {rejected} too, with a powered pallet truck.")
    form.get_by_role("button", name="Save").click()
    card = session.visitor.message("✓ Saved by you")
    card.get_by_role("button", name="Assign skills with AI").click()
    again = session.visitor.message("1 skill rejected earlier is left out.")
    expect(again).not_to_contain_text(rejected)
    expect(again.get_by_role("button", name="Offer again")).to_be_visible()
    session.visitor.keeps("editor-3-stays-rejected")


def _nothing_fits_and_the_card_says_so(session: Session) -> None:
    card = session.tags(ANGRY_CALLER)
    expect(card).to_contain_text(EMPTY)
    found = EMPTY.search(card.inner_text())
    assert found is not None
    session.best, session.confidence = found[1], float(found[2])
    expect(card.get_by_role("button", name="Propose a new skill")).to_be_visible()
    session.visitor.keeps("editor-4-honest-nothing")


def _a_new_skill_is_found_at_once(session: Session) -> None:
    visitor = session.visitor
    expect(session.tags(LATE_ORDERS)).to_contain_text(EMPTY)
    visitor.writes("/prowess skills new Pivot tables")
    form = visitor.page.get_by_role("dialog", name="New skill")
    form.get_by_label("Description").fill("Can build a pivot table and a chart from the rows of a spreadsheet.")
    form.get_by_role("button", name="Save").click()
    visitor.message("✓ Created by you")
    card = session.tags(LATE_ORDERS)
    expect(card).to_contain_text(re.compile(r"Pivot tables · 0\.\d\d · "))
    card.get_by_role("button", name="Accept").first.click()
    expect(card).to_contain_text("Pivot tables ✓ Linked by Cleo")
    visitor.keeps("editor-5-new-skill-found")


def _an_admin_moves_the_threshold(session: Session) -> str:
    visitor, wanted = session.visitor, f"{int(session.confidence * 20) / 20:.2f}"
    visitor.becomes("UADA")
    visitor.writes("/prowess tagger")
    card = visitor.message("Threshold 0.50, from the environment; none is set here.")
    curve = card.get_by_role("img", name=re.compile("^Line chart, what a threshold brings. Threshold 0.50"))
    expect(curve).to_be_visible()
    expect(card.get_by_role("cell", name="0.50 now")).to_be_visible()
    curve.scroll_into_view_if_needed()
    visitor.keeps("editor-6-curve")
    card.get_by_role("combobox", name="Another threshold").select_option(wanted)
    preview = visitor.message("It is 0.50 now.")
    expect(preview).to_contain_text("more would have been shown on the last")
    preview.get_by_role("button", name=f"Set {wanted}").click()
    expect(visitor.message(f"✓ Threshold {wanted}, set here. Counts from the next asking on.")).to_be_visible()
    expect(curve).to_be_visible()
    visitor.keeps("editor-7-threshold-set")
    return wanted


def _her_next_asking_goes_by_it(session: Session, threshold: str) -> None:
    session.visitor.becomes("UCLEO")
    card = session.tags(ANGRY_CALLER)
    expect(card).to_contain_text(re.compile(rf"{re.escape(session.best)} · 0\.\d\d · "))
    expect(card).to_contain_text(f"Threshold {threshold}. Linked so far: 0 of 3.")
    session.visitor.keeps("editor-8-after")
