"""The language model as editors and admins meet it: every way it can fail, the day's budget, and what it cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.ai_budget import WorkspaceBudget
from bot.listeners import ai, tagging
from bot.product import Product
from bot.settings import Settings
from bot.skills import Skills
from core.ai_use import AiSpent, ai_spent, set_daily_tokens
from core.errors import Invalid, Refused
from core.frameworks import add_synonyms, find_named, translate_competency
from tagging.account import account, charged_to
from tagging.judge import Judge
from tagging.llm import ChatModel
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.bot.toy_tagger import a_toy_tagger
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import FAULTS, ScriptedLLM, shortlist_of

TITLE = "Hot work permit drill"
TEXT = "Fill in a hot work permit for a small welding job. The fire watch keeps fire safety in mind after welding."
NAMES = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection", "Crane control")
LATEST = 10.0
"""Seconds: what the rule allows. The deadline is half of one here, the rest is what a busy machine needs."""

ISNT_ANSWERING = "The language model isn't answering: matched by meaning and words."
BUDGET_IS_SPENT = (
    "The day's budget for the language model is spent: matched by meaning and words. It opens again at midnight UTC."
)


@pytest.fixture
def server() -> Iterator[ScriptedLLM]:
    with ScriptedLLM([_picks_crane_control]) as running:
        yield running


def _picks_crane_control(body: dict[str, Any]) -> dict[str, Any]:
    crane = next(each["id"] for each in shortlist_of(body) if each["name"] == "Crane control")
    return {"picks": [{"id": crane, "confidence": 0.97, "reason": "A drill.", "words": ["hot work permit"]}]}


def _speaking(house: House, person_id: int, server: ScriptedLLM | None = None) -> Spoken:
    """The whole product of a person, with the budget in the database as the program has it."""
    chat = None
    if server is not None:
        budget = WorkspaceBudget(house.engine)
        chat = ChatModel(model="scripted", api_key=None, base_url=server.url, deadline=0.5, budget=budget)
    toy, settings = ToyEmbedder(), Settings(_env_file=None)  # type: ignore[call-arg]
    skills = Skills(house.engine, a_toy_tagger(toy, Judge(chat) if chat else None), toy, settings)
    product = Product(house.engine, settings, skills, chat)
    return Spoken(house, product, conversations_of(tagging.register, ai.register), person_id)


@pytest.fixture
def cleo(house: House) -> int:
    """A content editor, in a workspace with six skills and one activity."""
    with house.writing() as session:
        for name in NAMES:
            a_skill(session, name)
        an_activity(session, TITLE, description=TEXT)
        return a_person(session, "Cleo Martin", role="content_editor")


@pytest.fixture
def ada(house: House) -> int:
    with house.writing() as session:
        return a_person(session, "Ada Admin", role="admin")


def _rows(said: str) -> list[str]:
    """The suggestions on a card: name, confidence and reason of each."""
    return [line for line in said.splitlines() if " · 0." in line]


@pytest.mark.rule("tagging/degrade")
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_the_provider_does_the_editor_gets_what_retrieval_finds_and_is_told(
    fault: str, house: House, cleo: int
) -> None:
    alone = _speaking(house, cleo).command("tag", TITLE)
    with ScriptedLLM([fault]) as server:
        start = time.perf_counter()
        said = _speaking(house, cleo, server).command("tag", TITLE)
        assert time.perf_counter() - start < LATEST
        assert server.calls == 1
    assert ISNT_ANSWERING in said
    assert _rows(said) == _rows(alone)
    assert len(_rows(said)) == 2


def test_with_the_days_budget_spent_no_call_is_made_and_the_editor_is_told(
    house: House, cleo: int, server: ScriptedLLM
) -> None:
    with house.writing() as session:
        set_daily_tokens(session, house.operator, 100)
    said = _speaking(house, cleo, server).command("tag", TITLE)
    assert BUDGET_IS_SPENT in said
    assert len(_rows(said)) == 2
    assert server.calls == 0
    house.clock.forward(days=1)
    with house.writing() as session:
        set_daily_tokens(session, house.operator, 100_000)
    assert "language model" not in _speaking(house, cleo, server).command("tag", TITLE)
    assert server.calls == 1


def test_a_second_process_shares_the_budget_of_the_first(house: House, cleo: int, server: ScriptedLLM) -> None:
    with house.writing() as session:
        set_daily_tokens(session, house.operator, 4_000)
        an_activity(session, "Crane signals", description=TEXT)
    first, second = _speaking(house, cleo, server), _speaking(house, cleo, server)
    server.answers = ["500"]
    assert ISNT_ANSWERING in first.command("tag", TITLE)
    assert server.calls == 1
    assert BUDGET_IS_SPENT in second.command("tag", "Crane signals")
    assert server.calls == 1


def test_what_an_answer_really_used_is_charged_to_its_workspace(
    house: House, cleo: int, server: ScriptedLLM
) -> None:
    _speaking(house, cleo, server).command("tag", TITLE)
    with house.reading() as session:
        assert ai_spent(session, None) == AiSpent(calls=1, tokens=120, tokens_in=100, tokens_out=20)


def test_what_is_asked_for_no_workspace_has_a_budget_of_the_process(house: House) -> None:
    budget = WorkspaceBudget(house.engine)
    assert account() is None
    reserved = budget.reserve(500)
    assert reserved is not None
    assert reserved.workspace_id is None
    with charged_to(house.workspace_id):
        assert account() == house.workspace_id
        charged = budget.reserve(500)
        assert charged is not None
        assert charged.workspace_id == house.workspace_id
    with house.reading() as session:
        assert ai_spent(session, None) == AiSpent(calls=1, tokens=500)


def test_an_admin_sees_what_it_cost_and_sets_the_budget_in_words_or_by_form(
    house: House, cleo: int, ada: int, server: ScriptedLLM
) -> None:
    _speaking(house, cleo, server).command("tag", TITLE)
    said = _speaking(house, ada, server)
    text = said.command("ai")
    assert "Today: 120 of 1,000,000 tokens, 1 call." in text
    assert "Last 30 days: 120 tokens, 1 call; 100 read, 20 written." in text
    assert "Today: 120 of 250,000 tokens, 1 call." in said.command("ai", "budget 250,000")
    assert "Today: 120 of 2,000,000 tokens, 1 call." in said.command("ai", "budget 2 million")
    said.press("Budget")
    assert said.form is not None
    assert said.form.fields[0].initial == "2000000"
    assert "The day's budget of 120 tokens is spent, 1 call." in said.fill(tokens="120")
    house.clock.forward(days=30)
    assert "Last 30 days: 0 tokens, 0 calls" in said.command("ai")


@pytest.mark.parametrize("words", ["budget", "budget much", "budget -5", "budget 1.5", "budget 2000000000"])
def test_a_budget_that_is_no_number_of_tokens_is_refused_in_a_sentence(
    house: House, ada: int, server: ScriptedLLM, words: str
) -> None:
    said = _speaking(house, ada, server)
    with pytest.raises(Invalid, match="tokens"):
        said.command("ai", words)


def test_who_doesnt_manage_settings_neither_sees_nor_sets_the_budget(
    house: House, cleo: int, server: ScriptedLLM
) -> None:
    said = _speaking(house, cleo, server)
    text = said.command("ai")
    assert "tokens" not in text
    assert "Budget" not in labels(said.card)
    with pytest.raises(Refused):
        said.command("ai", "budget 5")


class EnglishToy(ToyEmbedder):
    """A toy with the name of a model that reads English alone."""

    model = "all-mpnet-base-v2"


@pytest.mark.rule("frameworks/synonyms")
def test_a_german_text_finds_skills_by_synonym_and_translation_and_the_card_says_what_it_cant_read(
    house: House, cleo: int
) -> None:
    with house.writing() as session:
        welding = find_named(session, house.operator, "Welding")[0].id
        translate_competency(session, house.operator, welding, language="de", name="Schweißen")
        fire = find_named(session, house.operator, "Fire safety")[0].id
        add_synonyms(session, fire, ["Brandschutz"], "de")
        an_activity(session, "Brandschutz beim Schweißen", description="Vor der Arbeit wird der Schein ausgefüllt.")
    toy, settings = EnglishToy(), Settings(_env_file=None)  # type: ignore[call-arg]
    product = Product(house.engine, settings, Skills(house.engine, a_toy_tagger(toy), toy, settings))
    said = Spoken(house, product, conversations_of(tagging.register), cleo)
    text = said.command("tag", "Brandschutz beim Schweißen")
    assert {row.split(" · ")[0] for row in _rows(text)} == {"Fire safety", "Welding"}, text
    assert "This text looks German. The model reads English: skills are found by names, synonyms and" in text
    assert "looks" not in said.command("tag", TITLE)


def test_without_a_model_the_card_speaks_of_no_tokens(house: House, ada: int) -> None:
    said = _speaking(house, ada)
    assert "tokens" not in said.command("ai")
