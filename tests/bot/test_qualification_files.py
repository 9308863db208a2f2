"""Files dropped with a message, alone, or in its thread: fetched on Save alone, and checked before they are kept."""

from __future__ import annotations

import pytest

from tests.bot.certificates import PASSED, Stage
from tests.bot.spoken import labels
from tests.bot.writing import Writing
from tests.conftest import House
from tests.core.documents.files import a_pdf, a_picture

pytestmark = pytest.mark.rule("qualifications/documents")


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)


@pytest.fixture
def anna(stage: Stage) -> Writing:
    return stage.anna



def test_a_document_is_fetched_only_on_save_and_kept_checked(stage: Stage, anna: Writing) -> None:
    said = anna.write(PASSED, stage.slack.drop("aid.pdf", a_pdf()))
    assert "Document: aid.pdf" in said
    assert stage.slack.fetched == []
    anna.press("Save")
    (held,) = stage.on_file()
    assert [each.name for each in held.documents] == ["aid.pdf"]
    assert stage.slack.fetched == ["aid.pdf"]


def test_a_file_alone_is_read_by_its_name(stage: Stage, anna: Writing) -> None:
    said = anna.write("", stage.slack.drop("first-aid-at-work 2026-05-03.pdf", a_pdf()))
    assert "First aid at work\nIssued: 3 May 2026" in said
    assert "Read from the file's name. Nothing is saved yet." in said


def test_a_file_that_says_nothing_is_asked_about(stage: Stage, anna: Writing) -> None:
    said = anna.write("", stage.slack.drop("scan0012.pdf", a_pdf()))
    assert said.startswith("Which certification is scan0012.pdf?")
    assert "Forklift licence\n" in anna.choose("Forklift licence")
    anna.press("Save")
    assert [each.name for each in stage.on_file()[0].documents] == ["scan0012.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("aid.heic", b"\0\0\0\x18ftypheic", "I keep PDF, PNG and JPEG up to 20 MB; aid.heic is another type."),
        ("aid.pdf", b"", "aid.pdf is empty."),
    ],
)
def test_a_file_of_another_type_or_an_empty_one_leaves_the_card_waiting(
    stage: Stage, anna: Writing, name: str, content: bytes, why: str
) -> None:
    said = anna.write(PASSED, stage.slack.drop(name, content))
    assert why in said and "your card waits." in said
    assert "Document" not in said.replace("your", "")
    assert "Document: aid.png" in anna.reply("", stage.slack.drop("aid.png", a_picture()))
    anna.press("Save")
    assert [each.name for each in stage.on_file()[0].documents] == ["aid.png"]


def test_a_30_mb_file_is_refused_before_it_is_fetched(stage: Stage, anna: Writing) -> None:
    said = anna.write(PASSED, stage.slack.drop("aid.pdf", b"x", size=30_000_000))
    assert "I keep PDF, PNG and JPEG up to 20 MB; aid.pdf has 30 MB. Drop one of these; your card waits." in said
    assert stage.slack.fetched == []


def test_a_wrong_type_under_a_right_name_is_found_out_on_save_and_nothing_is_stored(
    stage: Stage, anna: Writing
) -> None:
    anna.write(PASSED, stage.slack.drop("aid.pdf", b"MZ\x90\0"))
    said = anna.press("Save")
    assert "aid.pdf is another type. Drop one of these; your card waits." in said
    assert stage.stored() == (0, 0)
    assert labels(anna.card) == ["Save", "Edit", "Cancel"]
    anna.reply("", stage.slack.drop("aid.pdf", a_pdf()))
    anna.press("Save")
    assert len(stage.on_file()[0].documents) == 1


def test_while_slack_gives_no_file_the_card_waits(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED, stage.slack.drop("aid.pdf", a_pdf()))
    stage.slack.away = True
    assert "Slack didn't give me aid.pdf" in anna.press("Save")
    assert stage.stored() == (0, 0)
    stage.slack.away = False
    assert anna.press("Save").startswith("✓ Saved")
    assert len(stage.on_file()[0].documents) == 1


@pytest.mark.rule("chat/retries")
def test_work_done_again_after_a_crash_saves_once(stage: Stage, anna: Writing) -> None:
    anna.hold_work = True
    anna.write(PASSED, stage.slack.drop("aid.pdf", a_pdf()))
    assert anna.press("Save") == "Saving First aid at work with aid.pdf …"
    assert stage.stored() == (0, 0)
    said = anna.work()
    assert anna.work() == said
    assert stage.stored() == (1, 1)


def test_a_wrong_file_alone_says_what_is_kept_and_a_table_is_left_to_others(
    stage: Stage, anna: Writing
) -> None:
    said = anna.write("", stage.slack.drop("aid.heic", b"x"))
    assert said == "I keep PDF, PNG and JPEG up to 20 MB; aid.heic is another type. Drop one of these."
    assert anna.write("", stage.slack.drop("people.csv", b"email,name")) == ""


def test_a_wrong_file_for_one_that_is_saved_changes_nothing(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    anna.press("Save")
    assert "aid.pdf is another type" in anna.reply("", stage.slack.drop("aid.pdf", b"MZ"))
    assert "aid.heic is another type" in anna.reply("", stage.slack.drop("aid.heic", b"x"))
    assert stage.stored() == (1, 0)


def test_a_renewal_asks_for_its_own_document_and_its_undo_brings_the_old_one_back(
    stage: Stage, anna: Writing
) -> None:
    stage.needs("First aid at work", documentation_required=True)
    anna.write("I passed First aid at work on 3 May 2023, valid 3 years", stage.slack.drop("old.pdf", a_pdf()))
    anna.press("Save")
    anna.write("I renewed First aid at work on 20 April 2026, valid 3 years")
    assert "△ Document missing: drop it here." in anna.press("Renew")
    renewed = anna.card
    anna.reply("", stage.slack.drop("new.png", a_picture()))
    assert [each.name for each in stage.on_file()[0].documents] == ["new.png"]
    anna.card = renewed
    anna.press("Undo")
    assert [each.name for each in stage.on_file()[0].documents] == ["old.pdf"]
