"""The skills dashboard through the chat: a content editor keeps the catalogue, an employee only looks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.stage import Stage


@pytest.fixture
def cleo(stage: Stage) -> Any:
    return stage.person("cleo")


def _created(cleo: Any, name: str) -> Any:
    cleo.commands("/prowess", f"skills new {name}")
    form = cleo.modal("New skill")
    cleo.fills(form, {"Description": "Down a rope.", "Tags": "ropes"})
    assert cleo.submits(form) == {}
    return cleo.waits_for("✓ Created by you, 10:00.", 10)


@pytest.mark.rule("skills/create")
def test_an_editor_creates_edits_and_disables_a_skill_and_takes_it_back(stage: Stage, cleo: Any) -> None:
    card = _created(cleo, "Abseiling")
    assert "Down a rope." in card.text
    cleo.presses(card, "Edit")
    form = cleo.modal("Edit skill")
    cleo.fills(form, {"Name": "Rope access"})
    assert cleo.submits(form) == {}
    saved = cleo.waits_for("✓ Saved by you, 10:00.", 10)
    assert "Rope access" in saved.text
    disabled = cleo.commands("/prowess", "skills disable rope access")
    assert "⊘ Rope access disabled by you, 10:00." in disabled.text
    cleo.presses(disabled, "Undo")
    cleo.waits_for("Rope access is active.", 10)


@pytest.mark.rule("skills/disable")
def test_a_skill_on_activities_is_not_disabled_and_they_are_listed(stage: Stage, cleo: Any) -> None:
    refused = cleo.commands("/prowess", "skills disable Fire safety")
    assert "Fire safety was not disabled: it is on" in refused.text
    assert "Take it off there first." in refused.text
    cleo.presses(refused, "Show them")
    assert "Fire safety is on" in cleo.waits_for("Open Fire safety", 10).text


@pytest.mark.rule("frameworks/duplicate-guard")
def test_a_name_that_exists_is_asked_about_in_the_form_which_keeps_its_entries(stage: Stage, cleo: Any) -> None:
    cleo.commands("/prowess", "skills new Fire Safety")
    form = cleo.modal("New skill")
    cleo.fills(form, {"Description": "Acts on an alarm."})
    cleo.submits(form)
    again = cleo.modal("New skill")
    assert "is like what is in the catalogue already" in again.text
    assert "Acts on an alarm." in again.text
    cleo.fills(again, {"Use one of these, or create anyway?": "Use Fire safety"})
    assert cleo.submits(again) == {}
    cleo.waits_for("Fire safety is in the catalogue already; nothing new was made.", 10)


def test_the_dashboard_pages_and_acts_on_a_row(stage: Stage, cleo: Any) -> None:
    card = cleo.commands("/prowess", "skills")
    assert "Create new skill" in card.buttons
    assert "1 to 10 of" in card.text
    cleo.presses(card, "Show more")
    assert "11 to 20 of" in cleo.sees(card, "11 to 20 of", 10)


def test_an_employee_looks_and_changes_nothing(stage: Stage) -> None:
    omar = stage.person("omar")
    listed = omar.commands("/prowess", "skills fire")
    assert "Fire safety" in listed.text
    assert "Create new skill" not in listed.buttons
    refused = omar.commands("/prowess", "skills disable Fire safety")
    assert "Not done: editing the catalogue" in refused.text
