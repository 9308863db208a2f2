"""The index holds a catalogue as it is now, and embeds only what changed."""

from collections.abc import Collection

import numpy as np
import pytest

from tagging.reading import passages, read_activity
from tagging.shortlist import SkillIndex, SkillText, top
from tagging.words import content_stems
from tests.tagging.conftest import CATALOGUE, ToyEmbedder


@pytest.mark.rule("tagging/fresh")
def test_a_new_skill_embeds_one_skill_and_counts_at_once(toy: ToyEmbedder, index: SkillIndex) -> None:
    toy.embedded.clear()
    fresh = index.updated([SkillText(9, "Beekeeping", "Keeps bees.")], [], toy.embed)
    assert toy.embedded == ["Beekeeping", "Beekeeping. Keeps bees."]
    assert fresh.nearest("beekeeping", 1, toy)[0][0] == 9
    assert len(index) == len(CATALOGUE)


@pytest.mark.rule("tagging/fresh")
def test_a_renamed_skill_is_found_by_its_new_name_alone(toy: ToyEmbedder, index: SkillIndex) -> None:
    fresh = index.updated([SkillText(2, "Brazing")], [], toy.embed)
    assert fresh.skill(2).name == "Brazing"
    assert fresh.named_in(content_stems("brazing"))
    assert not fresh.named_in(content_stems("welding"))


@pytest.mark.rule("tagging/fresh")
def test_a_disabled_skill_is_gone_and_nothing_is_embedded(toy: ToyEmbedder, index: SkillIndex) -> None:
    toy.embedded.clear()
    fresh = index.updated([], [2], toy.embed)
    assert toy.embedded == []
    assert 2 not in fresh.rows
    assert all(skill_id != 2 for skill_id, _ in fresh.nearest("welding", 8, toy))


@pytest.mark.rule("tagging/fresh")
def test_a_new_synonym_counts_without_embedding_the_rest(toy: ToyEmbedder, index: SkillIndex) -> None:
    toy.embedded.clear()
    changed = SkillText(2, "Welding", "Joins metal parts by arc and gas.", ("Schweißen",))
    fresh = index.updated([changed], [], toy.embed)
    assert len(toy.embedded) == 2
    assert list(fresh.named_in(("schweissen",))) == [fresh.rows[2]]


def test_every_distinct_text_is_asked_for_once(toy: ToyEmbedder) -> None:
    SkillIndex.build([SkillText(1, "Welding"), SkillText(2, "Welding")], toy.embed)
    assert toy.embedded == ["Welding"]


def test_updating_gives_the_same_index_as_building_anew(toy: ToyEmbedder) -> None:
    grown = SkillIndex.build(CATALOGUE[:5], toy.embed).updated(CATALOGUE[5:], [], toy.embed)
    whole = SkillIndex.build(CATALOGUE, toy.embed)
    assert grown.skills == whole.skills
    assert np.array_equal(grown.names, whole.names)
    assert np.array_equal(grown.word_scores(("fire", "truck")), whole.word_scores(("fire", "truck")))


def test_the_same_id_twice_is_refused(toy: ToyEmbedder) -> None:
    with pytest.raises(ValueError, match="same id"):
        SkillIndex.build([SkillText(1, "Welding"), SkillText(1, "Packing")], toy.embed)


def test_an_empty_catalogue_has_no_look_alikes(toy: ToyEmbedder) -> None:
    empty = SkillIndex.build([], toy.embed)
    assert empty.nearest("welding", 3, toy) == []
    assert empty.updated(CATALOGUE[:1], [], toy.embed).nearest("fire safety", 3, toy)[0][0] == 1


def test_names_and_synonyms_are_found_word_for_word(index: SkillIndex) -> None:
    found = index.named_in(("hot", "work", "safeti", "drill"))
    assert found == {index.rows[1]: 3}


@pytest.mark.parametrize(
    ("allowed", "exclude", "open_ids"),
    [
        (None, (), {1, 2, 3, 4, 5, 6, 7, 8}),
        (range(9), (), {1, 2, 3, 4, 5, 6, 7, 8}),
        (range(2, 10), (), {2, 3, 4, 5, 6, 7, 8}),
        ({1, 2, 99}, (), {1, 2}),
        (None, {1, 99}, {2, 3, 4, 5, 6, 7, 8}),
        ({1, 2, 3}, {3}, {1, 2}),
        ((), (), set()),
    ],
)
def test_only_what_is_allowed_and_not_excluded_is_open_in_the_catalogues_order(
    index: SkillIndex, allowed: Collection[int] | None, exclude: Collection[int], open_ids: set[int]
) -> None:
    rows = index.open_rows(allowed, exclude)
    assert {int(index.ids[row]) for row in rows} == open_ids
    assert list(rows) == sorted(rows)


def test_the_top_is_ordered_and_ties_keep_the_catalogues_order() -> None:
    assert top(np.array([0.1, 0.9, 0.5, 0.9], dtype=np.float32), 3) == [1, 3, 2]
    assert top(np.array([], dtype=np.float32), 3) == []


def test_a_long_text_is_read_in_few_passages_from_all_over() -> None:
    text = ". ".join(f"This is sentence number {at} of a very long text about nothing at all" for at in range(90))
    parts = passages("Title", text)
    assert len(parts) == 8
    assert parts[0] == "Title"
    assert "89" in parts[-1]


def test_a_text_without_a_word_has_no_reading(toy: ToyEmbedder) -> None:
    assert read_activity("", " -- !? ", toy) is None


def test_14000_skills_are_updated_without_building_anew(toy: ToyEmbedder) -> None:
    import time

    skills = [SkillText(at, f"skill number {at} of kind {at % 97}") for at in range(14_000)]
    rows = np.random.default_rng(1).normal(size=(14_000, 16)).astype(np.float32)
    index = SkillIndex.build(skills, lambda texts: rows[: len(texts)])
    start = time.perf_counter()
    fresh = index.updated([SkillText(20_000, "Beekeeping")], [3], lambda texts: rows[: len(texts)])
    assert time.perf_counter() - start < 5
    assert len(fresh) == 14_000
