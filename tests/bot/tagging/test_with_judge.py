"""With a language model: what it changes, what is said when it is away, and the report on it all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.listeners import reports, tagging
from core.errors import Invalid
from tagging.llm import ChatModel
from tests.bot.spoken import Spoken, conversations_of
from tests.bot.tagging.editor import TITLE, speaking, the_product
from tests.tagging.scripted_llm import ScriptedLLM, shortlist_of


@pytest.fixture
def judge() -> Iterator[ScriptedLLM]:
    def pick_crane(body: dict[str, Any]) -> dict[str, Any]:
        crane = next(each["id"] for each in shortlist_of(body) if each["name"] == "Crane control")
        reason = "Trains the permit to work."
        return {"picks": [{"id": crane, "confidence": 0.97, "reason": reason, "words": ["hot work permit"]}]}

    with ScriptedLLM([pick_crane]) as server:
        yield server


@pytest.mark.rule("tagging/two-steps")
def test_the_judge_changes_the_answer_and_the_card_names_model_and_prompt(cleo: Spoken, judge: ScriptedLLM) -> None:
    chat = ChatModel(model="scripted", api_key="none", base_url=judge.url)
    said = speaking(cleo.house, cleo.person_id, the_product(cleo.house, chat))
    text = said.command("tag", TITLE)
    assert "Crane control · " in text
    assert "Welding · " not in text
    assert "Trains the permit to work." in text
    assert "words: hot work permit" in text
    assert "language model" not in text
    why = said.press("Why?")
    assert "Words in the text: hot work permit." in why
    assert "By: toy + scripted, prompt skill_tagging.v1." in why


@pytest.mark.rule("tagging/degrade")
def test_with_the_judge_killed_retrieval_answers_alone_and_says_so(cleo: Spoken, judge: ScriptedLLM) -> None:
    chat = ChatModel(model="scripted", api_key="none", base_url=judge.url, deadline=2.0)
    said = speaking(cleo.house, cleo.person_id, the_product(cleo.house, chat))
    judge.stop()
    text = said.command("tag", TITLE)
    assert "2 suggestions. Nothing is linked until you accept." in text
    assert "The language model isn't answering: matched by meaning and words." in text


@pytest.mark.rule("tagging/feedback")
def test_the_report_says_what_was_offered_and_what_became_of_it(cleo: Spoken) -> None:
    talking = Spoken(
        cleo.house, cleo.product, conversations_of(tagging.register, reports.register), cleo.person_id
    )
    assert "was not asked in that time" in talking.command("report", "tagger")
    talking.command("tag", TITLE)
    talking.press("Accept")
    said = talking.command("report", "tagger 30")
    assert "Asked 1 time since 25 October 2026" in said
    assert "Accepted: 1" in said and "Rejected: 0" in said
    assert "Confidence | Decided | Accepted | Share" in said
    with pytest.raises(Invalid, match="How many days back"):
        talking.command("report", "tagger yesterday")
