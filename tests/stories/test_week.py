"""A manager's week in chat, as one story: targets, a need noticed, the digest, a plan, a review, the gap closed."""

from __future__ import annotations

from typing import Any

from tests.stories.stage import Stage

AID, WAREHOUSE = "First aid at work", "Warehouse (team)"


def _two_first_aiders(stage: Stage) -> int:
    """Ada makes a profile by which Warehouse needs as many first-aiders as it has today; how many."""
    ada = stage.person("ada")
    shown = _saved(ada, "profile new Site safety", "New role profile", groups=[WAREHOUSE], needs=f"1 of {AID}")
    there = int(shown.text.split("1 of the group needed, ")[1].split(" there")[0])
    ada.presses(shown, "Edit")
    form = ada.modal("Edit role profile")
    ada.fills(form, {"What it requires": f"{there} of {AID}"})
    assert ada.submits(form) == {}
    ada.waits_for(f"✓ Warehouse, {AID}: {there} of the group needed, {there} there.", 10)
    return there


def _saved(ada: Any, verb: str, title: str, *, groups: list[str], needs: str) -> Any:
    ada.commands("/prowess", verb)
    form = ada.modal(title)
    ada.fills(form, {"For which positions": groups, "What it requires": needs, "Public": ["Everybody sees it"]})
    assert ada.submits(form) == {}
    return ada.waits_for("Site safety", 10)


def _logs(person: Any, sentence: str, press: str = "Save", told: str = "✓ Saved") -> None:
    person.commands("/prowess", f"log {sentence}")
    card = person.waits_for(lambda each: press in each.buttons, 20)
    person.presses(card, press)
    person.sees(card, told, 20)


def test_a_managers_week(stage: Stage) -> None:
    anna, ben, simon, omar = (stage.person(each) for each in ("anna", "ben", "simon", "omar"))
    _logs(anna, f"I passed {AID} on 3 May 2024, valid until 30 November 2026")
    needed = _two_first_aiders(stage)

    plan = ben.commands("/target", "team Warehouse Fire safety by 1 March")
    assert "Not applied yet" in plan.text
    ben.presses(plan, "Apply")
    ben.sees(plan, "✓ Applied to Warehouse by Ben", 20)

    stage.clock.forward(days=6)
    stage.remind()
    digest = ben.waits_for("Ben, your week:", 20)
    assert f"Anna's {AID} expires today" in digest.text
    assert "Fire safety: ○" in digest.text

    stage.clock.forward(days=1)
    stage.remind()
    below = "any more; one is needed." if needed == 1 else f"has fewer than the {needed} people needed"
    noticed = ben.waits_for(below, 20)
    assert "Anna" not in noticed.text, "a need of the group names nobody"
    ben.presses(noticed, "Gaps")
    matrix = ben.waits_for("Heat map, Warehouse", 30)
    assert "Fire safety" in matrix.text

    stage.person("jonas").commands("/prowess", f"template new First-aiders: {AID} by 1 March")
    given = ben.commands("/prowess", "template give First-aiders to @simon")
    assert "Simon has the plan First-aiders" in given.text
    assert "0 of 1 met." in simon.commands("/prowess", "plan").text
    _logs(simon, f"I passed {AID} on 30 November 2026, valid 3 years", "Renew", "✓ Renewed")
    assert "1 of 1 met." in simon.commands("/prowess", "plan").text
    ben.commands("/prowess", "gap team Warehouse profile Site safety")
    ben.waits_for(f"✓ Warehouse, {AID}: {needed} of the group needed, {needed} there.", 30)

    asked = omar.commands("/prowess", "review Fire safety")
    omar.presses(asked, "Ask")
    omar.sees(asked, "asked Rita. Waiting.", 10)
    stage.deliver()
    rita = stage.person("rita")
    review = rita.waits_for("Omar asks for a review: Fire safety", 20)
    rita.presses(review, "Accept: Acquired")
    rita.sees(review, "Accepted by you", 20)
    gaps = omar.commands("/prowess", "gap") or omar.waits_for("targets", 10)
    assert "○ Fire safety" not in gaps.text

    stage.clock.forward(days=7)
    stage.remind()
    regained = ben.waits_for("✓ Warehouse has the", 20)
    assert "Simon" not in regained.text, "the week's messages were spent, so it came with the next"
