"""An editor gets at most three skills of the catalogue, only above the threshold, each with its reason."""

import pytest

from tagging.confidence import Coefficients, shipped
from tagging.embedding import LocalEmbedder
from tagging.features import FEATURES
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import Tagger
from tests.tagging.conftest import CATALOGUE, ToyEmbedder


def certain(odds: float) -> Coefficients:
    """Coefficients that give every candidate the same confidence."""
    zeros = (0.0,) * len(FEATURES)
    return Coefficients("same for all", zeros, (1.0,) * len(FEATURES), zeros, odds)


def odds_of(confidence: float) -> float:
    import math

    return math.log(confidence / (1 - confidence))


@pytest.mark.rule("tagging/at-most-three")
@pytest.mark.parametrize(("limit", "shown"), [(3, 3), (7, 3), (2, 2), (1, 1), (0, 0), (-1, 0)])
def test_at_most_three_minus_what_is_linked_are_suggested(
    toy: ToyEmbedder, index: SkillIndex, limit: int, shown: int
) -> None:
    answer = Tagger(toy, coefficients=certain(3)).suggest("Welding", "fire truck aid", index, limit=limit)
    assert len(answer.suggestions) == shown


@pytest.mark.rule("tagging/at-most-three")
def test_the_most_relevant_comes_first(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    answer = Tagger(real_embedder).suggest(
        "Forklift driving in the warehouse", "Drive the truck with a loaded pallet.", real_index, threshold=0.0
    )
    confidences = [one.confidence for one in answer.suggestions]
    assert answer.suggestions[0].skill_id == 3
    assert confidences == sorted(confidences, reverse=True)
    assert answer.best == answer.suggestions[0]


@pytest.mark.rule("tagging/threshold")
@pytest.mark.parametrize(("confidence", "passes"), [(0.4999, False), (0.5, True), (0.5001, True)])
def test_exactly_at_the_threshold_passes_and_just_below_doesnt(
    toy: ToyEmbedder, index: SkillIndex, confidence: float, passes: bool
) -> None:
    answer = Tagger(toy, coefficients=certain(odds_of(confidence))).suggest("Welding", "", index, threshold=0.5)
    assert bool(answer.suggestions) == passes
    assert answer.best is not None
    assert answer.best.confidence == confidence


@pytest.mark.rule("tagging/never-new")
def test_only_allowed_skills_come_back(toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy, coefficients=certain(3))
    answer = tagger.suggest("Welding and fire safety", "", index, allowed={2, 5, 999})
    assert {one.skill_id for one in answer.suggestions} == {2, 5}


@pytest.mark.rule("tagging/never-new")
def test_skills_already_linked_dont_come_back(toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy, coefficients=certain(3))
    answer = tagger.suggest("Welding and fire safety", "", index, allowed={1, 2}, exclude={2})
    assert [one.skill_id for one in answer.suggestions] == [1]
    assert answer.best is not None
    assert answer.best.skill_id == 1


@pytest.mark.rule("tagging/nothing")
def test_a_notice_without_a_skill_gets_nothing_and_the_best_is_named(
    real_embedder: LocalEmbedder, real_index: SkillIndex
) -> None:
    answer = Tagger(real_embedder).suggest("The canteen is closed on Friday", "", real_index)
    assert answer.suggestions == ()
    assert answer.best is not None
    assert answer.best.confidence < answer.threshold == 0.5


@pytest.mark.rule("tagging/nothing")
@pytest.mark.parametrize("allowed", [None, set[int](), {999}])
def test_with_nothing_to_compare_no_best_is_named(toy: ToyEmbedder, allowed: set[int] | None) -> None:
    skills = [] if allowed is None else list(CATALOGUE)
    answer = Tagger(toy).suggest("Welding", "", SkillIndex.build(skills, toy.embed), allowed=allowed)
    assert (answer.suggestions, answer.best) == ((), None)


def test_a_text_without_words_gets_nothing(toy: ToyEmbedder, index: SkillIndex) -> None:
    answer = Tagger(toy).suggest("", " ... ", index)
    assert (answer.suggestions, answer.best) == ((), None)


@pytest.mark.rule("tagging/why")
def test_each_suggestion_tells_its_words_as_written(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    text = "Practise HOT WORK safety: the fire watch has an extinguisher at hand."
    answer = Tagger(real_embedder).suggest("Permit drill", text, real_index)
    first = answer.suggestions[0]
    assert first.skill_id == 1
    assert first.words
    assert all(word in f"Permit drill. {text}" for word in first.words)
    assert first.reason == "Matches 'drill', 'HOT WORK safety' and 'fire' in the text."
    assert "\n" not in first.reason


@pytest.mark.rule("tagging/why")
def test_nearness_in_meaning_alone_is_told_as_such(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    answer = Tagger(real_embedder).suggest("Bandaging a wounded colleague", "", real_index, threshold=0.0)
    assert answer.best is not None
    assert answer.best.skill_id == 4
    assert answer.best.words == ()
    assert answer.best.reason == "Close in meaning to the title."


@pytest.mark.rule("tagging/degrade")
def test_without_a_language_model_retrieval_answers_and_says_so(toy: ToyEmbedder, index: SkillIndex) -> None:
    answer = Tagger(toy).suggest("Welding", "", index, threshold=0.0)
    assert answer.suggestions
    assert (answer.degraded, answer.model, answer.prompt_version) == ("no_model", "toy", None)
    assert {one.source for one in answer.suggestions} == {"retrieval"}


def test_a_plain_activity_gets_its_skill(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    answer = Tagger(real_embedder).suggest(
        "First aid for the injured", "Stop the bleeding, check the breathing and call the medic.", real_index
    )
    assert answer.suggestions[0].skill_id == 4


def test_the_same_question_has_the_same_answer(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    tagger = Tagger(real_embedder)
    first = tagger.suggest("Crane signals", "Guide the overhead crane by hand.", real_index)
    assert first == tagger.suggest("Crane signals", "Guide the overhead crane by hand.", real_index)


@pytest.mark.rule("tagging/fresh")
def test_a_new_skill_is_suggested_at_the_next_request(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    fresh = real_index.updated([SkillText(9, "Beekeeping", "Keeps bees and makes honey.")], [], real_embedder.embed)
    answer = Tagger(real_embedder).suggest("Beekeeping for beginners", "Open the hive, look after the bees.", fresh)
    assert answer.suggestions[0].skill_id == 9


def test_the_shipped_coefficients_belong_to_this_versions_features() -> None:
    assert len(shipped().weights) == len(FEATURES)
    with pytest.raises(ValueError, match="features"):
        Coefficients("other", (0.0,), (1.0,), (0.0,), 0.0)
