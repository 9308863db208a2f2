"""Vectors kept in a file between runs of fitting and evaluation, so that nothing is embedded twice."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder


class FileVectors:
    """An embedder that remembers; with a path it also reads what an earlier run saved for the same model."""

    def __init__(self, embedder: Embedder, path: Path | None = None) -> None:
        self._embedder = embedder
        self._path = path
        self._known: dict[str, NDArray[np.float32]] = {}
        self._new = False
        if path is not None and path.is_file():
            self._load(path)

    @property
    def model(self) -> str:
        return self._embedder.model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, embedding only texts not seen before."""
        keys = [self._key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing or not texts:
            vectors = self._embedder.embed(list(missing.values()))
            self._known.update(zip(missing, vectors, strict=True))
            self._new = self._new or bool(missing)
            if not texts:
                return vectors
        return np.stack([self._known[key] for key in keys])

    def save(self) -> None:
        """Write what is known to the file, where there is one and something is new."""
        if self._path is None or not self._new:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part.npz")
        vectors = np.stack(list(self._known.values())).astype(np.float16)
        np.savez(part, keys=np.array(list(self._known)), vectors=vectors)
        part.replace(self._path)

    def _load(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as stored:
            rows = stored["vectors"].astype(np.float32)
            rows /= np.linalg.norm(rows, axis=1, keepdims=True)
            self._known = dict(zip(stored["keys"].tolist(), rows, strict=True))

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._embedder.model}\0{text}".encode()).hexdigest()[:32]
