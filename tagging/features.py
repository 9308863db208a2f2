"""What is measured about a text and a candidate skill, before anything is called a confidence."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.candidates import BY_WORDS as BY_WORD_LISTS
from tagging.candidates import LISTS, Candidates, candidates, ranks
from tagging.likeness import Likeness, likeness, standing
from tagging.overlap import OVERLAP, Overlap, overlaps
from tagging.reading import Reading
from tagging.rivals import RIVALS, rivals
from tagging.shortlist import SkillIndex

_MEANING = ("whole", "mapped", "mapped_part", "described")
COSINES = (
    "cosine",
    "passage_cosine",
    "mapped_cosine",
    "mapped_passage_cosine",
    "description_cosine",
    "description_passage_cosine",
    "passage_gap",
    "cosine_gap",
)
_WORDS = ("word_score", "word_gap", "told_score", "told_gap", "phrase_gap")
# How far above the best other candidate, or below the best.
_APART = (*COSINES[:4], "description_passage_cosine", "matched_rarity", "tightness", "mapped_part_z", "described_z")
_MARGINS = tuple(f"{name}_margin" for name in _APART)
# What means more, or less, in a catalogue of fifty skills than in one of ten thousand.
_SIZED = ("mapped_passage_cosine", "mapped_part_z", "described_z", "best_share", "matched_rarity", "mapped_z_gap")
USUAL_LOG_CATALOGUE = 6.0
_SIZES = ("log_text_words", "log_passages", "log_catalogue")
FEATURES = (
    *COSINES,
    *(f"{name}_rank" for name in LISTS),
    *(f"{name}_z" for name in _MEANING),
    *(f"{name}_z_gap" for name in _MEANING),
    "lists",
    *_WORDS,
    *OVERLAP,
    *RIVALS,
    *_SIZES,
    *_MARGINS,
    *(f"{name}_by_size" for name in (*_SIZED, "mapped_passage_cosine_margin")),
    "log_catalogue_squared",
)
# What a model's range of cosines decides.
BY_MODEL = frozenset(
    {
        *COSINES,
        *_MARGINS[:5],
        "near_rivals",
        "nearest_better",
        "beaten_by",
        "mapped_passage_cosine_by_size",
        "mapped_passage_cosine_margin_by_size",
    }
)
# What words decide: nothing where text and names are in different languages. A text's words are more in one language
# than in another. How many words a name has is said of the name alone, and stays.
BY_WORDS = frozenset(
    {
        *(f"{name}_rank" for name in BY_WORD_LISTS),
        "lists",
        *_WORDS,
        *OVERLAP,
        *RIVALS[:2],
        "log_text_words",
        "matched_rarity_margin",
        "tightness_margin",
        "best_share_by_size",
        "matched_rarity_by_size",
    }
) - {"log_name_words"}


@dataclass(frozen=True)
class Measured:
    """Candidates for one text: their rows in the index, one line of features each, their own words found."""

    rows: tuple[int, ...]
    features: NDArray[np.float64]
    matched: tuple[frozenset[str], ...]


def measure(reading: Reading, index: SkillIndex, eligible: Collection[int] | None = None) -> Measured:
    """Find the candidates for a text and measure them; `eligible` holds the rows that may be named."""
    if not len(index):
        return _nothing()
    found = likeness(reading, index)
    named = index.named_in(reading.content)
    chosen = candidates(found, named, len(index), eligible)
    if not chosen.rows:
        return _nothing()
    said = overlaps(reading, index, found, chosen.rows, named)
    features = _lines(reading, index, found, chosen, said)
    return Measured(chosen.rows, features, tuple(one.every for one in said))


def _nothing() -> Measured:
    return Measured((), np.zeros((0, len(FEATURES))), ())


def _lines(
    reading: Reading, index: SkillIndex, found: Likeness, chosen: Candidates, said: list[Overlap]
) -> NDArray[np.float64]:
    rows = np.array(chosen.rows, dtype=np.int64)
    names = index.names[rows]
    cosines = _cosines(reading, index, found, rows)
    standings = [standing(getattr(found, name), rows) for name in _MEANING]
    order = cosines[:, COSINES.index("mapped_passage_cosine")] + cosines[:, COSINES.index("passage_cosine")]
    columns: list[NDArray[Any]] = [
        cosines,
        ranks(found, rows),
        *(above for above, _ in standings),
        *(below for _, below in standings),
        np.array(chosen.lists),
        _by_words(found, rows),
        np.array([one.values for one in said]),
        rivals(said, names, order),
        np.tile(_sizes(reading, index), (len(rows), 1)),
    ]
    lines = np.column_stack(columns).astype(np.float64)
    return np.column_stack([lines, _relations(lines)])


def _relations(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the margins to the other candidates, and what is weighed by the size of the catalogue."""
    margins = np.stack([_margin(lines[:, FEATURES.index(name)]) for name in _APART], axis=1)
    size = lines[:, FEATURES.index("log_catalogue")] - USUAL_LOG_CATALOGUE
    sized = lines[:, [FEATURES.index(name) for name in _SIZED]] * size[:, None]
    of_margin = margins[:, _MARGINS.index("mapped_passage_cosine_margin")] * size
    return np.column_stack([margins, sized, of_margin, size**2])


def _margin(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each value lies above the best of the others; one alone has none."""
    if len(values) < 2:
        return np.zeros(len(values))
    second, best = np.partition(values, -2)[-2:]
    return np.asarray(np.where(values >= best, values - second, values - best))


def _cosines(reading: Reading, index: SkillIndex, found: Likeness, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    passage = (index.names[rows] @ reading.passages.T).max(axis=1)
    described = (index.described[rows] @ reading.passages.T).max(axis=1)
    mapped, whole = found.mapped_part[rows], found.whole[rows]
    columns = (
        whole,
        passage,
        found.mapped[rows],
        mapped,
        found.described[rows],
        described,
        passage - passage.max(),
        whole - whole.max(),
    )
    return np.stack(columns, axis=1).astype(np.float64)


def _by_words(found: Likeness, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    words, told, phrase = found.words, found.told, found.phrase
    columns = (
        np.log1p(words[rows]),
        _below_best(words, rows),
        np.log1p(told[rows]),
        _below_best(told, rows),
        _below_best(phrase, rows),
    )
    return np.stack(columns, axis=1).astype(np.float64)


def _below_best(values: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.asarray((values[rows] - values.max()) / (values.max() + 1))


def _sizes(reading: Reading, index: SkillIndex) -> tuple[float, float, float]:
    words = len(frozenset(reading.stems))
    return math.log(max(words, 1)), math.log(len(reading.passages)), math.log(len(index))
