"""What is said once a certification is saved, renewed or already there, and how it is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Conflict
from core.qualifications import (
    Status,
    earlier_versions,
)
from core.targets import assign_targets
from tests.bot.certificates import PASSED, Stage
from tests.bot.spoken import labels
from tests.bot.writing import Writing
from tests.conftest import House
from tests.core.documents.files import a_pdf


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)


@pytest.fixture
def anna(stage: Stage) -> Writing:
    return stage.anna


def test_what_is_missing_is_asked_at_once_and_a_file_in_the_thread_fills_it(stage: Stage, anna: Writing) -> None:
    stage.needs("First aid at work", issued_date=True, expiry_date=True, documentation_required=True)
    said = anna.write("I passed First aid at work on 3 May 2026")
    assert "Expires: missing" in said and "Document: missing" in said
    assert anna.press("Save").splitlines()[1:] == [
        "△ Document missing: drop it here.",
        "△ Details missing: expiry date. Next asked on 1 December 2026.",
        "[Ask for verification] [Fill in] [Why?] [Undo]",
    ]
    assert anna.reply("", stage.slack.drop("aid.pdf", a_pdf())).splitlines() == [
        "✓ Kept aid.pdf with First aid at work.",
        "△ Details missing: expiry date.",
    ]
    (held,) = stage.on_file()
    assert (held.statuses, [each.name for each in held.documents]) == ({Status.MISSING_FIELDS}, ["aid.pdf"])


def test_missing_fields_are_filled_in_by_a_form_and_that_can_be_undone(stage: Stage, anna: Writing) -> None:
    stage.needs("First aid at work", expiry_date=True)
    anna.write("I passed First aid at work on 3 May 2026")
    anna.press("Save")
    anna.press("Fill in")
    assert anna.fill(expires_on=date(2029, 5, 3)).startswith("✓ Changed by you, 09:00.")
    assert stage.on_file()[0].statuses == {Status.OK}
    assert anna.press("Undo") == "Undone, 09:00. It stands as before."
    assert stage.on_file()[0].statuses == {Status.MISSING_FIELDS}


def test_what_expires_within_the_notices_is_told_on_saving(anna: Writing) -> None:
    anna.write("My First aid at work expires on 14 December 2026")
    assert "◔ Expires in 20 days, on 14 December 2026." in anna.press("Save")


def test_what_expired_already_is_told_on_saving(anna: Writing) -> None:
    anna.write("I passed First aid at work on 3 May 2020, valid 3 years")
    assert "✕ Expired on 3 May 2023. Send the renewed one and I'll log it." in anna.press("Save")


@pytest.mark.rule("qualifications/renew")
def test_one_that_is_held_is_asked_whether_it_is_renewed(stage: Stage, anna: Writing) -> None:
    made = stage.put_on_file("First aid at work", date(2024, 6, 2), date(2027, 6, 2))
    said = anna.write(PASSED)
    assert "You hold this, expires 2 June 2027. Is the new one its renewal?" in said
    assert labels(anna.card) == ["Renew", "Keep both", "Edit", "Cancel"]
    assert anna.press("Renew").startswith("✓ Renewed by you, 09:00, expires 3 May 2029. First aid at work: ✓ acquired")
    (held,) = stage.on_file()
    assert (held.id, held.expires_on) == (made, date(2029, 5, 3))
    with stage.house.reading() as session:
        assert earlier_versions(session, anna.asker.actor, made) == [(date(2024, 6, 2), date(2027, 6, 2))]
    assert anna.press("Undo") == "Undone, 09:00. It stands as before."
    assert stage.on_file()[0].expires_on == date(2027, 6, 2)


def test_both_can_be_kept(stage: Stage, anna: Writing) -> None:
    stage.put_on_file("First aid at work", date(2024, 6, 2), date(2027, 6, 2))
    anna.write(PASSED)
    assert anna.press("Keep both").startswith("✓ Saved")
    assert sorted(str(held.expires_on) for held in stage.on_file()) == ["2027-06-02", "2029-05-03"]
    assert anna.press("Undo") == "Undone, 09:00. What was on file before stands."
    assert [held.expires_on for held in stage.on_file()] == [date(2027, 6, 2)]


def test_the_form_asks_about_the_one_held_as_well(stage: Stage, anna: Writing) -> None:
    stage.put_on_file("First aid at work", date(2024, 6, 2), date(2027, 6, 2))
    anna.command("log")
    said = anna.fill(competency=str(stage.kinds["First aid at work"]), issued_on=date(2026, 5, 3))
    assert "Is the new one its renewal?" in said
    assert len(stage.on_file()) == 1


def test_the_same_paper_is_already_on_file(stage: Stage, anna: Writing) -> None:
    stage.put_on_file("First aid at work", date(2026, 5, 3), date(2029, 5, 3), number="FA-1")
    assert anna.write(PASSED).splitlines() == ["First aid at work: already on file. Nothing changed.", "[Open]"]
    said = anna.press("Open")
    assert "Number: FA-1" in said and "Not verified." in said
    assert stage.stored()[0] == 1


def test_a_file_that_comes_with_the_same_paper_can_be_put_on_it(stage: Stage, anna: Writing) -> None:
    stage.needs("First aid at work", documentation_required=True)
    stage.put_on_file("First aid at work", date(2026, 5, 3), date(2029, 5, 3))
    anna.write(PASSED, stage.slack.drop("aid.pdf", a_pdf()))
    assert labels(anna.card) == ["Add aid.pdf", "Open"]
    assert anna.press("Add aid.pdf") == "✓ Kept aid.pdf with First aid at work."
    (held,) = stage.on_file()
    assert (held.statuses, len(held.documents)) == ({Status.OK}, 1)


@pytest.mark.rule("qualifications/language")
def test_a_language_is_saved_with_its_value(stage: Stage, anna: Writing) -> None:
    assert "German\nValue: B2\n" in anna.write("I passed German B2 on 3 May 2026")
    assert "German: ✓ B2, not verified." in anna.press("Save")
    (held,) = stage.on_file()
    assert held.value is not None and held.value.name == "B2"


@pytest.mark.rule("qualifications/language")
def test_a_language_without_value_misses_it(stage: Stage, anna: Writing) -> None:
    assert "Value: missing" in anna.write("I passed German on 3 May 2026")
    assert "△ Details missing: value." in anna.press("Save")


def test_a_target_that_is_met_by_it_is_told(stage: Stage, anna: Writing) -> None:
    with stage.house.writing() as session:
        wanted = {stage.kinds["First aid at work"]: None}
        assign_targets(session, stage.house.as_(stage.ben), [stage.anna_id], wanted, date(2027, 3, 1))
    anna.write(PASSED)
    assert anna.press("Save").startswith(
        "✓ Saved by you, 09:00. First aid at work: ✓ acquired, not verified. Your target due 1 March 2027 is met."
    )


@pytest.mark.rule("chat/undo")
def test_undo_within_ten_minutes_leaves_nothing_on_file(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED, stage.slack.drop("aid.pdf", a_pdf()))
    anna.press("Save")
    stage.house.clock.forward(minutes=5)
    assert anna.press("Undo") == "Undone, 09:05. Nothing is on file."
    assert stage.on_file() == []
    with pytest.raises(Conflict, match="Already undone"):
        anna.press("Undo")


@pytest.mark.rule("chat/undo")
def test_a_registration_renewed_since_is_not_undone(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    anna.press("Save")
    first = anna.card
    anna.write("I passed First aid at work on 4 October 2026, valid 3 years")
    anna.press("Renew")
    anna.card = first
    with pytest.raises(Conflict, match="Can't undo: it was changed"):
        anna.press("Undo")
    assert stage.on_file()[0].expires_on == date(2029, 10, 4)


@pytest.mark.rule("chat/retries")
def test_save_pressed_twice_saves_once(stage: Stage, anna: Writing) -> None:
    anna.write(PASSED)
    card = anna.card
    said = anna.press("Save")
    anna.card = card
    assert anna.press("Save") == said
    assert stage.stored()[0] == 1
