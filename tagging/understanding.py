"""Whether an embedding model reads a language: it places sentences beside what they say in English, or it doesn't.

A model's name seldom tells. One that doesn't read a language places its texts anywhere, and as surely as others place
theirs: what it says of such a text by meaning is worth nothing.
"""

from functools import lru_cache
from importlib.resources import files
from weakref import WeakKeyDictionary

import numpy as np
import yaml

from core.embedding import Embedder
from tagging.languages import ENGLISH

LEAST_FOUND = 0.8
"""Share of the sentences whose nearest English one says the same: 1.0 where a small multilingual model reads the
language, 0.25 to 0.55 by names and numbers alone where an English one doesn't."""

_known: WeakKeyDictionary[Embedder, dict[str, bool]] = WeakKeyDictionary()


def understands(embedder: Embedder, language: str) -> bool:
    """Whether a model reads a language ('de') as it reads English; False for languages without sentences to try.

    Tried once for each model and language: some fifty short texts. Raises EmbeddingUnavailable as the model does.
    """
    tried = _known.setdefault(embedder, {})
    if language not in tried:
        tried[language] = _share_found(embedder, language) >= LEAST_FOUND
    return tried[language]


@lru_cache(maxsize=1)
def everyday() -> dict[str, list[str]]:
    """The same texts of every day by language; a language may have fewer, always the first ones."""
    stored: dict[str, list[str]] = yaml.safe_load(files("tagging").joinpath("everyday.yaml").read_text("utf-8"))
    return stored


def _share_found(embedder: Embedder, language: str) -> float:
    theirs, english = everyday().get(language, []), everyday()[ENGLISH]
    if not theirs:
        return 0.0
    vectors = np.asarray(embedder.embed([*theirs, *english]), dtype=np.float32)
    nearest = (vectors[: len(theirs)] @ vectors[len(theirs) :].T).argmax(axis=1)
    return float((nearest == np.arange(len(theirs))).mean())
