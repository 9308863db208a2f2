"""From measurements to a confidence that means what it says: of suggestions at 0.7, about 7 in 10 are right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagging.features import FEATURES
from tagging.query_map import SHIPPED


@dataclass(frozen=True)
class Coefficients:
    """A fitted logistic regression over FEATURES: their usual mean and spread, weights and intercept."""

    name: str
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float

    def __post_init__(self) -> None:
        lengths = {len(self.mean), len(self.spread), len(self.weights)}
        if lengths != {len(FEATURES)}:
            raise ValueError(f"The coefficients '{self.name}' don't belong to this version's features.")

    def confidences(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a confidence strictly between 0 and 1 per line of features."""
        if not len(features):
            return np.zeros(0)
        scaled = (features - np.array(self.mean)) / np.array(self.spread)
        odds = np.clip(scaled @ np.array(self.weights) + self.intercept, -30, 30)
        return np.asarray(1 / (1 + np.exp(-odds)))


def shipped(model: str = SHIPPED) -> Coefficients:
    """Return the coefficients that come with the product for an embedding model.

    Those of the shipped model weigh cosines as they are; any other model's range is its own, so what is used for it
    looks at ranks and at distances in spreads alone.
    """
    return _stored("coefficients.json" if model == SHIPPED else "coefficients_any_model.json")


def shipped_by_meaning() -> Coefficients:
    """Return the coefficients for a text in another language than the skills' names: no word of either counts.

    They are for any model that reads both languages, so they look at ranks and at distances in spreads alone.
    """
    return _stored("coefficients_by_meaning.json")


@lru_cache(maxsize=3)
def _stored(name: str) -> Coefficients:
    return from_json(files("tagging").joinpath(name).read_text(encoding="utf-8"))


def from_json(text: str) -> Coefficients:
    """Read coefficients; ValueError when they were fitted for other features."""
    stored = json.loads(text)
    if tuple(stored["features"]) != FEATURES:
        raise ValueError(f"The coefficients '{stored['name']}' don't belong to this version's features.")
    return Coefficients(
        stored["name"],
        tuple(stored["mean"]),
        tuple(stored["spread"]),
        tuple(stored["weights"]),
        float(stored["intercept"]),
    )


def to_json(coefficients: Coefficients) -> str:
    """Write coefficients, feature by feature in order."""
    stored = {
        "name": coefficients.name,
        "features": FEATURES,
        "mean": _rounded(coefficients.mean),
        "spread": _rounded(coefficients.spread),
        "weights": _rounded(coefficients.weights),
        "intercept": round(coefficients.intercept, 6),
    }
    return json.dumps(stored, indent=1) + "\n"


def save(coefficients: Coefficients, path: Path) -> None:
    """Write coefficients to a file."""
    path.write_text(to_json(coefficients), encoding="utf-8")


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 6) for value in values]
