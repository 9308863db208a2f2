"""How a candidate stands among the others for the same text: catalogues are full of look-alikes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.overlap import Overlap

RIVALS = ("dominated", "log_equals", "near_rivals", "nearest_better", "beaten_by")
NEAREST = 3
ALIKE = 0.7
_TIE = 1e-6


def rivals(
    overlaps: Sequence[Overlap], names: NDArray[np.float32], order: NDArray[np.floating[Any]]
) -> NDArray[np.float64]:
    """Return a column per feature of RIVALS; `names` are the candidates' vectors, `order` how near they are."""
    dominated, equals = _by_words(overlaps)
    alike = names @ names.T
    np.fill_diagonal(alike, 0)
    better = order[None, :] > order[:, None]
    count = min(NEAREST, max(len(names) - 1, 1))
    return np.stack(
        [
            dominated,
            np.log1p(equals),
            np.sort(alike, axis=1)[:, -count:].mean(axis=1),
            np.where(better, alike, 0).max(axis=1),
            np.log1p((better & (alike > ALIKE)).sum(axis=1)),
        ],
        axis=1,
    ).astype(np.float64)


def _by_words(overlaps: Sequence[Overlap]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return whether another says all of a candidate's words and more, and how many say as much."""
    dominated, equals = np.zeros(len(overlaps)), np.zeros(len(overlaps))
    for at, one in enumerate(overlaps):
        if not one.best:
            continue
        wider = [other for other in overlaps if other is not one and one.best <= other.best]
        rivals = [other for other in wider if other.share >= one.share - _TIE]
        dominated[at] = any(len(other.best) > len(one.best) for other in rivals)
        equals[at] = sum(len(other.best) == len(one.best) for other in rivals)
    return dominated, equals
