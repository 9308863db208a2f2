"""The whole job in a real browser, as five people, without touching the database; screenshots are kept."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from bot.sample.files import listed, rows
from tests.stories.stage import Stage
from tests.stories.test_employee import a_photo
from tests.stories.visitor import Visitor, in_browser

pytestmark = in_browser


def test_five_people_do_their_jobs_in_the_browser(ticking: Stage, browser: Browser) -> None:
    visitor = Visitor(browser.new_page(viewport={"width": 1280, "height": 860}), ticking)
    _a_manager_sets_targets(visitor)
    _an_employee_logs_a_certification_with_a_photo(visitor)
    _the_manager_sees_the_chart(visitor)
    _an_editor_gets_suggestions(visitor)
    _the_employee_takes_a_quiz(visitor)
    _a_reminder_arrives_and_is_snoozed(visitor)
    assert visitor.wrong == []


def _a_manager_sets_targets(visitor: Visitor) -> None:
    visitor.becomes("UBEN")
    visitor.writes("/target @anna Fire safety, First aid at work by 1 March")
    expect(visitor.message("Set for Anna, due 1 March 2027")).to_contain_text("2 created. Anna is told.")
    visitor.keeps("1-targets")


def _an_employee_logs_a_certification_with_a_photo(visitor: Visitor) -> None:
    page = visitor.page
    visitor.becomes("UANNA")
    visitor.message("Ben set you 2 targets, due 1 March 2027.")
    photo = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    page.locator("input[type=file]").first.set_input_files([photo])
    visitor.writes("I passed First Aid at Work on 3 May, valid 3 years")
    card = visitor.message("Check and save")
    for words in ("First aid at work", "3 May 2026 (year assumed)", "3 May 2029", "card.jpg"):
        expect(card).to_contain_text(words)
    visitor.keeps("2-read-back")
    card.get_by_role("button", name="Save", exact=True).click()
    expect(visitor.message("acquired, not verified")).to_contain_text("Your target due 1 March 2027 is met.")
    visitor.keeps("3-saved")


def _the_manager_sees_the_chart(visitor: Visitor) -> None:
    visitor.becomes("UBEN")
    visitor.writes("/prowess show @anna")
    card = visitor.message("Seen because you supervise Anna.")
    expect(card.get_by_role("img", name=re.compile("^Spider chart, Anna"))).to_be_visible()
    expect(card.get_by_role("cell", name="First aid at work")).to_be_visible()
    card.scroll_into_view_if_needed()
    visitor.keeps("4-chart")


def _an_editor_gets_suggestions(visitor: Visitor) -> None:
    visitor.becomes("UCLEO")
    visitor.writes("/tag Fire watch after welding")
    card = visitor.message("Nothing is linked until you accept.")
    expect(card).to_contain_text("Threshold 0.50. Linked so far: 0 of 3.")
    visitor.keeps("5-suggestions")
    card.get_by_role("button", name="Accept").first.click()
    expect(visitor.message("Linked by Cleo")).to_be_visible()
    visitor.writes("/tag A-062")
    expect(visitor.message("No skill fits well enough.")).to_contain_text("Nothing was linked.")
    visitor.keeps("6-honest-nothing")


def _the_employee_takes_a_quiz(visitor: Visitor) -> None:
    visitor.becomes("UANNA")
    visitor.writes("/prowess quiz Fire safety")
    expect(visitor.message("1 of 8: ")).to_contain_text("8 of 8 right counts towards Fire safety")
    for number in range(1, 9):
        card = visitor.message(f"{number} of 8: ")
        question = card.inner_text().split(f"{number} of 8: ")[-1]
        card.get_by_role("button", name=_known_answer(question), exact=True).click()
        if number < 8:
            visitor.message(f"{number + 1} of 8: ")
    expect(visitor.message("8 of 8 right, 100 %.")).to_contain_text("Fire safety: 2 of 3")
    visitor.keeps("7-quiz")


def _known_answer(question: str) -> str:
    """What a person who prepared answers: read from the sample's own quiz file, not from the database."""
    return next(listed(row["correct"])[0] for row in rows("quizzes") if row["question"] in question)


def _a_reminder_arrives_and_is_snoozed(visitor: Visitor) -> None:
    stage = visitor.stage
    stage.remind()
    visitor.becomes("UANNA")
    card = visitor.message("Your Forklift licence expires in 90 days, on 22 February 2027.")
    expect(card.get_by_role("button", name="Renewed")).to_be_visible()
    visitor.keeps("8-reminder")
