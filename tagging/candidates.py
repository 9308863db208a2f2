"""Which skills of a catalogue are worth measuring for a text: the best of several lists, by meaning and by words."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.likeness import Likeness
from tagging.shortlist import top

# How many of each list. What one list misses another finds: together they hold most of what is right.
BY_MEANING = {"whole": 20, "mapped": 20, "mapped_part": 20, "described": 10}
BY_WORDS = {"words": 10, "phrase": 10, "told": 5}
LISTS = (*BY_MEANING, *BY_WORDS)


@dataclass(frozen=True)
class Candidates:
    """Rows of the catalogue worth measuring, and for each how many lists named it."""

    rows: tuple[int, ...]
    lists: tuple[int, ...]


def candidates(likeness: Likeness, named: Collection[int], size: int, eligible: Collection[int] | None) -> Candidates:
    """Return the union of all lists over the rows that may be named, and those whose name stands in the text."""
    open_rows = None if eligible is None else _mask(eligible, size)
    found: dict[int, int] = {}
    for name, count in {**BY_MEANING, **BY_WORDS}.items():
        for row in _best(getattr(likeness, name), count, open_rows, only_hits=name in BY_WORDS):
            found[row] = found.get(row, 0) + 1
    for row in named:
        if open_rows is None or open_rows[row]:
            found[row] = found.get(row, 0) + 1
    return Candidates(tuple(found), tuple(found.values()))


def ranks(likeness: Likeness, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return per row and list how many candidates lie before it, as a logarithm; ties share a place."""
    columns = [getattr(likeness, name)[rows] for name in LISTS]
    return np.stack([np.log1p((one[None, :] > one[:, None] + 1e-9).sum(axis=1)) for one in columns], axis=1)


def _best(
    values: NDArray[np.float32], count: int, open_rows: NDArray[np.bool_] | None, *, only_hits: bool
) -> list[int]:
    allowed = values if open_rows is None else np.where(open_rows, values, -np.inf)
    least = 0.0 if only_hits else -np.inf
    return [row for row in top(allowed, count) if allowed[row] > least]


def _mask(eligible: Collection[int], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    mask[list(eligible)] = True
    return mask
