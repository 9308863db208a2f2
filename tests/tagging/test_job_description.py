"""Reading a job description: names word for word, the rest by meaning from a threshold on, judged where a model is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tagging.job_description import LONGEST, MOST_LINES, lines_of, read_job_description
from tagging.llm import ChatModel
from tagging.matching import CatalogueName, NameBook
from tagging.tagger import Suggestion
from tests.tagging.scripted_llm import FAULTS, ScriptedLLM

BOOK = NameBook.of(
    [
        CatalogueName(1, "Fire safety", ("fire drill",), "skill"),
        CatalogueName(2, "Welding", (), "skill"),
        CatalogueName(3, "English", (), "language"),
        CatalogueName(4, "Order picking", (), "skill"),
    ]
)


def found(*confidences: tuple[int, float]) -> Any:
    """What retrieval would say, with a threshold of a half."""

    def find(_lines: Sequence[str]) -> tuple[list[Suggestion], float]:
        return [Suggestion(each, confidence, "why", ("words",), "retrieval") for each, confidence in confidences], 0.5

    return find


def chat_at(server: ScriptedLLM) -> ChatModel:
    return ChatModel(model="scripted", api_key="none", base_url=server.url, deadline=1.0)


@pytest.mark.rule("targets/ai")
@pytest.mark.parametrize(("confidence", "passes"), [(0.4999, False), (0.5, True), (0.5001, True)])
def test_what_is_found_by_meaning_is_proposed_from_the_threshold_on(confidence: float, passes: bool) -> None:
    proposal = read_job_description("Collect goods for orders.", book=BOOK, found=found((4, confidence)))
    assert [each.competency_id for each in proposal.targets] == ([4] if passes else [])
    assert proposal.degraded == "no_model"


@pytest.mark.rule("targets/ai")
def test_only_competencies_the_reader_sees_come_out_whatever_is_found() -> None:
    proposal = read_job_description("Collect goods.", book=BOOK, found=found((99, 0.99), (4, 0.9)))
    assert [each.competency_id for each in proposal.targets] == [4]


def test_names_and_synonyms_are_taken_word_for_word_with_the_level_beside_a_language() -> None:
    text = "Lead the fire drill.\nYou speak English at B2 level.\nWelding is a plus."
    proposal = read_job_description(text, book=BOOK, found=found((1, 0.3)))
    assert [(each.competency_id, each.words, each.value, each.confidence) for each in proposal.targets] == [
        (1, ("fire drill",), "", None),
        (3, ("English",), "B2", None),
        (2, ("Welding",), "", None),
    ]


def test_each_skill_comes_once_by_the_line_that_is_most_about_it_surest_first() -> None:
    proposal = read_job_description("Some work.", book=BOOK, found=found((4, 0.6), (2, 0.8), (4, 0.9)))
    assert [(each.competency_id, each.confidence) for each in proposal.targets] == [(4, 0.9), (2, 0.8)]


@pytest.mark.parametrize("fault", [each for each in FAULTS if each not in ("hang", "drip")])
def test_a_model_that_gives_no_usable_answer_leaves_what_was_found_without_it(fault: str) -> None:
    with ScriptedLLM([fault]) as server:
        proposal = read_job_description(
            "Collect goods for orders.", book=BOOK, found=found((4, 0.7)), chat=chat_at(server)
        )
    assert proposal.degraded == "failed"
    assert [each.competency_id for each in proposal.targets] == [4]


def test_a_judged_skill_that_the_model_leaves_out_or_doubts_is_not_proposed() -> None:
    pick = {"reason": "Goods are collected.", "words": ["goods"]}
    answer = {"picks": [{"id": 4, "confidence": 0.49, **pick}]}
    with ScriptedLLM([answer]) as server:
        proposal = read_job_description(
            "Collect goods for orders.", book=BOOK, found=found((4, 0.9), (2, 0.9)), chat=chat_at(server)
        )
    assert (proposal.targets, proposal.degraded) == ((), None)


def test_lines_are_sentences_and_bullet_points_within_limits() -> None:
    assert lines_of("• Drives a forklift\n- Picks orders. Keeps the hall tidy!\nOk") == [
        "Drives a forklift",
        "Picks orders.",
        "Keeps the hall tidy!",
    ]
    assert len(lines_of("Does some work.\n" * 200)) == MOST_LINES
    late = "x " * (LONGEST // 2) + "Welding"
    assert read_job_description(late, book=BOOK, found=found()).targets == ()
