"""An admin sets how sure the tagger must be, has it learn from decisions, and goes back; all through chat."""

from __future__ import annotations

from typing import Any

import pytest

from core.activities import Threshold, activities_named, latest_run, run_view, threshold_in_force
from core.people import Actor
from tests.bot.decided import decide_many
from tests.conftest import House
from tests.stories.stage import Stage

FIRE_WATCH = "Fire watch after welding"


@pytest.fixture
def ada(stage: Stage) -> Any:
    return stage.person("ada")


def in_force(stage: Stage) -> Threshold:
    with stage.engine.reading(stage.workspace_id) as session:
        return threshold_in_force(session, 0.5)


def tagged(person: Any, after: Any = None) -> Any:
    """The answer about the fire watch."""
    person.commands("/tag", FIRE_WATCH)
    return person.waits_for("hreshold", 30, after=after)


def decided(stage: Stage, activities: int) -> None:
    """A strict organisation's decisions about what the shipped model measured."""
    house = House(stage.engine, stage.workspace_id, stage.clock)
    decide_many(house, Actor.operator(stage.workspace_id), stage.service.product.skills.basis, activities, shift=-1.6)


@pytest.mark.rule("tagging/threshold")
def test_the_threshold_set_in_chat_wins_over_the_environments_and_exactly_at_it_passes(stage: Stage, ada: Any) -> None:
    cleo = stage.person("cleo")
    first = tagged(cleo)
    assert "Threshold 0.50." in first.text
    line = next(line for line in first.text.splitlines() if line.startswith("Welding · "))
    with stage.engine.reading(stage.workspace_id) as session:
        [activity] = activities_named(session, FIRE_WATCH)
        run = run_view(session, Actor.operator(stage.workspace_id), latest_run(session, activity.id) or 0)
    [welding] = [row for row in run.rows if row.name == "Welding"]
    assert line.startswith(f"Welding · {welding.confidence:.2f}")
    said = ada.commands("/prowess", f"tagger {welding.confidence:.4f}")
    assert "set here. Counts from the next asking on." in said.text
    at = tagged(cleo, after=first)
    assert "Welding · " in at.text, "exactly at the threshold passes"
    ada.commands("/prowess", f"tagger {welding.confidence + 0.0001:.4f}")
    above = tagged(cleo, after=at)
    assert "Welding · " not in above.text


def test_an_admin_sees_the_curve_as_a_picture_with_its_figures_and_moves_the_threshold(stage: Stage, ada: Any) -> None:
    ada.commands("/prowess", "tagger")
    card = ada.waits_for("From the evaluation Prowess ships", 30)
    [picture] = [each for each in card.blocks if each["type"] == "image"]
    assert picture["alt_text"].startswith("Line chart, what a threshold brings. Threshold 0.50, from the environment")
    assert "0.30: right " in picture["alt_text"]
    assert [each["type"] for each in card.blocks].count("table") == 1
    ada.chooses(card, "Another threshold", "0.60")
    look = ada.waits_for("It is 0.50 now.", 10, after=card)
    assert in_force(stage) == Threshold(0.5)
    ada.presses(look, "Set 0.60")
    ada.sees(look, "✓ Threshold 0.60, set here.")
    assert in_force(stage) == Threshold(0.6, True)
    ada.presses(look, "Undo")
    stage.workspace.until(lambda: in_force(stage) == Threshold(0.5) or None, 5, "the threshold to be taken back")


def test_the_answer_takes_the_place_of_the_line_that_says_work_goes_on(stage: Stage, ada: Any) -> None:
    assert ada.commands("/prowess", "tagger") is None, "what a command is acknowledged with can't be taken away"
    curve = ada.waits_for("From the evaluation Prowess ships", 30)
    ada.presses(curve, "Refit now")
    refused = ada.waits_for("Nothing changed: a refit takes 100 decisions on 40 activities;", 30, after=curve)
    assert refused.ts != curve.ts
    assert "From the evaluation Prowess ships" in curve.text, "the card with the curve stays"
    said = [line for each in ada.messages() for line in each.text.splitlines()]
    assert not any("Drawing the curve" in line or "Refitting on" in line for line in said)


def test_the_tagger_learns_from_decisions_keeps_to_1_wrong_in_n_and_goes_back(stage: Stage, ada: Any) -> None:
    decided(stage, 100)
    said = ada.commands("/prowess", "tagger 1 wrong in 4")
    before = in_force(stage)
    assert before.wrong_in == 4 and f"threshold {before.value:.2f} today" in said.text
    ada.commands("/prowess", "tagger refit")
    card = ada.waits_for("✓ The confidence now follows 200 decisions made here.", 60)
    [picture] = [each for each in card.blocks if each["type"] == "image"]
    assert picture["alt_text"].startswith("Line chart, share accepted by confidence. 0.")
    after = in_force(stage)
    assert after != before and f"threshold {after.value:.2f} today" in card.text
    assert "taken: calibration error" in ada.commands("/prowess", "report tagger").text
    assert "✓ The confidence is as shipped again." in ada.commands("/prowess", "tagger back").text
    assert in_force(stage) == before
    assert "Ada | 200 | 0." in ada.commands("/prowess", "tagger history").text


@pytest.mark.rule("people/refusal")
def test_an_employee_neither_sees_nor_changes_it(stage: Stage) -> None:
    omar = stage.person("omar")
    for words in ("tagger", "tagger 0.9", "tagger 1 wrong in 10", "tagger refit", "tagger back"):
        refused = omar.commands("/prowess", words)
        assert "Not done: changing the workspace's settings" in refused.text and "admin" in refused.text
    assert in_force(stage) == Threshold(0.5)
