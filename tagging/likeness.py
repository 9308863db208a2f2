"""How like every skill of a catalogue is to a text: by meaning, by part of the text, by words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.reading import Reading
from tagging.shortlist import SkillIndex

# Where only the usual value and spread of a likeness are wanted, so many skills from all over stand for the rest.
SAMPLE = 1_024
# Added to a spread, so that a catalogue of three look-alikes doesn't turn small differences into large ones.
LEAST_SPREAD = 0.005


@dataclass(frozen=True)
class Likeness:
    """Likeness of a text to every skill. `whole`, `mapped`, `mapped_part` and `described` are cosines.

    `whole`: of the text to the name. `mapped`: the same after the query map; `mapped_part`: of the best passage.
    `described`: of the text to the name with its description. `words`: BM25 over names. `told`: BM25 over
    descriptions. `matched` and `share` are by phrase (a name or a synonym): how much of what it says stands in
    the text; `phrase` is the best of a skill's.
    """

    whole: NDArray[np.float32]
    mapped: NDArray[np.float32]
    mapped_part: NDArray[np.float32]
    described: NDArray[np.float32]
    words: NDArray[np.float32]
    told: NDArray[np.float32]
    matched: NDArray[np.float32]
    share: NDArray[np.float32]
    phrase: NDArray[np.float32]


def likeness(reading: Reading, index: SkillIndex) -> Likeness:
    """Compare a text with every skill of a catalogue."""
    # One row per query: what follows walks along rows.
    by_query = np.concatenate([reading.whole[None], reading.mapped]) @ index.names.T
    matched, share = index.phrase_scores(reading.stems)
    return Likeness(
        whole=by_query[0],
        mapped=by_query[1],
        mapped_part=by_query[1:].max(axis=0),
        described=index.described @ reading.whole,
        words=index.word_scores(reading.stems),
        told=index.by_description.bm25(reading.content),
        matched=matched,
        share=share,
        phrase=index.best_of_phrases(matched * share),
    )


def standing(values: NDArray[np.float32], rows: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return how many spreads each row lies above the usual value, and below the best one."""
    spread = float(values.std()) + LEAST_SPREAD
    return (values[rows] - values.mean()) / spread, (values[rows] - values.max()) / spread
