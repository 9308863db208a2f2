"""The page in a real browser, with the tiny bot behind it: as a person uses it, by role and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_sdk import WebClient

from bot.workspace.config import Person
from bot.workspace.workspace import LocalWorkspace
from tests.bot.workspace.conftest import Office, a_config
from tests.bot.workspace.tiny_bot import PICTURE, TinyBot, heading, serving

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="browser stories need Debian's chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def unhurried() -> Iterator[Office]:
    """An office with Slack's own limits, which a browser on a busy machine keeps."""
    config = a_config(answer_limit=3.0, trigger_lifetime=3.0)
    with LocalWorkspace.running(config) as workspace:
        bot = TinyBot(workspace.api_url)
        with serving(bot) as url:
            workspace.connect_bot(url)
            yield Office(workspace, bot, WebClient(token=config.bot_token, base_url=workspace.api_url))


@pytest.fixture
def page(browser: Browser, unhurried: Office) -> Iterator[Page]:
    """The page as Anna; the test fails on any script error or outside request."""
    opened = browser.new_page(viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(5000)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: wrong.append(asked.url) if outside(unhurried, asked.url) else None)
    opened.goto(f"{unhurried.workspace.base_url}/?person=UANNA")
    expect(opened.get_by_role("heading", name="Prowess", exact=True)).to_be_visible()
    yield opened
    opened.close()
    assert wrong == []


def outside(office: Office, address: str) -> bool:
    """Tell whether a request leaves the workspace."""
    return not address.startswith((office.workspace.base_url, "data:", "blob:"))


def write(page: Page, text: str) -> None:
    """Write in the composer and send it by Enter, without taking a completion."""
    box = page.get_by_role("combobox", name=re.compile("Message|Reply"))
    box.fill(text)
    box.press("Escape") if page.locator("#completion").is_visible() else None
    box.press("Enter")


def open_form(page: Page) -> None:
    """Send a message and open the form from its card."""
    write(page, "Hello")
    page.get_by_role("button", name="Open form").click()
    expect(page.get_by_role("dialog", name="Log a certification")).to_be_visible()


def test_a_message_is_answered_and_its_button_changes_the_card(page: Page) -> None:
    write(page, "I passed *First aid* & more")
    expect(page.get_by_text("You said: I passed")).to_be_visible()
    expect(page.get_by_role("strong").filter(has_text="First aid")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)


def test_markup_in_a_message_stays_text(page: Page) -> None:
    write(page, "<img src=x onerror=alert(1)> <b>bold</b>")
    expect(page.get_by_text("You said: <img src=x onerror=alert(1)> <b>bold</b>")).to_be_visible()


def test_a_form_shows_errors_at_their_fields_and_keeps_entries(page: Page, unhurried: Office) -> None:
    open_form(page)
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")
    form.get_by_label("Name").fill("bad")
    form.get_by_label("Skill").fill("fire")
    page.get_by_role("option", name="Fire safety").click()
    form.get_by_label("Person").fill("ben")
    form.get_by_label("Person").press("Enter")
    form.get_by_label("Issued").fill("2026-05-04")
    form.get_by_label("Document").set_input_files({"name": "aid.pdf", "mimeType": "", "buffer": b"%PDF"})
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_have_text("I don't know 'bad'. Pick another name.")
    expect(form.get_by_label("Skill")).to_have_value("Fire safety")
    form.get_by_label("Name").fill("Forklift licence")
    form.get_by_label("Name").press("Enter")
    expect(form).to_have_count(0)
    expect(page.get_by_text("Logged Forklift licence.")).to_be_visible()
    values = unhurried.bot.waits_for("submitted", 2)[1]["values"]
    assert values["who"]["who"]["selected_user"] == "UBEN"
    assert values["day"]["day"]["selected_date"] == "2026-05-04"
    assert values["file"]["file"]["files"][0]["name"] == "aid.pdf"


def test_forms_stack_and_escape_closes_the_topmost(page: Page, unhurried: Office) -> None:
    open_form(page)
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("more")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("button", name="Back")).to_be_visible()
    page.keyboard.press("Escape")
    expect(form.get_by_role("button", name="Back")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    assert len(unhurried.bot.waits_for("closed")) == 1


def test_a_file_is_attached_and_shown_and_a_picture_can_be_enlarged(page: Page) -> None:
    files = [
        {"name": "aid.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"},
        {"name": "photo.png", "mimeType": "image/png", "buffer": PICTURE},
    ]
    page.get_by_label("Attach a file").last.set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You sent aid.pdf, photo.png.")).to_be_visible()
    expect(page.get_by_role("link", name="aid.pdf")).to_be_visible()
    page.get_by_role("button", name="Enlarge: photo.png").click()
    expect(page.get_by_role("dialog", name="photo.png").get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_command_is_completed_and_answered_only_to_its_author(page: Page, unhurried: Office) -> None:
    box = page.get_by_role("combobox", name="Message Prowess")
    box.press_sequentially("/ta")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("Enter")
    box.press_sequentially("@b")
    expect(page.get_by_role("option", name="Ben Olsen")).to_be_visible()
    box.press("Tab")
    box.press_sequentially("Fire safety")
    box.press("Enter")
    whisper = page.get_by_test_id("message").filter(has_text="Only visible to you")
    expect(whisper).to_contain_text("Set: @ben Fire safety")
    assert unhurried.bot.waits_for("command")[0]["text"] == "<@UBEN|ben> Fire safety"


def test_a_whisper_in_a_thread_is_marked(page: Page) -> None:
    write(page, "Hello")
    page.get_by_role("button", name="Whisper").click()
    whisper = page.get_by_test_id("message").filter(has_text="Only visible to you")
    expect(whisper).to_contain_text("Between us.")


def test_a_press_that_asks_first_can_be_taken_back(page: Page) -> None:
    write(page, "Hello")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete it?").get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Yes").click()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)


