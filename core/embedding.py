"""The port through which the engine turns words into vectors, without knowing any model."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Something that places texts in a space where nearness is nearness of meaning."""

    @property
    def model(self) -> str:
        """Name of the model; stored vectors are keyed by it and never mixed with another's."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector of length 1 per text, as an array of shape (texts, dimensions)."""
        ...
