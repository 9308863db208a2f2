"""`tagger`: the threshold is set as a number or as 'at most 1 wrong in N', with the curve in view, and taken back."""

from __future__ import annotations

import pytest

from bot.cards import Picture, Table
from bot.listeners import reports, tagging
from bot.threshold_words import Wanted, read_threshold
from core.activities import Threshold, activities_named, latest_run, run_view, set_threshold, threshold_in_force
from core.audit import latest_facts
from core.errors import Conflict, Invalid, Refused
from tests.bot.decided import decide_many
from tests.bot.spoken import Spoken, conversations_of, labels, picks
from tests.bot.tagging.editor import NAMES, TEXT, TITLE, the_product
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


def a_speaker(house: House, role: str | None) -> Spoken:
    with house.writing() as session:
        person_id = a_person(session, "Ada Admin", role=role) if role else a_person(session, "Omar Employee")
    return Spoken(house, the_product(house), conversations_of(tagging.register, reports.register), person_id)


@pytest.fixture
def ada(house: House) -> Spoken:
    """A competency admin in a workspace with six skills and one activity."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        an_activity(session, TITLE, description=TEXT)
    return a_speaker(house, "competency_admin")


def in_force(house: House) -> Threshold:
    with house.reading() as session:
        return threshold_in_force(session, 0.5)


def test_the_card_says_the_threshold_where_it_comes_from_and_draws_the_curve_with_the_same_figures(
    ada: Spoken,
) -> None:
    said = ada.command("tagger")
    assert "Threshold 0.50, from the environment; none is set here." in said
    assert "From the evaluation Prowess ships, " in said
    [picture] = [part for part in ada.card.parts if isinstance(part, Picture)]
    [table] = [part for part in ada.card.parts if isinstance(part, Table)]
    assert picture.png.startswith(b"\x89PNG")
    alt = ada.asker.reader.render(picture.alt)
    assert alt.startswith("Line chart, what a threshold brings. Threshold 0.50")
    rows = [[ada.asker.reader.render(cell) for cell in row] for row in table.rows]
    assert [row[0] for row in rows][:2] == ["0.30", "0.35"]
    assert [row[0] for row in rows if "now" in row[0]] == ["0.50 now"]
    for at, right, empty in rows:
        assert f"{at.removesuffix(' now')}: right {right}, empty {empty}" in alt
    assert "Confidence as shipped. A refit on your own decisions takes 100 on 40 activities; there are 0 on 0." in said


@pytest.mark.parametrize(("words", "value"), [("0.6", 0.6), ("0,6", 0.6), ("0", 0.0), ("1", 1.0), (".75", 0.75)])
def test_a_number_is_set_by_one_message_audited_and_undone(ada: Spoken, words: str, value: float) -> None:
    said = ada.command("tagger", words)
    assert f"✓ Threshold {value:.2f}, set here. Counts from the next asking on." in said
    assert in_force(ada.house) == Threshold(value, True)
    with ada.house.reading() as session:
        [fact] = latest_facts(session, "tagging.threshold_set")
    assert fact.actor_id == ada.person_id
    ada.press("Undo")
    assert in_force(ada.house) == Threshold(0.5)


@pytest.mark.parametrize("words", ["1.01", "-0.1", "2", "nan", "1 wrong in 1", "1 wrong in 21", "much", ".", "0.6.1"])
def test_what_is_no_threshold_is_refused_with_an_example(ada: Spoken, words: str) -> None:
    with pytest.raises(Invalid, match="Example: "):
        ada.command("tagger", words)
    assert in_force(ada.house) == Threshold(0.5)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("1 wrong in 10", Wanted(wrong_in=10)),
        ("At most 1 wrong in 2", Wanted(wrong_in=2)),
        ("one in 20", Wanted(wrong_in=20)),
        ("threshold 0.7", Wanted(0.7)),
        ("environment", Wanted()),
    ],
)
def test_people_write_a_threshold_in_several_ways(words: str, wanted: Wanted) -> None:
    assert read_threshold(words) == wanted


@pytest.mark.rule("tagging/threshold")
def test_exactly_at_the_threshold_set_in_chat_passes_and_the_workspaces_own_wins(ada: Spoken) -> None:
    ada.command("tag", TITLE)
    with ada.house.reading() as session:
        [activity] = activities_named(session, TITLE)
        run = run_view(session, ada.asker.actor, latest_run(session, activity.id) or 0)
    best = run.rows[0].confidence
    assert run.threshold == 0.5
    ada.command("tagger", f"{best:.4f}")
    assert f"{run.rows[0].name} · " in ada.command("tag", TITLE)
    ada.command("tagger", f"{best + 0.0001:.4f}")
    assert "No skill fits well enough." in ada.command("tag", TITLE)
    ada.command("tagger", f"{best - 0.0001:.4f}")
    assert f"{run.rows[0].name} · " in ada.command("tag", TITLE)


def test_at_most_1_wrong_in_n_is_a_number_today_and_stricter_where_less_may_be_wrong(ada: Spoken) -> None:
    said = ada.command("tagger", "at most 1 wrong in 10")
    tenth = in_force(ada.house)
    assert f"✓ At most 1 wrong in 10: threshold {tenth.value:.2f} today. It follows each refit." in said
    assert tenth.wrong_in == 10
    ada.command("tagger", "1 wrong in 3")
    third = in_force(ada.house)
    assert third.wrong_in == 3 and third.value < tenth.value
    ada.press("Undo")
    assert in_force(ada.house) == tenth


def test_setting_what_is_set_already_changes_nothing(ada: Spoken) -> None:
    ada.command("tagger", "0.6")
    assert "It was so already. Nothing changed." in ada.command("tagger", "0.60")
    assert labels(ada.card) == []


def test_undo_is_refused_once_somebody_set_another(ada: Spoken) -> None:
    ada.command("tagger", "0.6")
    card = ada.card
    ada.command("tagger", "0.7")
    ada.card = card
    with pytest.raises(Conflict, match="another threshold was set since"):
        ada.press("Undo")


def test_a_chosen_threshold_is_previewed_with_the_curve_in_view_and_set_by_one_press(ada: Spoken) -> None:
    decide_many(ada.house, ada.asker.actor, ada.product.skills.basis, 20)
    ada.command("tagger")
    said = ada.choose("0.75")
    assert "At 0.75, of the last 40 suggestions " in said and " wouldn't have been shown, " in said
    assert in_force(ada.house) == Threshold(0.5), "a look changes nothing"
    assert "✓ Threshold 0.75, set here." in ada.press("Set 0.75")
    ada.command("tagger")
    lower = ada.choose("0.30")
    assert "At 0.30, all of the last 40 suggestions would still have been shown." in lower
    assert "more would have been shown on the last 20 activities." in lower
    assert "✓" in (ada.command("tagger", "environment"))
    assert in_force(ada.house) == Threshold(0.5)


def test_an_employee_is_refused_and_an_editor_looks_without_changing(house: House) -> None:
    omar = a_speaker(house, None)
    for words in ("", "0.6", "refit", "back", "history"):
        with pytest.raises(Refused):
            omar.command("tagger", words)
    editor = a_speaker(house, "content_editor")
    assert "Threshold 0.50" in editor.command("tagger")
    assert list(picks(editor.card)) == [] and labels(editor.card) == []
    for words in ("0.6", "1 wrong in 10", "refit", "back"):
        with pytest.raises(Refused):
            editor.command("tagger", words)
    with house.writing() as session, pytest.raises(Refused):
        set_threshold(session, editor.asker.actor, 0.6)
    assert in_force(house) == Threshold(0.5)
