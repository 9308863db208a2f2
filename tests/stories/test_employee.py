"""The employee's job: a certification by plain message, read back, confirmed, fixed, cancelled, undone."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image

from bot.workspace.refusals import CannotDo
from core.documents.models import Document
from core.people import person_by_chat_id
from core.qualifications import qualifications_of
from core.qualifications.models import Qualification
from tests.stories.stage import Stage
from tests.tagging.scripted_llm import ScriptedLLM

FIRST_AID = "I passed First Aid at Work on 3 May, valid 3 years"


@pytest.fixture
def anna(stage: Stage) -> Any:
    return stage.person("anna")


def _held(stage: Stage, name: str, user: str = "UANNA") -> list[Any]:
    with stage.engine.reading(stage.workspace_id) as session:
        person = person_by_chat_id(session, user)
        assert person is not None
        actor = stage.service.desk.identity.asker("TNORDLYS", user).actor
        return [each for each in qualifications_of(session, actor, person.id) if each.name == name]


def _rows(stage: Stage, table: Any) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def a_pdf() -> bytes:
    """A small, honest PDF."""
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def a_photo() -> bytes:
    """A small photo."""
    out = BytesIO()
    Image.new("RGB", (64, 48), (20, 110, 90)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.rule("qualifications/by-chat")
def test_a_sentence_becomes_a_card_with_every_field_and_one_press_saves_it(stage: Stage, anna: Any) -> None:
    said = anna.says(FIRST_AID, files=[("aid.pdf", a_pdf())])
    card = anna.waits_for("Check and save", 15, thread=said)
    for words in ("First aid at work", "3 May 2026 (year assumed)", "3 May 2029", "aid.pdf", "Nothing is saved yet."):
        assert words in card.text
    assert card.buttons == ["Save", "Edit", "Cancel"]
    assert _held(stage, "First aid at work") == []
    anna.presses(card, "Save")
    text = anna.sees(card, "Saved", 15)
    assert "✓ Saved by you, 10:00. First aid at work: ✓ acquired, not verified." in text
    (held,) = _held(stage, "First aid at work")
    assert (held.issued_on.isoformat(), held.expires_on.isoformat()) == ("2026-05-03", "2029-05-03")
    assert _rows(stage, Document) == 1


@pytest.mark.parametrize(
    ("words", "issued", "expires"),
    [
        ("Got my First aid at work certificate 2026-05-03, expires 3 May 2029", "3 May 2026", "3 May 2029"),
        ("first aid at work, issued 25/04/2026, valid for 18 months", "25 April 2026", "25 October 2027"),
        ("I renewed First aid at work yesterday, valid until 1 December 2028", "23 November 2026", "1 December 2028"),
    ],
)
def test_other_words_and_date_styles_are_read_alike(
    stage: Stage, anna: Any, words: str, issued: str, expires: str
) -> None:
    card = anna.waits_for("Check and save", 15, thread=anna.says(words))
    assert issued in card.text
    assert expires in card.text


def test_a_correction_in_the_thread_and_the_form_both_fix_the_card(stage: Stage, anna: Any) -> None:
    said = anna.says(FIRST_AID, files=[("photo.jpg", a_photo())])
    card = anna.waits_for("Check and save", 15, thread=said)
    anna.says("No, 4 May", thread=said)
    card = anna.waits_for("4 May 2026", 15, thread=said)
    anna.presses(card, "Edit")
    form = anna.modal()
    anna.fills(form, {"Issuer": "Red Cross Oslo"})
    assert anna.submits(form) == {}
    anna.waits_for("Saved by you", 15, thread=said)
    (held,) = _held(stage, "First aid at work")
    assert (held.issued_on.isoformat(), held.issuer) == ("2026-05-04", "Red Cross Oslo")


def test_cancelling_stores_nothing_and_undo_takes_it_back(stage: Stage, anna: Any) -> None:
    card = anna.waits_for("Check and save", 15, thread=anna.says(FIRST_AID))
    anna.presses(card, "Cancel")
    anna.sees(card, "Cancelled. Nothing was saved.")
    assert _held(stage, "First aid at work") == []
    again = anna.waits_for("Check and save", 15, thread=anna.says(FIRST_AID))
    anna.presses(again, "Save")
    assert "Document missing: drop it here." in anna.sees(again, "Saved", 15)
    anna.presses(again, "Undo")
    anna.sees(again, "Undone", 15)
    assert _held(stage, "First aid at work") == []


@pytest.mark.rule("chat/undo")
def test_after_ten_minutes_undo_says_that_it_is_too_late(stage: Stage, anna: Any) -> None:
    card = anna.waits_for("Check and save", 15, thread=anna.says(FIRST_AID))
    anna.presses(card, "Save")
    anna.sees(card, "Saved", 15)
    stage.clock.forward(minutes=10, seconds=1)
    anna.presses(card, "Undo")
    anna.waits_for("Not undone: that works for 10 minutes", 15)
    assert len(_held(stage, "First aid at work")) == 1


@pytest.mark.rule("qualifications/ambiguous")
def test_a_date_readable_two_ways_and_an_unknown_certificate_are_asked(stage: Stage, anna: Any) -> None:
    said = anna.says("I got First aid at work on 03/04/2026, valid 2 years")
    card = anna.waits_for("Which day is 03/04", 15, thread=said)
    assert card.buttons[:2] == ["3 April 2026", "4 March 2026"]
    anna.presses(card, "3 April 2026")
    assert "3 April 2028" in anna.sees(card, "Check and save", 15)
    unknown = anna.says("I passed First Aid Pro on 3 May 2026")
    card = anna.waits_for("I don't find 'First Aid Pro'", 15, thread=unknown)
    assert "First aid at work" in card.buttons
    anna.presses(card, "None of these")
    assert "Propose it" in anna.sees(card, "I can't save it until it is in the catalogue.", 15)
    assert _held(stage, "First aid at work") == []


@pytest.mark.rule("qualifications/dates")
def test_days_that_are_no_dates_and_an_expiry_before_the_issue_are_named(stage: Stage, anna: Any) -> None:
    anna.waits_for("31 February isn't a date.", 15, thread=anna.says("I passed First aid at work on 31 February"))
    wrong = anna.says("First aid at work, issued 3 May 2026, expires 3 May 2025")
    anna.waits_for("expiry 3 May 2025 is before issue 3 May 2026", 15, thread=wrong)
    assert _held(stage, "First aid at work") == []


def test_bad_input_gets_a_clear_private_answer_and_nothing_is_stored(stage: Stage, anna: Any) -> None:
    before = _rows(stage, Qualification)
    long = anna.waits_for(lambda card: bool(card.text), 15, thread=anna.says("first aid " * 400))
    assert "went wrong" not in long.text
    for name, content, words in (
        ("empty.pdf", b"", "empty"),
        ("aid.heic", b"\x00\x00\x00\x18ftypheic" + b"0" * 64, "I keep PDF, PNG and JPEG up to 20 MB"),
        ("fake.pdf", b"MZ" + b"0" * 500, "I keep PDF, PNG and JPEG up to 20 MB"),
        ("big.pdf", a_pdf() + b"0" * (30 * 1024 * 1024), "20 MB"),
    ):
        said = anna.says(FIRST_AID, files=[(name, content)])
        card = anna.waits_for(lambda each, words=words: "Save" in each.buttons or words in each.text, 20, thread=said)
        if words not in card.text:
            anna.presses(card, "Save")
        anna.waits_for(words, 20, thread=said)
    assert _rows(stage, Qualification) == before
    assert _rows(stage, Document) == 0


def test_a_teammates_card_cannot_be_pressed_or_read(stage: Stage, anna: Any) -> None:
    card = anna.waits_for("Check and save", 15, thread=anna.says(FIRST_AID))
    ben = stage.person("ben")
    with pytest.raises(CannotDo):
        ben.presses(card, "Save")
    assert not [each for each in ben.messages() if "First aid" in each.text]


@pytest.mark.rule("reminders/once")
def test_saving_with_few_days_left_says_so_at_once_and_no_late_notice_follows(stage: Stage, anna: Any) -> None:
    said = anna.says("First aid at work, issued 14 December 2023, expires 14 December 2026")
    card = anna.waits_for("Check and save", 15, thread=said)
    anna.presses(card, "Save")
    assert "◔ Expires in 20 days, on 14 December 2026" in anna.sees(card, "Saved", 15)
    stage.remind()
    assert not [each for each in anna.inbox() if "First aid at work expires" in each.text]
    stage.clock.forward(days=18)
    stage.remind()
    anna.waits_for("First aid at work expires in 2 days, on 14 December 2026, and is valid through that day", 15)


def test_a_language_model_helps_to_read_and_when_it_is_gone_the_parser_says_so(
    with_model: tuple[Stage, ScriptedLLM],
) -> None:
    stage, server = with_model
    anna, words = stage.person("anna"), "I completed the heart-saver course at Red Cross Oslo on 3 May 2026"
    helped = anna.waits_for("I don't find 'heart-saver", 30, thread=anna.says(words))
    assert helped.buttons[0] == "First aid at work"
    server.stop()
    alone = anna.waits_for("Without the language model, which isn't answering.", 30, thread=anna.says(words + " too"))
    assert "First aid at work" not in alone.buttons
    assert _held(stage, "First aid at work") == []
