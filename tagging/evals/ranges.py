"""How far a figure may be off because a set has only so many texts: what other texts of the same kind would show."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tagging.metrics import Judged, figures

Range = tuple[float, float]
DRAWS = 500
# What of a text goes above and below the line of each share.
SHARES: Mapping[str, tuple[str, str]] = {
    "precision": ("right", "shown"),
    "recall": ("right", "wanted"),
    "hit_at_3": ("hit", "labelled"),
    "r_precision_at_5": ("ranked", "labelled"),
    "left_empty": ("left", "unlabelled"),
}


def likely_ranges(judged: Sequence[Judged], threshold: float, seed: int = 1) -> dict[str, Range]:
    """Return the range that holds each share in 95 of 100 draws of as many texts from these, one text again and again.

    A share without a text that could tell it is left out.
    """
    counts = {name: np.array(values) for name, values in _counts(judged, threshold).items()}
    draws = np.random.default_rng(seed).integers(0, len(judged), (DRAWS, len(judged)))
    return {
        name: _range(counts[above], counts[below], draws)
        for name, (above, below) in SHARES.items()
        if counts[below].sum()
    }


def _counts(judged: Sequence[Judged], threshold: float) -> dict[str, list[float]]:
    """What each text adds above and below the lines."""
    shown = [one.suggested(threshold) for one in judged]
    alone = [figures([one], threshold) for one in judged]
    return {
        "right": [float(len(one.skills & set(seen))) for one, seen in zip(judged, shown, strict=True)],
        "shown": [float(len(seen)) for seen in shown],
        "wanted": [float(len(one.skills)) for one in judged],
        "hit": [each.hit_at_3 or 0.0 for each in alone],
        "ranked": [each.r_precision_at_5 or 0.0 for each in alone],
        "labelled": [float(bool(one.skills)) for one in judged],
        "left": [each.left_empty or 0.0 for each in alone],
        "unlabelled": [float(not one.skills) for one in judged],
    }


def _range(above: NDArray[np.float64], below: NDArray[np.float64], draws: NDArray[np.int64]) -> Range:
    tops, bottoms = above[draws].sum(axis=1), below[draws].sum(axis=1)
    shares = tops[bottoms > 0] / bottoms[bottoms > 0]
    low, high = np.quantile(shares, (0.025, 0.975))
    return float(low), float(high)
