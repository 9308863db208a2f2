"""Gaps and role profiles through chat: a profile made for drivers, what it means for them, the gaps seen and closed."""

from __future__ import annotations

from io import BytesIO
from time import monotonic, sleep
from typing import Any

import pytest
from PIL import Image

from tests.stories.stage import Stage

FORKLIFT, WAREHOUSE = "Forklift driver (position)", "Warehouse (team)"


@pytest.fixture
def ada(stage: Stage) -> Any:
    return stage.person("ada")


def _makes(ada: Any, name: str, groups: list[str], requirements: str, *, public: bool = True) -> Any:
    """The form of a new profile, filled and saved; the card that comes of it."""
    ada.commands("/prowess", f"profile new {name}")
    form = ada.modal("New role profile")
    checked = ["Everybody sees it"] if public else []
    filled = {"For which positions": groups, "What it requires": requirements, "Public": checked}
    ada.fills(form, filled)
    assert ada.submits(form) == {}
    return ada.waits_for(name, 10)


@pytest.mark.rule("profiles/assigned")
def test_a_profile_for_a_position_is_shown_applied_and_its_holders_have_the_targets_at_once(
    stage: Stage, ada: Any
) -> None:
    plan = _makes(ada, "Safe driver", [FORKLIFT], "Fire safety\nEnglish=B2")
    assert "Not applied yet" in plan.text and "targets new" in plan.text
    ada.presses(plan, "Apply")
    ada.sees(plan, "✓ Applied by Ada, 10:00:")
    anna = stage.person("anna")
    seen = anna.commands("/prowess", "gap profile Safe driver") or anna.waits_for("Safe driver", 10)
    assert "2 requirements" in seen.text and "▽ English B2: B1, needs B2" in seen.text
    shown = anna.commands("/prowess", "profile safe driver")
    assert "For Forklift driver." in shown.text and "Edit" not in shown.buttons
    ada.presses(plan, "Undo")
    ada.sees(plan, "There is no role profile Safe driver.")


@pytest.mark.rule("profiles/public")
def test_a_profile_that_is_not_public_is_found_by_admins_alone(stage: Stage, ada: Any) -> None:
    _makes(ada, "Night deputy", [], "Fire safety", public=False)
    assert "Night deputy" in ada.commands("/prowess", "profile").text
    anna = stage.person("anna")
    assert "Night deputy" not in anna.commands("/prowess", "profile").text
    refused = anna.commands("/prowess", "gap profile Night deputy")
    assert "I don't find a role profile 'Night deputy'" in refused.text
    assert "editing role profiles" in anna.commands("/prowess", "profile new Mine").text


@pytest.mark.rule("gaps/person")
def test_somebody_sees_what_is_left_of_their_own_targets_and_a_colleague_does_not(stage: Stage) -> None:
    anna = stage.person("anna")
    own = anna.commands("/prowess", "gap") or anna.waits_for("targets", 10)
    assert "targets," in own.text and "met." in own.text
    assert "Start" in own.buttons or "Ask for a review" in own.buttons or "Register" in own.buttons
    refused = stage.person("fatima").commands("/prowess", "gap @anna")
    assert "isn't open to you here" in refused.text


@pytest.mark.rule("gaps/group")
def test_a_managers_team_is_a_heat_map_with_its_figures_and_a_file(stage: Stage) -> None:
    ben = stage.person("ben")
    ben.commands("/prowess", "gap team Warehouse")
    card = ben.waits_for("Shown: the people whose gaps are open to you.", 30)
    assert "Heat map, Warehouse, 24 November 2026:" in card.text and "requirements." in card.text
    files = stage.workspace.run(lambda: list(stage.workspace.ws.memory.files.values()))
    picture = Image.open(BytesIO(files[-1].content))
    assert picture.format == "PNG" and min(picture.size) >= 400
    ben.presses(card, "File")
    ben.waits_for("Gaps: Warehouse.", 30)
    until = monotonic() + 10
    while not {"gaps.csv", "gaps.xlsx"} <= _files(stage):
        assert monotonic() < until, _files(stage)
        sleep(0.05)


def _files(stage: Stage) -> set[str]:
    """Names of the files that were sent."""
    return {each.name for each in stage.workspace.run(lambda: list(stage.workspace.ws.memory.files.values()))}


@pytest.mark.rule("gaps/group")
def test_in_a_channel_the_matrix_goes_to_the_private_chat_alone(stage: Stage) -> None:
    ben = stage.person("ben")
    answer = ben.commands("/prowess", "gap team Warehouse", to="#general")
    assert "Sent to our private chat." in answer.text and "Anna" not in answer.text
    ben.waits_for("Heat map, Warehouse", 30)
    assert not [each for each in stage.person("fatima").messages(to="#general") if "Heat map" in each.text]


@pytest.mark.rule("profiles/coverage")
def test_so_many_of_the_group_are_needed_and_the_lead_is_told_once_when_a_certificate_runs_out(
    stage: Stage, ada: Any
) -> None:
    ben, anna = stage.person("ben"), stage.person("anna")
    anna.commands("/prowess", "log I passed First aid at work on 3 May 2024, valid until 30 November 2026")
    anna.presses(anna.waits_for("Check and save", 20), "Save")
    shown = _makes(ada, "Site safety", [WAREHOUSE], "1 of First aid at work")
    there = shown.text.split("1 of the group needed, ")[1].split(" there")[0]
    ada.presses(shown, "Edit")
    form = ada.modal("Edit role profile")
    ada.fills(form, {"What it requires": f"{there} of First aid at work"})
    assert ada.submits(form) == {}
    ada.waits_for(f"✓ Warehouse, First aid at work: {there} of the group needed, {there} there.", 10)
    stage.remind()
    stage.clock.forward(days=7)
    stage.remind()
    below = "any more; one is needed." if there == "1" else f"has fewer than the {there} people needed"
    told = ben.waits_for(below, 10)
    assert "Warehouse" in told.text and "Because you lead Warehouse." in told.text and "Anna" not in told.text
    stage.remind()
    assert sum(below in each.text for each in ben.inbox()) == 1
    ben.presses(told, "Gaps")
    ben.waits_for("Heat map, Warehouse", 30)


@pytest.mark.rule("gaps/best-fit")
def test_best_fit_is_asked_both_ways(stage: Stage, ada: Any) -> None:
    _makes(ada, "Safe driver", [], "Fire safety\nEnglish=B1")
    ben = stage.person("ben")
    fits = ben.commands("/prowess", "gap fit profile Safe driver") or ben.waits_for("Who fits Safe driver best", 10)
    assert "Who fits Safe driver best" in fits.text and "of 2 met." in fits.text
    anna = stage.person("anna")
    own = anna.commands("/prowess", "gap fit") or anna.waits_for("Best fit for you", 10)
    assert "Safe driver: 1 of 2 met." in own.text


@pytest.mark.rule("gaps/graph")
def test_each_position_has_its_graph(stage: Stage, ada: Any) -> None:
    plan = _makes(ada, "Safe driver", [FORKLIFT], "Fire safety\nEnglish=B2\nFirst aid at work")
    ada.presses(plan, "Apply")
    ada.sees(plan, "Applied by Ada")
    anna = stage.person("anna")
    own = anna.commands("/prowess", "gap") or anna.waits_for("targets,", 10)
    anna.presses(own, "Graph")
    drawn = anna.waits_for("Spider chart, Anna, Safe driver", 30)
    assert "English | B1 | B2 | ▽ too low" in drawn.text
