"""Targets on a team, exemptions and removal, as people meet them: signed requests in, messages out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.stories.stage import Stage


@pytest.fixture
def ada(stage: Stage) -> Any:
    return stage.person("ada")


@pytest.mark.rule("targets/group")
@pytest.mark.rule("targets/leaving")
def test_a_team_gets_a_target_its_newcomer_too_and_who_leaves_has_it_no_longer(stage: Stage, ada: Any) -> None:
    plan = ada.commands("/target", "team Warehouse Fire safety by 1 March")
    assert "Not applied yet" in plan.text
    assert "On Warehouse itself: who joins later has it, who leaves has it no longer." in plan.text
    ada.presses(plan, "Apply")
    ada.sees(plan, "✓ Applied to Warehouse by Ada, 10:00")
    stage.deliver()
    anna = stage.person("anna")
    anna.waits_for("set 1 target for team Warehouse, and so for you, due 1 March 2027.")
    stage.clock.forward(minutes=5)
    ada.commands("/prowess", "group add @grete to Warehouse")
    stage.deliver()
    grete = stage.person("grete")
    told = grete.waits_for("1 new target of yours comes with team Warehouse, due 1 March 2027.")
    ada.commands("/prowess", "group remove @grete from Warehouse")
    stage.deliver()
    grete.sees(told, "No longer among your targets")


@pytest.mark.rule("targets/who")
def test_who_does_not_lead_the_team_is_offered_those_they_supervise(stage: Stage) -> None:
    refused = stage.person("erik").commands("/target", "team Warehouse Fire safety")
    assert "Nothing was set: a target on Warehouse needs its lead or an admin" in refused.text


@pytest.mark.rule("targets/exemption")
def test_an_exemption_is_one_sentence_shows_its_day_and_ends_by_itself(stage: Stage) -> None:
    ben, anna = stage.person("ben"), stage.person("anna")
    ben.commands("/target", "@anna Fire safety by 1 March")
    answer = ben.commands("/target", "exempt @anna Fire safety until 1 December: parental leave")
    assert "✓ Not required of Anna until 1 December 2026: Fire safety" in answer.text
    stage.deliver()
    anna.waits_for("Ben says why: 'parental leave'. Then it counts again by itself.")
    anna.commands("/prowess", "me")
    assert "– not required until 1 December 2026" in anna.waits_for("Seen by you, those who supervise you", 30).text
    assert "– Fire safety: not required until 1 December 2026" in anna.commands("/prowess", "gap").text
    peer = stage.person("erik").commands("/prowess", "show @anna")
    assert "parental" not in peer.text
    stage.clock.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    ben.commands("/prowess", "show @anna")
    assert "Fire safety | not acquired | Acquired | 1 March 2027 | ○ missing" in ben.waits_for(
        "Seen because you supervise Anna.", 30
    ).text


@pytest.mark.rule("targets/locked")
def test_what_the_team_asks_for_is_not_removed_on_one_person(stage: Stage, ada: Any) -> None:
    plan = ada.commands("/target", "team Warehouse Fire safety")
    ada.presses(plan, "Apply")
    ada.sees(plan, "✓ Applied to Warehouse")
    ben = stage.person("ben")
    refused = ben.commands("/target", "remove @anna Fire safety")
    assert "Not removed: Fire safety comes from team Warehouse." in refused.text
    assert refused.buttons[0] == "Exempt"
    ben.presses(refused, "Exempt")
    form = ben.modal()
    ben.fills(form, {"Until, that day included": "2026-12-01", "Why": "moved to the office"})
    assert ben.submits(form) == {}
    ben.waits_for("✓ Not required of Anna until 1 December 2026: Fire safety")


@pytest.mark.rule("targets/ai")
def test_a_pasted_job_description_becomes_proposals_that_one_press_sets(stage: Stage) -> None:
    ben = stage.person("ben")
    job = "You unload lorries with a forklift. A Forklift licence is needed, and First aid at work. English B2."
    ben.commands("/target", f"@tuva from {job}")
    card = ben.waits_for("proposed for Tuva. Nothing is set until you press.", 60)
    assert "Forklift licence · named in it · words: Forklift licence" in card.text
    assert "English: B2 · named in it" in card.text
    ben.presses(card, card.buttons[0])
    ben.sees(card, "Set for Tuva")
