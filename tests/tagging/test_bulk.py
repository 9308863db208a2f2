"""Many texts at once: the same answers as one by one, embedded together, the next ones ahead of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.bulk import PART, TextToTag, most_tokens, suggest_many
from tagging.embedding import EmbeddingUnavailable
from tagging.judge import PROMPT
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger
from tests.bot.toy_tagger import BrokenEmbedder, a_toy_tagger
from tests.tagging.conftest import ToyEmbedder

NAMES = ("Fire safety", "Welding", "First aid", "Order picking", "Data protection")


class Counting:
    """Counts what it is given."""

    def __init__(self) -> None:
        self.toy, self.given = ToyEmbedder(), list[int]()

    @property
    def model(self) -> str:
        return self.toy.model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given.append(len(texts))
        return self.toy.embed(texts)


@pytest.fixture
def index() -> SkillIndex:
    return SkillIndex.build([SkillText(at, name) for at, name in enumerate(NAMES, 1)], ToyEmbedder().embed)


def some_texts(number: int) -> list[TextToTag]:
    return [TextToTag(f"{NAMES[at % 5]} drill {at}", f"You practise {NAMES[at % 5].lower()}.") for at in range(number)]


@pytest.mark.parametrize("number", [0, 1, PART - 1, PART, PART + 1, 2 * PART + 1])
def test_each_text_gets_what_it_gets_alone_in_order(index: SkillIndex, number: int) -> None:
    toy = ToyEmbedder()
    tagger, texts = a_toy_tagger(toy), some_texts(number)
    found = list(suggest_many(tagger, toy, texts, index))
    assert found == [tagger.suggest(each.title, each.text, index) for each in texts]


def test_what_is_allowed_excluded_and_how_many_is_each_texts_own(index: SkillIndex) -> None:
    toy = ToyEmbedder()
    texts = [
        TextToTag("Fire safety, welding and first aid"),
        TextToTag("Fire safety, welding and first aid", allowed={2, 3}),
        TextToTag("Fire safety, welding and first aid", exclude={1}),
        TextToTag("Fire safety, welding and first aid", limit=1),
        TextToTag("", " . "),
    ]
    found = [[one.skill_id for one in each.suggestions] for each in suggest_many(a_toy_tagger(toy), toy, texts, index)]
    assert set(found[0]) == {1, 2, 3}
    assert set(found[1]) == {2, 3}
    assert 1 not in found[2]
    assert len(found[3]) == 1
    assert found[4] == []


def test_texts_are_embedded_a_part_at_a_time_and_not_again_one_by_one(index: SkillIndex) -> None:
    counting = Counting()
    embedder: Embedder = counting
    list(suggest_many(a_toy_tagger(counting.toy), embedder, some_texts(2 * PART), index))
    assert len(counting.given) == 2


def test_a_model_that_is_away_is_said(index: SkillIndex) -> None:
    broken = BrokenEmbedder()
    with pytest.raises(EmbeddingUnavailable):
        list(suggest_many(Tagger(broken), broken, some_texts(1), index))


def test_the_most_it_may_cost_grows_with_texts_and_their_length() -> None:
    assert most_tokens(PROMPT, 0, 0) == 0
    assert most_tokens(PROMPT, 2, 0) == 2 * most_tokens(PROMPT, 1, 0) > 0
    assert most_tokens(PROMPT, 1, 300) == most_tokens(PROMPT, 1, 0) + 100
