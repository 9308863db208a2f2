"""The language model judges among the short list; what it says is checked, and when it fails retrieval answers."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tagging.allowance import Breaker, DailyBudget, Spent, Used
from tagging.answers import checked_content
from tagging.judge import Judge
from tagging.llm import ChatFailed, ChatModel
from tagging.prompts import Prompt
from tagging.shortlist import SkillIndex
from tagging.tagger import Suggestions, Tagger
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import FAULTS, ScriptedLLM, shortlist_of

TITLE, TEXT = "Hot work permit drill", "Drills the permit needed before welding, with the fire watch in place."


@pytest.fixture
def server() -> Iterator[ScriptedLLM]:
    with ScriptedLLM([{"picks": []}]) as running:
        yield running


def chat_at(server: ScriptedLLM, **kept: Any) -> ChatModel:
    return ChatModel(model="scripted", api_key="none", base_url=server.url, **{"deadline": 2.0, **kept})


def ask(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex, **asked: Any) -> Suggestions:
    return Tagger(toy, Judge(chat_at(server))).suggest(TITLE, TEXT, index, **asked)


def pick(skill_id: int, confidence: float = 0.9, words: tuple[str, ...] = ("permit",)) -> dict[str, Any]:
    return {"id": skill_id, "confidence": confidence, "reason": "The permit is drilled.", "words": list(words)}


@pytest.mark.rule("tagging/two-steps")
def test_the_judge_changes_the_answer(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex) -> None:
    before = Tagger(toy).suggest(TITLE, TEXT, index)
    server.answers = [{"picks": [pick(7, 0.95)]}]
    after = ask(server, toy, index)
    assert 7 not in [one.skill_id for one in before.suggestions]
    assert [one.skill_id for one in after.suggestions] == [7]
    assert (after.suggestions[0].source, after.suggestions[0].words) == ("judge", ("permit",))
    assert (after.degraded, after.model, after.prompt_version) == (None, "toy + scripted", "skill_tagging.v1")


@pytest.mark.rule("tagging/two-steps")
def test_the_judge_sees_the_short_list_and_nothing_else(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    ask(server, toy, index, allowed={1, 2, 3})
    shown = {entry["id"] for entry in shortlist_of(server.requests[0])}
    schema = server.requests[0]["response_format"]["json_schema"]["schema"]
    assert shown == {1, 2, 3}
    assert set(schema["properties"]["picks"]["items"]["properties"]["id"]["enum"]) == {1, 2, 3}


@pytest.mark.rule("tagging/never-new")
def test_an_id_outside_the_short_list_is_never_suggested(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    server.answers = [{"picks": [pick(8)]}]
    answer = ask(server, toy, index, allowed={1, 2, 3})
    assert all(one.skill_id in {1, 2, 3} for one in answer.suggestions)
    assert answer.degraded == "failed"


@pytest.mark.rule("tagging/at-most-three")
def test_a_judge_who_picks_five_gets_three_through(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex) -> None:
    server.answers = [{"picks": [pick(skill_id) for skill_id in (1, 2, 3, 4, 5)]}]
    assert len(ask(server, toy, index).suggestions) == 3


@pytest.mark.rule("tagging/nothing")
def test_a_judge_who_finds_nothing_leaves_the_answer_empty(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    answer = ask(server, toy, index)
    assert (answer.suggestions, answer.degraded) == ((), None)
    assert answer.best is not None


def test_a_pick_whose_words_dont_stand_in_the_text_is_dropped(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    server.answers = [{"picks": [pick(7, 0.99, ("pivot table",)), pick(2, 0.9, ("WELDING", "no such words"))]}]
    answer = ask(server, toy, index)
    assert [one.skill_id for one in answer.suggestions] == [2]
    assert answer.suggestions[0].words == ("WELDING",)


def test_a_confidence_a_little_over_one_is_clamped(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex) -> None:
    server.answers = [{"picks": [pick(2, 1.04)]}]
    answer = ask(server, toy, index)
    assert 0.7 <= answer.suggestions[0].confidence <= 1


@pytest.mark.rule("tagging/degrade")
@pytest.mark.parametrize("fault", [*FAULTS, "nothing listens"])
def test_every_fault_is_answered_by_retrieval_and_marked(fault: str, toy: ToyEmbedder, index: SkillIndex) -> None:
    alone = Tagger(toy).suggest(TITLE, TEXT, index, threshold=0.0)
    with ScriptedLLM([fault]) as server:
        if fault == "nothing listens":
            server.stop()
        tagger = Tagger(toy, Judge(chat_at(server, deadline=0.5)))
        start = time.perf_counter()
        answer = tagger.suggest(TITLE, TEXT, index, threshold=0.0)
        assert time.perf_counter() - start < 10
    assert answer.degraded == "failed"
    assert answer.suggestions == alone.suggestions
    assert (answer.model, answer.prompt_version) == ("toy", None)


@pytest.mark.rule("tagging/degrade")
def test_a_server_killed_between_two_questions_is_fallen_back_from(toy: ToyEmbedder, index: SkillIndex) -> None:
    with ScriptedLLM([{"picks": [pick(7, 0.95)]}]) as server:
        tagger = Tagger(toy, Judge(chat_at(server)))
        assert tagger.suggest(TITLE, TEXT, index).degraded is None
        server.stop()
        assert tagger.suggest("Another drill", TEXT, index).degraded == "failed"


def test_json_in_a_markdown_fence_is_understood(toy: ToyEmbedder, index: SkillIndex) -> None:
    schema = {"type": "object", "required": ["picks"]}
    assert checked_content('```json\n{"picks": []}\n```', schema) == {"picks": []}
    for spoiled in ('{"picks": NaN}', "[" * 5_000, '["picks"]', '{"picks": []} and more'):
        with pytest.raises(ChatFailed):
            checked_content(spoiled, schema)


def test_a_provider_down_for_100_activities_is_called_at_most_6_times(toy: ToyEmbedder, index: SkillIndex) -> None:
    with ScriptedLLM(["500"]) as server:
        tagger = Tagger(toy, Judge(chat_at(server)))
        answers = [tagger.suggest(f"Drill {number}", TEXT, index) for number in range(100)]
        assert server.calls <= 6
    assert {answer.degraded for answer in answers} == {"failed"}


def test_after_a_rest_one_call_tries_and_success_ends_the_rest() -> None:
    now = [0.0]
    breaker = Breaker(failures=3, rest=60, clock=lambda: now[0])
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    now[0] = 59.9
    assert not breaker.allows()
    now[0] = 60.0
    assert breaker.allows()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()


def test_a_spent_budget_makes_no_call(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy, Judge(chat_at(server, budget=DailyBudget(tokens=100))))
    answer = tagger.suggest(TITLE, TEXT, index)
    assert (answer.degraded, server.calls) == ("budget", 0)
    assert answer.suggestions == Tagger(toy).suggest(TITLE, TEXT, index).suggestions


def test_the_budget_counts_what_was_used_and_is_new_the_next_day() -> None:
    from datetime import date

    day = [date(2026, 11, 24)]
    budget = DailyBudget(tokens=1_000, today=lambda: day[0])
    reserved = budget.reserve(1_000)
    assert reserved is not None
    assert budget.reserve(1) is None
    budget.settle(reserved, Used(300, 100))
    assert budget.left == 600
    late = budget.reserve(600)
    day[0] = date(2026, 11, 25)
    assert late is not None
    assert budget.left == 1_000
    budget.settle(late, Used(500, 0))
    assert budget.left == 1_000


def test_the_same_question_is_asked_once(server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy, Judge(chat_at(server)))
    assert tagger.suggest(TITLE, TEXT, index) == tagger.suggest(TITLE, TEXT, index)
    assert server.calls == 1


def test_what_a_model_cost_is_counted_and_answers_from_memory_cost_nothing(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    chat = chat_at(server)
    tagger = Tagger(toy, Judge(chat))
    assert chat.spent == Spent()
    tagger.suggest(TITLE, TEXT, index)
    tagger.suggest(TITLE, TEXT, index)
    assert chat.spent == Spent(calls=1, tokens_in=100, tokens_out=20)
    server.answers = ["500"]
    tagger.suggest("Another drill", TEXT, index)
    assert chat.spent == Spent(calls=2, tokens_in=100, tokens_out=20)


def test_another_short_list_or_text_is_another_question(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    tagger = Tagger(toy, Judge(chat_at(server)))
    tagger.suggest(TITLE, TEXT, index)
    tagger.suggest(TITLE, TEXT, index, allowed={1, 2, 3})
    tagger.suggest(TITLE, f"{TEXT} And more.", index)
    assert server.calls == 3


@pytest.mark.parametrize("fault", ["unknown_id", "huge_confidence", "prose"])
def test_an_answer_of_no_use_is_asked_again_at_most_three_times_then_the_model_rests(
    fault: str, toy: ToyEmbedder, index: SkillIndex
) -> None:
    with ScriptedLLM([fault]) as server:
        tagger = Tagger(toy, Judge(chat_at(server)))
        answers = [tagger.suggest(TITLE, TEXT, index) for _ in range(10)]
        assert server.calls == 3
    assert {answer.degraded for answer in answers} == {"failed"}


@pytest.mark.parametrize("words", [(), ("the",), ("ermit",), ("with the",)])
def test_a_pick_needs_words_of_the_text_that_mean_something(
    words: tuple[str, ...], server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    server.answers = [{"picks": [pick(7, 0.99, words)]}]
    answer = ask(server, toy, index, threshold=0.0)
    assert "judge" not in {one.source for one in answer.suggestions}


def test_a_reason_with_a_link_or_a_mention_gives_way_to_our_own(
    server: ScriptedLLM, toy: ToyEmbedder, index: SkillIndex
) -> None:
    for reason in ("See https://example.org/fire", "As @anna says.", "Look at www.example.org", "<!channel> tag it"):
        server.answers = [{"picks": [{**pick(2, 0.95, ("welding",)), "reason": reason}]}]
        [first] = ask(server, toy, index).suggestions
        assert first.reason.startswith(("Matches", "Close in meaning"))
        assert (first.source, first.words) == ("judge", ("welding",))


def test_a_failed_answer_is_not_remembered(server: ScriptedLLM) -> None:
    server.answers = ["prose", {"picks": []}]
    chat = chat_at(server)
    prompt, schema = Prompt("skill_tagging.v1", "s", "u"), {"type": "object"}
    with pytest.raises(ChatFailed, match="no JSON"):
        chat.complete(prompt, schema)
    assert chat.complete(prompt, schema) == {"picks": []}


def test_no_word_of_the_activity_or_key_reaches_the_log(
    toy: ToyEmbedder, index: SkillIndex, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="tagging")
    with ScriptedLLM(["500"]) as server:
        chat = ChatModel(model="scripted", api_key="sk-very-secret", base_url=server.url, deadline=2.0)
        Tagger(toy, Judge(chat)).suggest("Kryptonite drill", "Kryptonite everywhere.", index)
    written = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("tagging"))
    assert "status 500" in written
    assert "ryptonite" not in written
    assert "secret" not in written
