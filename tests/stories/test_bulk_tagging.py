"""Bulk tagging through the chat: one press, stop and go on, going through; and what comes of changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from bot import bulk_tagging
from bot.listeners import bulk_tagging as conversation
from core.activities.models import SkillLink, Suggestion, TaggingRun
from tests.stories.stage import Stage

CHANGED = "Welding, and fire watch after welding"


def counted(stage: Stage, model: Any, **where: Any) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        return int(session.scalar(sa.select(sa.func.count(model.id)).filter_by(**where)) or 0)


def links(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(sa.func.count(SkillLink.id)).where(SkillLink.in_force(session.now))
        return int(session.scalar(query) or 0)


@pytest.fixture
def cleo(stage: Stage) -> Any:
    return stage.person("cleo")


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each turn of a worker is one small part, so that a run can be stopped between two."""
    monkeypatch.setattr(bulk_tagging, "ALONE", 4)
    monkeypatch.setattr(conversation, "WORK_FOR", 0.0)
    yield


@pytest.mark.rule("tagging/bulk")
def test_a_catalogue_is_tagged_with_one_press_and_yields_proposals_only(stage: Stage, cleo: Any) -> None:
    before = links(stage)
    card = cleo.commands("/tag", "all")
    assert "activities to ask about. Nothing is linked: you decide each suggestion." in card.text
    cleo.presses(card, "Start")
    done = cleo.waits_for("✓ Done: ", 60)
    total = counted(stage, TaggingRun)
    assert f"✓ Done: {total} activities." in done.text
    assert total > 50
    assert links(stage) == before
    assert counted(stage, Suggestion, status="open") == counted(stage, Suggestion)
    [through] = [each for each in done.buttons if each.startswith("Go through ")]
    cleo.presses(done, through)
    wait = cleo.sees(done, "activities with suggestions that wait.")
    assert wait


@pytest.mark.rule("tagging/bulk")
def test_a_run_shows_done_of_total_stops_and_goes_on_where_it_was(stage: Stage, cleo: Any, slowly: None) -> None:
    card = cleo.commands("/tag", "all")
    cleo.presses(card, "Start")
    under_way = cleo.waits_for("Looking for skills: 4 of ", 60)
    cleo.presses(under_way, "Stop")
    stopped = cleo.waits_for("Stopped: ", 30)
    asked = counted(stage, TaggingRun)
    assert 4 <= asked < 60
    cleo.presses(stopped, "Go on")
    done = cleo.waits_for("✓ Done: ", 60)
    assert f"✓ Done: {counted(stage, TaggingRun)} activities." in done.text
    with stage.engine.reading(stage.workspace_id) as session:
        twice = sa.select(TaggingRun.activity_id).group_by(TaggingRun.activity_id).having(sa.func.count() > 1)
        assert session.scalars(twice).all() == []


@pytest.mark.rule("tagging/re-tag")
def test_a_changed_text_brings_new_proposals_by_itself_which_are_told_the_next_morning(stage: Stage, cleo: Any) -> None:
    cleo.commands("/tag", "A-062")
    card = cleo.waits_for("No skill fits well enough.", 60)
    cleo.presses(card, "Edit activity")
    form = cleo.modal("Edit activity")
    cleo.fills(form, {"Title": CHANGED, "Description": "You practise welding. After it the fire watch stays."})
    assert cleo.submits(form) == {}
    cleo.waits_for("✓ Saved by you, 10:00", 10)
    stage.clock.forward(seconds=61)
    bulk_tagging.carry_on_all(stage.service.product)
    assert counted(stage, Suggestion, status="open") >= 1
    stage.clock.forward(days=1)
    stage.deliver()
    told = cleo.waits_for("Texts you changed were looked at anew. Suggestions wait on 1 activity.", 10)
    cleo.presses(told, "Go through 1")
    assert CHANGED in cleo.sees(told, "1 activity with suggestions that wait.")


def test_a_missing_skill_is_proposed_gathered_made_and_looked_for_again(stage: Stage, cleo: Any) -> None:
    cleo.commands("/tag", "A-062")
    card = cleo.waits_for("No skill fits well enough.", 60)
    cleo.presses(card, "Propose a new skill")
    form = cleo.modal("Propose a new skill")
    cleo.fills(form, {"Skill": "Canteen service"})
    assert cleo.submits(form) == {}
    cleo.waits_for("Proposed: Canteen service.", 10)
    ada = stage.person("ada")
    stage.deliver()
    told = ada.waits_for("Cleo Marchand proposes a new competency for the catalogue: Canteen service.", 10)
    ada.presses(told, "Decide")
    listed = ada.waits_for("1 proposal for the catalogue waits.", 10)
    assert "Canteen service · asked for by 1 person · for Canteen in December" in listed.text
    ada.presses(listed, "Decide")
    one = ada.waits_for("Asked for by Cleo Marchand on 24 November 2026.", 10)
    ada.presses(one, "Create skill")
    form = ada.modal("New skill")
    assert ada.submits(form) == {}
    ada.waits_for("✓ Created by you", 20)
    stage.deliver()
    answered = cleo.waits_for("✓ Canteen service is in the catalogue now.", 10)
    cleo.presses(answered, "Suggest skills again")
    assert "Nothing is linked" in cleo.sees(answered, "Nothing is linked", 30)


def test_an_employee_neither_tags_all_nor_decides_on_proposals(stage: Stage) -> None:
    omar = stage.person("omar")
    assert "Not done: asking for skill suggestions" in omar.commands("/tag", "all").text
    assert "Not done: editing the catalogue" in omar.commands("/prowess", "skills proposed").text
