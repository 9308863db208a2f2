"""What of a skill's name and synonyms stands in a text, word by word, and how close together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagging.likeness import Likeness
from tagging.reading import Reading
from tagging.shortlist import SkillIndex

OVERLAP = (
    "share_of_words",
    "share_of_rare_words",
    "share_of_synonym_words",
    "best_share",
    "matched_rarity",
    "missed_rarity",
    "rarest_matched",
    "tightness",
    "all_words_present",
    "name_in_text",
    "synonym_in_text",
    "named_words",
    "log_name_words",
)
Places = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Overlap:
    """One candidate's words against a text.

    `values` by OVERLAP; `best` are the words found of the phrase that says most, `share` how much of it they are;
    `every` the words found of any phrase.
    """

    values: tuple[float, ...]
    best: frozenset[str]
    share: float
    every: frozenset[str]


def overlaps(
    reading: Reading, index: SkillIndex, likeness: Likeness, rows: Sequence[int], named: Mapping[int, int]
) -> list[Overlap]:
    """Compare the words of each candidate with the text's; `named` holds rows whose phrase stands in it whole."""
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(reading.content):
        places.setdefault(stem, []).append(at)
    words = frozenset(reading.stems)
    return [_overlap(reading, index, likeness, row, words, places, named.get(row, 0)) for row in rows]


def _overlap(
    reading: Reading,
    index: SkillIndex,
    likeness: Likeness,
    row: int,
    words: frozenset[str],
    places: Places,
    named_words: int,
) -> Overlap:
    wording = index.wordings[row]
    first, end = int(index.first_phrase[row]), int(index.first_phrase[row + 1])
    share: NDArray[np.float32] = likeness.share[first:end]
    matched: NDArray[np.float32] = likeness.matched[first:end]
    at = int((share * matched).argmax())
    found = frozenset(wording.phrases[at]) & words
    of_name = sum(word in words for word in wording.name) / max(len(wording.name), 1)
    by_name = bool(named_words) and _stands(wording.name, reading.content)
    values = (
        of_name,
        float(share[0]),
        float(share[1:].max()) if len(share) > 1 else 0.0,
        float(share[at]),
        float(matched[at]),
        float(index.phrase_weight[first + at] - matched[at]),
        max((index.rarity[word] for word in found), default=0.0),
        tightness(found, places) * float(share[at]),
        float(of_name == 1.0),
        float(by_name),
        float(bool(named_words) and not by_name),
        float(named_words),
        math.log(max(len(wording.name), 1)),
    )
    every = frozenset(word for phrase in wording.phrases for word in phrase) & words
    return Overlap(values, found, float(share[at]), every)


def tightness(found: frozenset[str], places: Places) -> float:
    """Return how much of the shortest stretch of text that holds all found words they fill, 0 to 1."""
    marks = sorted((at, word) for word in found for at in places.get(word, ()))
    if len({word for _, word in marks}) < max(len(found), 1):
        return 0.0
    inside: dict[str, int] = {}
    shortest, left = math.inf, 0
    for at, word in marks:
        inside[word] = inside.get(word, 0) + 1
        while len(inside) == len(found):
            start, leaving = marks[left]
            shortest = min(shortest, at - start + 1)
            inside[leaving] -= 1
            if not inside[leaving]:
                del inside[leaving]
            left += 1
    return len(found) / shortest


def _stands(phrase: Sequence[str], content: Sequence[str]) -> bool:
    last = len(content) - len(phrase) + 1
    return any(tuple(content[at : at + len(phrase)]) == tuple(phrase) for at in range(last))
