"""What of a skill's words stands in a text, and how a candidate stands among its rivals."""

import numpy as np
import pytest

from tagging.candidates import LISTS, candidates
from tagging.likeness import likeness
from tagging.overlap import OVERLAP, Overlap, overlaps, tightness
from tagging.reading import read_activity
from tagging.rivals import RIVALS, rivals
from tagging.shortlist import SkillIndex
from tagging.word_index import WordIndex
from tests.tagging.conftest import ToyEmbedder


def values_of(text: str, skill_id: int, index: SkillIndex, toy: ToyEmbedder) -> dict[str, float]:
    reading = read_activity("", text, toy)
    assert reading is not None
    named = index.named_in(reading.content)
    (found,) = overlaps(reading, index, likeness(reading, index), [index.rows[skill_id]], named)
    return dict(zip(OVERLAP, found.values, strict=True))


def test_a_name_word_for_word_is_told_from_a_synonym(index: SkillIndex, toy: ToyEmbedder) -> None:
    named = values_of("Fire safety for all", 1, index, toy)
    assert (named["name_in_text"], named["synonym_in_text"], named["named_words"]) == (1, 0, 2)
    meant = values_of("Hot work safety for all", 1, index, toy)
    assert (meant["name_in_text"], meant["synonym_in_text"], meant["named_words"]) == (0, 1, 3)
    neither = values_of("Safety when the fire is out", 1, index, toy)
    assert (neither["name_in_text"], neither["synonym_in_text"], neither["all_words_present"]) == (0, 0, 1)


def test_half_of_a_name_counts_by_how_rare_the_word_is(index: SkillIndex, toy: ToyEmbedder) -> None:
    rare = values_of("A forklift in the yard", 3, index, toy)
    common = values_of("Driving in the yard", 3, index, toy)
    assert rare["share_of_words"] == common["share_of_words"] == 0.5
    assert rare["matched_rarity"] + rare["missed_rarity"] == pytest.approx(
        sum(index.rarity[word] for word in index.wordings[index.rows[3]].name)
    )
    assert rare["share_of_rare_words"] >= common["share_of_rare_words"]


@pytest.mark.parametrize(
    ("places", "expected"),
    [({"a": [0], "b": [1]}, 1.0), ({"a": [0], "b": [3]}, 0.5), ({"a": [0, 7], "b": [9]}, 2 / 3), ({"a": [4]}, 0.0)],
)
def test_words_side_by_side_are_tight_and_scattered_ones_are_not(places: dict[str, list[int]], expected: float) -> None:
    assert tightness(frozenset("ab"), places) == pytest.approx(expected)


def test_a_skill_whose_words_another_says_with_more_is_dominated() -> None:
    nothing = (0.0,) * len(OVERLAP)
    said = [
        Overlap(nothing, frozenset({"fire"}), 0.5, frozenset({"fire"})),
        Overlap(nothing, frozenset({"fire", "safety"}), 1.0, frozenset({"fire", "safety"})),
        Overlap(nothing, frozenset({"safety", "fire"}), 1.0, frozenset({"fire", "safety"})),
        Overlap(nothing, frozenset(), 0.0, frozenset()),
    ]
    columns = rivals(said, np.eye(4, dtype=np.float32), np.arange(4, dtype=np.float32))
    assert columns[:, RIVALS.index("dominated")].tolist() == [1, 0, 0, 0]
    assert np.expm1(columns[:, RIVALS.index("log_equals")]).round(6).tolist() == [0, 1, 1, 0]


def test_a_look_alike_that_is_nearer_is_a_rival_and_the_nearest_has_none() -> None:
    names = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    nothing = [Overlap((0.0,) * len(OVERLAP), frozenset(), 0.0, frozenset())] * 3
    columns = rivals(nothing, names, np.array([3, 2, 1], dtype=np.float32))
    assert columns[:, RIVALS.index("nearest_better")].round(6).tolist() == [0, 0.8, 0.6]
    assert np.expm1(columns[:, RIVALS.index("beaten_by")]).round(6).tolist() == [0, 1, 0]


def test_one_candidate_has_no_rival() -> None:
    alone = [Overlap((0.0,) * len(OVERLAP), frozenset({"fire"}), 1.0, frozenset({"fire"}))]
    assert rivals(alone, np.ones((1, 1), dtype=np.float32), np.ones(1, dtype=np.float32)).tolist() == [[0.0] * 5]


def test_the_lists_by_words_name_only_skills_that_share_a_word(index: SkillIndex, toy: ToyEmbedder) -> None:
    reading = read_activity("", "GDPR", toy)
    assert reading is not None
    found = likeness(reading, index)
    assert {name: (getattr(found, name) > 0).sum() for name in ("words", "phrase")} == {"words": 0, "phrase": 1}
    chosen = candidates(found, index.named_in(reading.content), len(index), None)
    by_row = dict(zip(chosen.rows, chosen.lists, strict=True))
    assert by_row[index.rows[6]] > max(count for row, count in by_row.items() if row != index.rows[6])
    assert max(by_row.values()) <= len(LISTS) + 1


def test_only_rows_that_may_be_named_become_candidates(index: SkillIndex, toy: ToyEmbedder) -> None:
    reading = read_activity("", "Fire safety and welding", toy)
    assert reading is not None
    found = likeness(reading, index)
    assert set(candidates(found, index.named_in(reading.content), len(index), {1, 4}).rows) == {1, 4}


def test_a_rare_word_scores_above_a_common_one_and_an_unknown_one_nothing() -> None:
    words = WordIndex.build([["fire", "drill"], ["fire", "safety"], ["crane"], []])
    assert words.bm25(["fire"]).nonzero()[0].tolist() == [0, 1]
    assert words.bm25(["crane"])[2] > words.bm25(["fire"])[0] > 0
    assert words.bm25(["fire", "fire"])[0] == words.bm25(["fire"])[0]
    assert not words.bm25(["bees"]).any()
    assert not WordIndex.build([]).bm25(["fire"]).size
