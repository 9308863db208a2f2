"""Stored vectors are a helper: rebuilding says what was wrong and leaves what the model says now."""

from __future__ import annotations

import numpy as np

from core.frameworks import VectorDifferences, keep_vectors, rebuild_vectors, stored_vectors
from tests.conftest import House


def vector(*values: float) -> bytes:
    return np.array(values, dtype="<f4").tobytes()


FRESH = {"Fire safety": vector(1, 0), "Welding": vector(0, 1)}


def test_missing_vectors_are_stored(house: House) -> None:
    with house.writing() as session:
        assert rebuild_vectors(session, "toy", FRESH) == VectorDifferences(missing=2)
        assert stored_vectors(session, "toy", FRESH) == FRESH


def test_a_second_time_nothing_differs(house: House) -> None:
    with house.writing() as session:
        rebuild_vectors(session, "toy", FRESH)
        assert rebuild_vectors(session, "toy", FRESH) == VectorDifferences()


def test_a_wrong_vector_is_replaced_and_rounding_is_not_wrong(house: House) -> None:
    with house.writing() as session:
        keep_vectors(session, "toy", {"Fire safety": vector(1, 0.00001), "Welding": vector(0.5, 0.5)})
        assert rebuild_vectors(session, "toy", FRESH) == VectorDifferences(wrong=1)
        assert stored_vectors(session, "toy", ["Welding"]) == {"Welding": vector(0, 1)}


def test_a_vector_of_another_length_is_wrong(house: House) -> None:
    with house.writing() as session:
        keep_vectors(session, "toy", {**FRESH, "Welding": vector(0, 1, 0)})
        assert rebuild_vectors(session, "toy", FRESH) == VectorDifferences(wrong=1)


def test_vectors_of_texts_that_are_gone_go_and_other_models_stay(house: House) -> None:
    with house.writing() as session:
        keep_vectors(session, "toy", {**FRESH, "Sailing": vector(1, 1)})
        keep_vectors(session, "another", {"Sailing": vector(3, 3)})
        assert rebuild_vectors(session, "toy", FRESH) == VectorDifferences(left_over=1)
        assert stored_vectors(session, "toy", ["Sailing"]) == {}
        assert stored_vectors(session, "another", ["Sailing"]) == {"Sailing": vector(3, 3)}