def test_a_reply_goes_into_its_thread(page: Page, unhurried: Office) -> None:
    write(page, "First matter")
    page.get_by_role("button", name="Reply in this thread").click()
    expect(page.get_by_text("Replying to: First matter")).to_be_visible()
    write(page, "No, 4 May")
    expect(page.get_by_text("You said: No, 4 May")).to_be_visible()
    first, second = [each for each in unhurried.bot.events("message") if "bot_id" not in each]
    assert second["thread_ts"] == first["ts"]
    expect(page.get_by_test_id("matter")).to_have_count(1)


def test_home_is_published_when_it_is_opened(page: Page) -> None:
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("heading", name="Your home")).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("combobox", name="Message Prowess")).to_be_focused()


def test_a_suggestion_says_its_message(page: Page) -> None:
    page.get_by_role("button", name="Log a certification").click()
    expect(page.get_by_text("You said: I passed First aid at work on 3 May 2026")).to_be_visible()


def test_another_persons_unread_messages_are_counted_and_theirs_alone(page: Page, unhurried: Office) -> None:
    unhurried.client.chat_postMessage(channel="UBEN", text="Anna asks for a review")
    ben = page.get_by_role("button", name="Ben Olsen")
    expect(ben.get_by_label("1 unread")).to_be_visible()
    expect(page.get_by_text("Anna asks for a review")).to_have_count(0)
    ben.click()
    expect(page.get_by_text("Anna asks for a review")).to_be_visible()
    expect(page.get_by_text("Private chat with Ben Olsen")).to_be_visible()
    expect(page.get_by_label("1 unread")).to_have_count(0)


def test_the_clock_moves_by_a_week_to_the_morning_and_back(page: Page, unhurried: Office) -> None:
    page.get_by_label("Demo date and time").click()
    page.get_by_role("button", name="+1 week").click()
    expect(page.locator("#clock")).to_have_class("moved")
    expect(page.locator("#clock-face")).to_contain_text("10:00")
    offset = unhurried.workspace.run(lambda: unhurried.workspace.ws.clock.offset_seconds)
    assert 6 * 86_400 < offset < 8 * 86_400
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator("#clock")).not_to_have_class("moved")


def test_times_are_those_of_the_person_who_acts(page: Page, unhurried: Office) -> None:
    joined = unhurried.workspace.joins(Person("UMEI", "mei", "Mei Tan", time_zone="Asia/Singapore"))
    page.get_by_role("button", name="Mei Tan").click()
    page.get_by_label("Demo date and time").click()
    page.get_by_label("Go to").fill("2027-05-03T00:30")
    page.get_by_role("button", name="Set").click()
    expect(page.locator("#clock-face")).to_contain_text("3 May 2027, 00:30")
    joined.says("Good night")
    said = page.get_by_test_id("message").filter(has_text="Good night")
    expect(said.first).to_contain_text("00:30")
    expect(page.get_by_role("heading", name="3 May 2027")).to_be_visible()


def test_a_late_answer_is_told_in_a_notice(page: Page, unhurried: Office) -> None:
    write(page, "Hello")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    unhurried.workspace.faults.on_delivery("drop", of="interaction")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Prowess couldn't take this. Try again in a moment.")).to_be_visible()


def test_a_streamed_answer_grows_on_the_page(page: Page, unhurried: Office) -> None:
    write(page, "What do I lack?")
    said = unhurried.bot.waits_for("message")[0]
    expect(page.get_by_text("You said: What do I lack?")).to_be_visible()
    place = {"channel": said["channel"], "thread_ts": said["ts"]}
    unhurried.client.assistant_threads_setStatus(
        channel_id=said["channel"], thread_ts=said["ts"], status="is thinking…"
    )
    expect(page.get_by_text("Prowess is thinking…")).to_be_visible()
    stream = unhurried.client.chat_startStream(**place, markdown_text="You lack ")
    expect(page.get_by_text("You lack")).to_be_visible()
    expect(page.get_by_text("Prowess is thinking…")).to_have_count(0)
    unhurried.client.chat_stopStream(channel=said["channel"], ts=stream["ts"], markdown_text="**Fire safety**.")
    expect(page.get_by_role("strong").filter(has_text="Fire safety")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_nothing_is_wider_than_the_window(
    page: Page, unhurried: Office, tmp_path: Path, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    long_word = "x" * 300
    unhurried.client.chat_postMessage(channel="UANNA", text=long_word, blocks=[heading("A" * 140)])
    write(page, f"See https://x.example/{long_word}")
    expect(page.get_by_role("button", name="Open form")).to_be_visible()
    page.screenshot(path=tmp_path / f"{width}-{scheme}.png")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width < 760:
        page.get_by_role("button", name="Open menu").click()
        expect(page.get_by_role("button", name="Cleo Marchand")).to_be_visible()


def test_the_keyboard_alone_reaches_writing_and_pressing(page: Page) -> None:
    page.get_by_role("combobox", name="Message Prowess").focus()
    page.keyboard.type("Hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Open form":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
