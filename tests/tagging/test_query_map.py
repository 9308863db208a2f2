"""A text's vectors are turned towards names for the shipped model alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagging.embedding import SHIPPED
from tagging.map_fitting import Pairs, fit_map
from tagging.query_map import QueryMap, mapped, read_map, shipped_map, write_map
from tagging.reading import read_activities, read_activity
from tests.tagging.conftest import ToyEmbedder


def some_vectors(count: int, size: int, seed: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def test_the_shipped_map_is_the_shipped_models_and_leaves_unit_vectors() -> None:
    assert shipped_map().model == SHIPPED
    vectors = some_vectors(5, 384, 1)
    turned = mapped(vectors, SHIPPED)
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-5)
    assert not np.allclose(turned, vectors, atol=1e-2)


def test_another_models_vectors_stay_as_they_are(toy: ToyEmbedder) -> None:
    vectors = some_vectors(5, 384, 1)
    assert mapped(vectors, "another/model") is vectors
    reading = read_activity("Welding", "Weld two plates.", toy)
    assert reading is not None
    assert np.array_equal(reading.mapped, reading.passages)


def test_a_map_survives_its_file(tmp_path: Path) -> None:
    found = QueryMap("m", some_vectors(8, 2, 1), some_vectors(2, 8, 2))
    write_map(found, tmp_path / "a.npz")
    write_map(found, tmp_path / "b.npz")
    again = read_map(tmp_path / "a.npz")
    assert again.model == "m"
    assert np.allclose(again.out, found.out, atol=1e-3)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_fitted_map_brings_texts_nearer_to_their_names() -> None:
    names, habit = some_vectors(40, 16, 3), some_vectors(1, 16, 4)
    texts = np.tile(names + 1.5 * habit, (60, 1)).astype(np.float32)
    texts /= np.linalg.norm(texts, axis=1, keepdims=True)
    rows = [[at % 40] for at in range(len(texts))]
    found = fit_map(Pairs(texts, rows), Pairs(names, [[at] for at in range(40)]), names, "m")
    before = (names @ texts[:40].T).argmax(axis=0) == np.arange(40)
    after = (names @ found.applied(texts[:40]).T).argmax(axis=0) == np.arange(40)
    assert after.mean() > before.mean() + 0.2
    again = fit_map(Pairs(texts, rows), Pairs(names, [[at] for at in range(40)]), names, "m")
    assert np.array_equal(again.out, found.out)


def test_many_texts_are_embedded_in_one_call_and_read_as_one_by_one(toy: ToyEmbedder) -> None:
    calls: list[int] = []

    class Counting:
        model = "toy"

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            calls.append(len(texts))
            return toy.embed(texts)

    pairs = [("Welding", "Weld two plates. Check the seam."), ("", " ... "), ("Crane", ""), ("Crane", "")]
    together = read_activities(pairs, Counting())
    assert len(calls) == 1
    assert together[1] is None
    for pair, reading in zip(pairs, together, strict=True):
        alone = read_activity(*pair, toy)
        assert (reading is None) == (alone is None)
        if reading is not None and alone is not None:
            assert np.array_equal(reading.passages, alone.passages)
            assert reading.words == alone.words


def test_nothing_to_read_embeds_nothing(toy: ToyEmbedder) -> None:
    assert read_activities([("", ""), ("", "!")], toy) == [None, None]
    assert read_activities([], toy) == []
    assert toy.embedded == []
