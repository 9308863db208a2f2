"""Ways to compute vectors on this machine: any model by sentence-transformers, the shipped one without it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tagging.bert import BertEncoder

BATCH = 64


class Encoder(Protocol):
    """A loaded model, safe to share between threads."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector per text."""
        ...


Loading = Callable[[str], Encoder]
"""Loads the model of a folder or hub name; OSError, ValueError, RuntimeError, ImportError or KeyError if it can't."""


class SentenceEncoder:
    """A model of sentence-transformers; one thread computes at a time."""

    def __init__(self, location: str) -> None:
        self._loaded: Any = _sentence_transformer(location)
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = np.zeros((len(texts), self._loaded.get_embedding_dimension()), dtype=np.float32)
            for group in _alike_in_length(texts):
                vectors[group] = self._loaded.encode(
                    [texts[place] for place in group],
                    batch_size=BATCH,
                    normalize_embeddings=True,
                    show_progress_bar=False,
                )
        return vectors


def sentence_model(location: str) -> Encoder:
    """A model by sentence-transformers: a folder or a hub name."""
    return SentenceEncoder(location)


def bert(location: str) -> Encoder:
    """The shipped model, in a folder of its own."""
    return BertEncoder(Path(location))


def _alike_in_length(texts: Sequence[str]) -> list[list[int]]:
    """Group places of texts by length: a batch costs what its longest text costs, times their number."""
    groups: dict[int, list[int]] = {}
    for place, text in enumerate(texts):
        groups.setdefault((len(text) + 8).bit_length() // 2, []).append(place)
    return list(groups.values())


def _sentence_transformer(location: str) -> Any:
    # On a loaded machine one thread embeds several times faster than two; whoever knows better sets it.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    if Path(location).exists():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    # Lazy: importing these takes some ten seconds, and only the first text to embed needs them.
    import torch  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    return SentenceTransformer(location, device="cpu")
