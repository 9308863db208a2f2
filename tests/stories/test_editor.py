"""The content editor's job: up to three existing skills, one press each, or an honest nothing."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from core.activities.models import SkillLink
from tests.stories.stage import Stage
from tests.tagging.scripted_llm import ScriptedLLM


def _links(stage: Stage) -> int:
    with stage.engine.reading(stage.workspace_id) as session:
        query = sa.select(sa.func.count()).select_from(SkillLink).where(SkillLink.in_force(session.now))
        return int(session.scalar(query) or 0)


@pytest.fixture
def cleo(stage: Stage) -> Any:
    return stage.person("cleo")


@pytest.mark.rule("tagging/proposal-only")
def test_suggestions_come_with_confidence_reason_and_words_and_one_press_links_one(stage: Stage, cleo: Any) -> None:
    before = _links(stage)
    cleo.commands("/tag", "Fire watch after welding")
    card = cleo.waits_for("Nothing is linked until you accept.", 30)
    assert "Welding · 0." in card.text
    assert " · Matches 'welding' in the text." in card.text
    assert "Threshold 0.50. Linked so far: 0 of 3." in card.text
    assert "Without the language model: matched by meaning and words." in card.text
    assert _links(stage) == before
    cleo.presses(card, "Accept")
    assert "Linked by Cleo, 10:00" in cleo.sees(card, "Linked")
    assert _links(stage) == before + 1
    cleo.presses(card, "Undo")
    stage.workspace.until(lambda: _links(stage) == before or None, 5, "the link to be taken back")


@pytest.mark.rule("tagging/nothing")
def test_a_notice_gets_an_honest_nothing_with_the_best_and_the_threshold(stage: Stage, cleo: Any) -> None:
    cleo.commands("/tag", "A-062")
    card = cleo.waits_for("No skill fits well enough.", 30)
    assert "Best: " in card.text
    assert "the threshold is 0.50. Nothing was linked." in card.text
    assert card.buttons[:2] == ["Pick by hand", "Propose a new skill"]


@pytest.mark.rule("tagging/rejected")
def test_a_rejected_suggestion_is_not_offered_again(stage: Stage, cleo: Any) -> None:
    cleo.commands("/tag", "Fire watch after welding")
    card = cleo.waits_for("Nothing is linked until you accept.", 30)
    cleo.presses(card, "Reject")
    cleo.sees(card, "not offered again for this activity")
    cleo.commands("/tag", "Fire watch after welding")
    again = cleo.waits_for("No skill fits well enough", 30, after=card)
    assert "Welding · " not in again.text


@pytest.mark.rule("people/refusal")
def test_an_employee_cannot_ask_for_suggestions(stage: Stage) -> None:
    refused = stage.person("omar").commands("/tag", "Fire watch after welding")
    assert "Not done" in refused.text
    assert "admin" in refused.text


def test_why_explains_in_at_most_five_lines(stage: Stage, cleo: Any) -> None:
    cleo.commands("/tag", "Fire watch after welding")
    card = cleo.waits_for("Nothing is linked until you accept.", 30)
    cleo.presses(card, "Why?")
    why = cleo.waits_for("all-MiniLM-L6-v2", 10)
    assert len(why.text.splitlines()) <= 5


@pytest.mark.rule("tagging/degrade")
def test_a_language_model_changes_the_answer_and_when_it_is_gone_retrieval_answers_and_says_so(
    with_model: tuple[Stage, ScriptedLLM],
) -> None:
    stage, server = with_model
    cleo = stage.person("cleo")
    cleo.commands("/tag", "Fire watch after welding")
    card = cleo.waits_for("Nothing is linked until you accept.", 30)
    assert "Fire safety · 0." in card.text
    assert "Without the language model" not in card.text
    server.stop()
    cleo.commands("/tag", "A-021")
    cleo.waits_for("The language model isn't answering: matched by meaning and words.", 40, after=card)
