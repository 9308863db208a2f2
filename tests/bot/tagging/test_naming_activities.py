"""Which activity is meant: by title, nearly by title, by id number, or a new one by a form."""

from __future__ import annotations

import pytest

from core.errors import Invalid
from tests.bot.spoken import Spoken, labels
from tests.bot.tagging.editor import TITLE, on_activity
from tests.builders import a_module, an_activity


@pytest.mark.rule("activities/assign")
def test_unknown_words_open_a_form_and_saving_it_tags_the_new_activity(cleo: Spoken) -> None:
    cleo.command("tag", "Welding practice")
    assert cleo.form is not None
    filled = {field.name: field.initial for field in cleo.form.fields}
    assert filled["title"] == "Welding practice"
    assert filled["assign"] is filled["ai"] is True
    said = cleo.fill()
    assert "1 suggestion. Nothing is linked until you accept." in said
    cleo.press("Accept")
    assert on_activity(cleo.house, "Welding practice") == ["Welding"]


def test_a_long_description_becomes_title_and_text_within_what_a_form_takes(cleo: Spoken) -> None:
    words = "You weld two plates. " + "Then you check the seam. " * 200
    cleo.command("tag", words)
    assert cleo.form is not None
    filled = {field.name: field.initial for field in cleo.form.fields}
    assert filled["title"] == "You weld two plates"
    assert len(filled["description"]) == 3_000


def test_words_nearly_a_title_ask_which_activity_is_meant(cleo: Spoken) -> None:
    said = cleo.command("tag", "hot wrok permit drill")
    assert "I don't find an activity 'hot wrok permit drill'. Is it one of these?" in said
    assert labels(cleo.card) == [TITLE, "New activity"]
    assert "2 suggestions" in cleo.press(TITLE)
    cleo.command("tag", "hot wrok permit drill")
    cleo.press("New activity")
    assert cleo.form is not None
    assert cleo.form.fields[0].initial == "hot wrok permit drill"


def test_two_activities_of_one_title_are_told_apart(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        an_activity(session, TITLE, modules=(a_module(session, "Hot work"),), idnumber="A-003")
    said = cleo.command("tag", TITLE)
    assert f"2 activities are called '{TITLE}'. Which one?" in said
    assert f"{TITLE} · A-003 · Hot work [This one]" in said
    assert "suggestion" in cleo.press("This one")


def test_an_activity_is_found_by_its_id_number(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        an_activity(session, "Welding yard", idnumber="A-777")
    assert "Welding yard" in cleo.command("tag", "a-777")


def test_without_words_the_form_opens_empty(cleo: Spoken) -> None:
    cleo.command("tag")
    assert cleo.form is not None
    with pytest.raises(Invalid, match="needs a title"):
        cleo.fill()


def test_a_teacher_chooses_among_the_modules_they_edit(cleo: Spoken) -> None:
    with cleo.house.writing() as session:
        a_module(session, "Fire basics")
    [label] = cleo.options("modules", "fire")
    assert label.startswith("Fire basics (Course ")
