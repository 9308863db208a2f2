"""Suggestions for one activity: read, decided, undone, and what else happened meanwhile."""

from __future__ import annotations

import pytest

from core.activities import activities_named, link_skill
from core.errors import Refused
from core.frameworks import set_status
from tests.bot.spoken import Spoken, buttons, labels
from tests.bot.tagging.editor import NAMES, TITLE, on_activity, skill_id, speaking
from tests.builders import a_person


@pytest.mark.rule("tagging/why")
def test_an_editor_tags_an_activity_by_title_and_reads_confidence_reason_and_words(cleo: Spoken) -> None:
    said = cleo.command("tag", "hot work permit drill")
    assert "2 suggestions. Nothing is linked until you accept." in said
    rows = [line for line in said.splitlines() if line.startswith(("Fire safety · 0.", "Welding · 0."))]
    assert len(rows) == 2
    assert all(" · Matches '" in row and row.endswith(" in the text.") for row in rows), "words are quoted once"
    assert "words: " not in said
    assert "Threshold 0.50. Linked so far: 0 of 3." in said
    assert "Without the language model: matched by meaning and words." in said
    assert labels(cleo.card) == ["Accept", "Reject", "Why?"] * 2
    assert "%" not in said
    assert on_activity(cleo.house) == []


def test_the_card_says_at_once_that_it_looks(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    assert str(cleo.told[0].summary) == f"Looking for skills for {TITLE}…"


@pytest.mark.rule("activities/assign")
def test_accepting_links_the_skill_and_settles_its_row_with_undo(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    said = cleo.press("Accept")
    assert f"{first} ✓ Linked by Cleo, 10:00 [Undo]" in said
    assert "Linked so far: 1 of 3." in said
    assert on_activity(cleo.house) == [first]
    said = cleo.press("Undo")
    assert on_activity(cleo.house) == []
    assert "Linked so far: 0 of 3." in said
    assert labels(cleo.card).count("Accept") == 2


@pytest.mark.rule("tagging/rejected")
def test_rejecting_settles_the_row_and_it_is_not_offered_again_until_cleared(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    assert f"{first} · Rejected; not offered again for this activity [Undo]" in cleo.press("Reject")
    said = cleo.command("tag", TITLE)
    assert not any(line.startswith(f"{first} ·") for line in said.splitlines())
    assert "1 skill rejected earlier is left out. [Offer again]" in said
    assert any(line.startswith(f"{first} ·") for line in cleo.press("Offer again").splitlines())


def test_a_card_says_that_all_is_decided_only_once_it_is_and_offers_what_can_follow(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    assert "2 suggestions. Nothing is linked until you accept." in cleo.press("Accept")
    said = cleo.press("Reject")
    assert "2 suggestions, all decided." in said
    assert "Nothing is linked until" not in said
    assert labels(cleo.card) == ["Undo", "Undo", "Pick by hand", "Edit activity"]
    cleo.press("Edit activity")
    cleo.fill(title=TITLE, description="Weld beside the sorter, with a permit.")
    assert "✓ Saved by you, 10:00: " in cleo.says


@pytest.mark.rule("tagging/why")
def test_why_answers_privately_in_at_most_five_lines_and_leaves_the_card(cleo: Spoken) -> None:
    before = cleo.command("tag", TITLE)
    lines = cleo.press("Why?").splitlines()
    assert len(lines) <= 5
    assert "the threshold is 0.50." in lines[0]
    assert lines[1].startswith("Reason: ")
    assert lines[2] == "By: toy, matched by meaning and words."
    assert lines[3].startswith("Asked by Cleo, 24 November 2026, 10:00.")
    assert cleo.says == before


def test_undo_is_offered_for_ten_minutes_and_only_to_whoever_decided(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        other = a_person(session, "Rita Moe", role="content_editor")
    cleo.command("tag", TITLE)
    cleo.press("Accept")
    again = next(each for each in buttons(cleo.card) if each.action == "tag.why")
    rita = speaking(cleo.house, other, cleo.product)
    rita.press_button(again.__class__("Reject", "tag.reject", again.payload))
    assert labels(rita.card) == ["Undo", "Pick by hand", "Edit activity"]
    assert "✓ Linked by Cleo" in rita.says
    undo = next(each for each in buttons(cleo.card) if each.action == "tag.undo")
    cleo.house.clock.forward(minutes=11)
    said = cleo.press_button(undo)
    assert "Not undone: that works for 10 minutes" in said
    assert labels(cleo.card) == ["Pick by hand", "Edit activity"]


@pytest.mark.rule("activities/skills-limit")
def test_three_by_hand_then_ai_gives_no_suggestion(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        [drill] = activities_named(session, TITLE)
        for name in NAMES[:3]:
            link_skill(session, cleo.asker.actor, drill.id, skill_id(session, cleo.house, name))
    said = cleo.command("tag", TITLE)
    assert "This activity has 3 skills, the most it can carry." in said
    assert "Fire safety, First aid and Welding." in said
    assert labels(cleo.card) == ["Change skills", "Edit activity"]


@pytest.mark.rule("activities/skills-limit")
def test_a_press_on_a_stale_card_says_why_it_no_longer_works(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    with cleo.house.writing() as session:
        [drill] = activities_named(session, TITLE)
        for name in ("First aid", "Order picking", "Data protection"):
            link_skill(session, cleo.asker.actor, drill.id, skill_id(session, cleo.house, name))
    said = cleo.press("Accept")
    assert "This activity has 3 skills, the most it can carry. Take one off first." in said
    assert len(on_activity(cleo.house)) == 3


def test_a_skill_disabled_since_is_refused_with_a_sentence(cleo: Spoken) -> None:
    first = cleo.command("tag", TITLE).splitlines()[2].split(" · ")[0]
    with cleo.house.writing() as session:
        set_status(session, cleo.house.operator, skill_id(session, cleo.house, first), "disabled")
    assert f"{first} is disabled." in cleo.press("Accept")
    assert on_activity(cleo.house) == []


def test_an_old_card_shows_the_newest_answer(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    old = next(buttons(cleo.card))
    cleo.command("tag", TITLE)
    said = cleo.press_button(old)
    assert "is no longer suggested: this activity was asked about again." in said
    assert on_activity(cleo.house) == []
    cleo.press("Accept")
    assert len(on_activity(cleo.house)) == 1


def test_pressing_accept_twice_links_once(cleo: Spoken) -> None:
    cleo.command("tag", TITLE)
    accept = next(buttons(cleo.card))
    cleo.press_button(accept)
    assert "Cleo linked" in cleo.press_button(accept)
    assert len(on_activity(cleo.house)) == 1


@pytest.mark.rule("people/refusal")
def test_an_employee_is_refused_in_words_and_nothing_changes(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        anna = a_person(session)
    said = speaking(cleo.house, anna, cleo.product)
    for words in (TITLE, "Some new activity", ""):
        with pytest.raises(Refused, match="isn't open to you here"):
            said.command("tag", words)


@pytest.mark.rule("tagging/re-tag")
def test_a_changed_text_gives_new_proposals(strict: Spoken) -> None:
    strict.command("tag", TITLE)
    strict.press("Edit activity")
    editor = speaking(strict.house, strict.person_id)
    editor.form = strict.form
    said = editor.fill(title="First aid drill", description="You practise first aid now.", assign=True, ai=True)
    assert "First aid · " in said
    assert on_activity(strict.house, "First aid drill") == []
