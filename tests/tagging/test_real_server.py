"""The wire against a real OpenAI-compatible server over HTTP: schema-bound answers, counted tokens, clamped numbers.

The server's model is far too small to judge; what it answers is only held to what code promises of any answer.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagging.allowance import Breaker
from tagging.embedding import LocalEmbedder
from tagging.judge import Judge, answer_schema
from tagging.llm import ChatFailed, ChatModel
from tagging.prompts import Prompt
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tests.tagging.small_model_server import missing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"a real server needs the packages {' and '.join(missing())}"),
]

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds for one answer: the small model reads some tens of words a second on a busy machine."""

ACTIVITY = ("Extinguisher types", "Match each class of fire with its extinguisher.")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The server's address, in a process of its own until the tests are over."""
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.tagging.small_model_server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdin and running.stdout
    try:
        yield f"{running.stdout.readline().strip()}/v1"
    finally:
        running.stdin.close()
        running.stdout.close()
        if running.wait(20) is None:
            running.kill()


def chat_at(address: str, deadline: float = PATIENCE) -> ChatModel:
    return ChatModel(model="small", api_key=None, base_url=address, deadline=deadline, breaker=Breaker(failures=99))


def test_an_answer_fits_the_schema_that_was_asked_for_and_its_tokens_are_counted(address: str) -> None:
    chat = chat_at(address)
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer", "enum": [3, 5]}, "sure": {"type": "boolean"}},
        "required": ["id", "sure"],
        "additionalProperties": False,
    }
    prompt = Prompt("small_question.v1", "You answer in JSON.", "Which of 3 and 5 is larger? Are you sure?")
    answer = chat.complete(prompt, schema)
    assert answer["id"] in (3, 5)
    assert answer["sure"] in (True, False)
    assert chat.spent.calls == 1
    assert 10 < chat.spent.tokens_in < 200
    assert 5 < chat.spent.tokens_out < 200


def test_suggestions_stay_within_what_code_lets_through_whatever_the_model_says(
    address: str, real_embedder: LocalEmbedder, real_index: SkillIndex
) -> None:
    """The server binds types and ids, not ranges: whatever number it writes is clamped or the answer refused."""
    tagger = Tagger(real_embedder, Judge(chat_at(address)))
    answer = tagger.suggest(*ACTIVITY, real_index, allowed={1, 2, 3, 4}, threshold=0.0)
    alone = Tagger(real_embedder).suggest(*ACTIVITY, real_index, allowed={1, 2, 3, 4}, threshold=0.0)
    assert answer.degraded in (None, "failed")
    assert {one.skill_id for one in answer.suggestions} <= {1, 2, 3, 4}
    assert all(0 <= one.confidence <= 1 for one in answer.suggestions)
    for one in answer.suggestions:
        assert one.source == "retrieval" or all(word.casefold() in " ".join(ACTIVITY).casefold() for word in one.words)
    if answer.degraded:
        assert answer.suggestions == alone.suggestions
    else:
        assert (answer.model, answer.prompt_version) == (f"{real_embedder.model} + small", "skill_tagging.v1")


def test_a_deadline_cuts_a_real_server_off_too(address: str) -> None:
    with pytest.raises(ChatFailed, match="deadline"):
        chat_at(address, deadline=0.05).complete(Prompt("long.v1", "s", "Tell a long story."), answer_schema([1, 2]))

