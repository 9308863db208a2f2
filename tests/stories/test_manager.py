"""The manager's job: targets by one command, a dry run for several, the spider chart, and taking it back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from core.targets.models import Target
from tests.stories.stage import Stage


def _targets(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(sa.func.count()).select_from(Target).where(Target.in_force(session.now))
        return int(session.scalar(query) or 0)


@pytest.fixture
def ben(stage: Stage) -> Any:
    return stage.person("ben")


@pytest.mark.rule("targets/assign")
def test_one_command_sets_targets_for_one_person_who_is_told_once(stage: Stage, ben: Any) -> None:
    answer = ben.commands("/target", "@anna Fire safety, First aid at work by 1 March")
    said = "Set for Anna, due 1 March 2027: ○ Fire safety · ○ First aid at work. 2 created. Anna is told."
    assert said in answer.text
    stage.deliver()
    anna = stage.person("anna")
    told = anna.waits_for("Ben set you 2 targets, due 1 March 2027.")
    assert "○ Fire safety: 2 more activities in a row above 90 %." in told.text
    assert "Because Ben supervises you." in told.text
    stage.deliver()
    assert len([each for each in anna.inbox() if "set you 2 targets" in each.text]) == 1


@pytest.mark.rule("targets/duplicate")
def test_repeating_the_command_adds_nothing_and_says_so(stage: Stage, ben: Any) -> None:
    ben.commands("/target", "@anna Fire safety by 1 March")
    before = _targets(stage)
    again = ben.commands("/target", "@anna Fire safety by 1 March")
    assert "1 already there" in again.text
    assert _targets(stage) == before


@pytest.mark.rule("targets/dry-run")
def test_several_persons_see_a_dry_run_first_and_one_press_applies_it(stage: Stage, ben: Any) -> None:
    before = _targets(stage)
    plan = ben.commands("/target", "@anna @omar @tuva Fire safety by 1 March")
    assert "Not applied yet" in plan.text
    assert "3 people" in plan.text
    assert plan.buttons[:3] == ["Apply", "Change", "Cancel"]
    assert _targets(stage) == before
    ben.presses(plan, "Apply")
    text = ben.sees(plan, "Applied by Ben, 10:00")
    assert "created" in text
    after = _targets(stage)
    assert after > before
    ben.presses(plan, "Undo")
    ben.sees(plan, "Undone")
    assert _targets(stage) == before


@pytest.mark.rule("targets/who")
def test_those_one_may_not_target_are_left_out_and_named(stage: Stage, ben: Any) -> None:
    plan = ben.commands("/target", "@anna @grete Fire safety by 1 March")
    assert "Grete" in plan.text
    refused = stage.person("anna").commands("/target", "@ben Fire safety")
    assert "Nothing was set: you don't supervise Ben. Those who do, or an admin, can." in refused.text
    assert "Why?" in refused.buttons


@pytest.mark.rule("chat/undo")
def test_undo_takes_the_targets_back_and_rewrites_what_was_told(stage: Stage, ben: Any) -> None:
    before = _targets(stage)
    answer = ben.commands("/target", "@anna Fire safety by 1 March")
    stage.deliver()
    told = stage.person("anna").waits_for("Ben set you 1 target")
    stage.clock.forward(minutes=5)
    ben.presses(answer, "Undo")
    ben.sees(answer, "Undone")
    stage.deliver()
    stage.person("anna").sees(told, "Ben withdrew this, 10:05")
    assert _targets(stage) == before


@pytest.mark.rule("targets/spider")
def test_show_draws_a_spider_chart_with_the_same_figures_as_a_table(stage: Stage, ben: Any) -> None:
    ben.commands("/target", "@anna Fire safety, First aid at work by 1 March")
    ben.commands("/prowess", "show @anna")
    card = ben.waits_for("Seen because you supervise Anna.", 30)
    assert "Spider chart, Anna, 24 November 2026:" in card.text
    assert "2 of 5 met." in card.text
    assert "Fire safety | not acquired | Acquired | 1 March 2027 | ○ missing" in card.text
    assert "English | B1 | B2 |" in card.text
    files = stage.workspace.run(lambda: list(stage.workspace.ws.memory.files.values()))
    picture = Image.open(BytesIO(files[-1].content))
    assert picture.format == "PNG"
    assert min(picture.size) >= 400


@pytest.mark.rule("privacy/channel-safe")
def test_in_a_channel_figures_go_to_the_private_chat_and_nobody_else_sees_a_word(stage: Stage, ben: Any) -> None:
    answer = ben.commands("/prowess", "show @anna", to="#general")
    assert "Sent to our private chat." in answer.text
    assert "B1" not in answer.text
    ben.waits_for("Seen because you supervise Anna.", 30)
    for name in ("anna", "grete", "erik"):
        assert not [each for each in stage.person(name).messages(to="#general") if each.author != "UBEN" and each.text]


@pytest.mark.rule("privacy/channel-safe")
def test_a_press_in_a_channel_shows_figures_in_the_private_chat_alone(stage: Stage, ben: Any) -> None:
    whispered = ben.commands("/prowess", "al", to="#general")
    ben.presses(whispered, "Run all")
    listed = ben.waits_for("Forklift licence", 30)
    assert not listed.message.get("is_ephemeral")
    drawn = ben.commands("/prowess", "mee", to="#general")
    ben.presses(drawn, "Run me")
    ben.waits_for("Seen by you, those who supervise you, and admins.", 30)
    in_channel = [each.text for each in ben.messages(to="#general")]
    assert sum("Sent to our private chat." in text for text in in_channel) >= 2
    assert not any("Forklift licence" in text or "Seen by you" in text for text in in_channel)


@pytest.mark.rule("privacy/names")
def test_a_peer_sees_names_only(stage: Stage) -> None:
    answer = stage.person("erik").commands("/prowess", "show @anna")
    assert "Anna has:" in answer.text
    assert "Welding" in answer.text
    for figure in ("B1", "Forklift", "met", "Needs"):
        assert figure not in answer.text


@pytest.mark.rule("chat/errors")
def test_a_command_without_skill_opens_a_form_whose_errors_keep_what_was_entered(stage: Stage, ben: Any) -> None:
    ben.commands("/target", "@anna")
    form = ben.modal()
    assert "Anna" in form.text or "UANNA" in str(form.values)
    errors = ben.submits(form)
    assert errors
    assert form.is_open
    unknown = ben.commands("/target", "@anna Fire safty by 1 March")
    assert "Fire safety" in unknown.text
    nothing = ben.commands("/target", "@anna Fire safety by 31 February")
    assert "31 February isn't a date" in nothing.text
