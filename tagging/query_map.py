"""A small learned turn of a text's vector towards the names of skills; fitted for the shipped model alone."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHIPPED = "all-MiniLM-L6-v2"
"""The model the map and the coefficients that ship were fitted for."""


@dataclass(frozen=True)
class QueryMap:
    """Adds to a vector its image under a matrix of low rank, `out @ back`; fitted for the vectors of one model."""

    model: str
    out: NDArray[np.float32]
    back: NDArray[np.float32]

    def applied(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit vectors, one per row."""
        moved = vectors + (vectors @ self.out) @ self.back
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def mapped(vectors: NDArray[np.float32], model: str) -> NDArray[np.float32]:
    """Return a text's vectors turned for the search of names; as they are where no map was fitted for the model."""
    shipped = shipped_map()
    return shipped.applied(vectors) if shipped.model == model else vectors


@lru_cache(maxsize=1)
def shipped_map() -> QueryMap:
    """Return the map that comes with the product."""
    with as_file(files("tagging").joinpath("query_map.npz")) as path:
        return read_map(path)


def read_map(path: Path) -> QueryMap:
    """Read a map as `write_map` wrote it."""
    with np.load(path, allow_pickle=False) as stored:
        out, back = stored["out"].astype(np.float32), stored["back"].astype(np.float32)
        return QueryMap(str(stored["model"]), out, back)


def write_map(found: QueryMap, path: Path) -> None:
    """Write a map in half precision: some 100 kB."""
    halves = {"out": found.out.astype(np.float16), "back": found.back.astype(np.float16)}
    np.savez_compressed(path, model=np.array(found.model), allow_pickle=False, **halves)
