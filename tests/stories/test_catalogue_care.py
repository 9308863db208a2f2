"""Caring for the catalogue in chat: a change of links with its effect, categories, what can't be disabled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.stories.stage import Stage

CHEMICALS = "Chemicals and dangerous goods"
NOISE = "Noise and vibration protection"
PATIENT = 10


def _fills(person: Any, title: str, values: Mapping[str, Any]) -> None:
    form = person.modal(title, PATIENT)
    person.fills(form, values)
    assert person.submits(form) == {}


@pytest.mark.rule("paths/preview")
def test_a_course_that_will_complete_one_more_competency_shows_who_gains_and_one_press_gives_it(stage: Stage) -> None:
    mona, omar = stage.person("mona"), stage.person("omar")
    stage.person("ben").commands("/prowess", f"course enrol @omar {CHEMICALS}")
    mona.commands("/prowess", f"course complete @omar {CHEMICALS}")
    card = mona.commands("/prowess", f"course {CHEMICALS}")
    mona.presses(card, "Competencies")
    mona.sees(card, "Add competencies", PATIENT)
    mona.presses(card, "Add competencies")
    _fills(mona, "Add competencies", {"Complete: gives the scale's default value": [NOISE]})
    preview = mona.waits_for(f"Not applied yet: {CHEMICALS}", PATIENT)
    assert f"{NOISE}: 1 gains: Omar; 0 would fall" in preview.text
    mona.presses(preview, "Apply")
    mona.sees(preview, "1 competency added", PATIENT)
    why = omar.commands("/prowess", f"why {NOISE}")
    assert f"{NOISE}, Omar: ✓ acquired" in why.text
    assert CHEMICALS in why.text


def test_an_editor_finds_a_category_renames_it_and_takes_that_back(stage: Stage) -> None:
    ada = stage.person("ada")
    card = ada.commands("/prowess", "course categories")
    ada.presses(card, "New category")
    _fills(ada, "New category", {"Name": "Seasonal"})
    made = ada.waits_for("✓ Added by you", PATIENT)
    ada.presses(made, "Edit")
    _fills(ada, "Edit category", {"Name": "Peak season"})
    renamed = ada.waits_for("Peak season", PATIENT)
    ada.presses(renamed, "Undo")
    ada.sees(renamed, "Undone", PATIENT)
    assert "Seasonal" in ada.commands("/prowess", "course categories Seasonal").text


@pytest.mark.rule("skills/disable")
def test_a_skill_on_activities_is_refused_with_where_it_is(stage: Stage) -> None:
    cleo = stage.person("cleo")
    refused = cleo.commands("/prowess", "skills disable Fire safety")
    assert "Fire safety was not disabled: it is on" in refused.text
    assert "Take it off there first." in refused.text


def test_an_employee_is_shown_categories_and_courses_but_may_change_neither(stage: Stage) -> None:
    anna = stage.person("anna")
    card = anna.commands("/prowess", "course categories")
    assert "New category" not in card.buttons
    opened = anna.commands("/prowess", f"course {CHEMICALS}")
    assert "Competencies" not in opened.buttons
