"""How a rating comes about, through chat: the way there, a new path with its preview, rating by hand, why."""

from __future__ import annotations

import pytest

from tests.stories.stage import Stage


@pytest.mark.rule("paths/shortest")
def test_an_employee_asks_for_the_way_and_starts_on_it(stage: Stage) -> None:
    anna = stage.person("anna")
    way = anna.commands("/prowess", "path Fire safety")
    assert "Fire safety, Anna: 2 steps to Acquired." in way.text
    assert way.buttons[0] == "Take the next quiz"
    anna.presses(way, "All paths")
    shown = anna.waits_for("how it is achieved")
    assert "3 activities in a row above 90 %" in shown.text
    assert "Add path" not in shown.buttons


@pytest.mark.rule("rating/manual")
def test_a_manager_rates_a_report_who_is_told_and_undo_rewrites_the_message(stage: Stage) -> None:
    ben, anna = stage.person("ben"), stage.person("anna")
    given = ben.commands("/prowess", "rate @anna English=C1 : led the audit")
    assert "✓ Rated Anna: English C1" in given.text
    stage.deliver()
    told = anna.waits_for("Ben rated you: English C1.")
    assert "'led the audit'" in told.text
    ben.presses(given, "Undo")
    ben.sees(given, "Undone")
    stage.deliver()
    anna.sees(told, "Ben withdrew this")


def test_a_colleagues_rating_is_refused_with_who_can(stage: Stage) -> None:
    refused = stage.person("anna").commands("/prowess", "rate @ben English=C1")
    assert "Ben was not rated: you don't supervise or review Ben. Those who do, or an admin, can." in refused.text


@pytest.mark.rule("chat/why")
def test_why_is_answered_privately_in_at_most_five_lines(stage: Stage) -> None:
    ben = stage.person("ben")
    ben.commands("/prowess", "rate @anna English=C1")
    why = ben.commands("/prowess", "why @anna English")
    lines = [line for line in why.text.splitlines() if line.strip()]
    assert lines[0].startswith("English, Anna: ✓ C1.")
    assert any(line.startswith("By: Ben") for line in lines)


