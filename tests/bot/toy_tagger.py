"""A tagger whose confidence is plain to see: high where a skill's name stands in the text, low elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagging.confidence import Coefficients
from tagging.embedding import EmbeddingUnavailable
from tagging.features import FEATURES
from tagging.judge import Judge
from tagging.tagger import Tagger
from tests.tagging.conftest import ToyEmbedder

WEIGHTS = {"name_in_text": 5.0, "cosine": 0.5}


def toy_coefficients() -> Coefficients:
    """Apart from the shipped ones, so that fitting those anew changes no test of a conversation."""
    return Coefficients(
        name="toy",
        mean=(0.0,) * len(FEATURES),
        spread=(1.0,) * len(FEATURES),
        weights=tuple(WEIGHTS.get(feature, 0.0) for feature in FEATURES),
        intercept=-2.5,
    )


def a_toy_tagger(embedder: ToyEmbedder, judge: Judge | None = None) -> Tagger:
    """A tagger on these."""
    return Tagger(embedder, judge, toy_coefficients())


class BrokenEmbedder:
    """A model that can't be loaded."""

    model = "broken"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbeddingUnavailable("The embedding model 'broken' can't be loaded.")
