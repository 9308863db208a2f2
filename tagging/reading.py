"""An activity's text as the tagger reads it: title, passages and their vectors, words in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.query_map import mapped
from tagging.words import STOPWORDS, Word, words_of

MOST_PASSAGES = 8
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[•*–-]\s|\s*[•]\s*")
_CLAUSE_END = re.compile(r"\s*[,;()]\s*|\s+(?:and|or|und|et|og|y)\s+|\s*/\s*")
_LONG_SENTENCE = 60


@dataclass(frozen=True)
class Reading:
    """A text made ready for comparison. `passages` are unit vectors of the whole, the title and parts of the text.

    `mapped` are the same, turned towards the names of skills where a map was fitted for the model.
    """

    title: str
    text: str
    words: tuple[Word, ...]
    whole: NDArray[np.float32]
    passages: NDArray[np.float32]
    mapped: NDArray[np.float32]

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words in order."""
        return tuple(word.stem for word in self.words)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The stems in order without words that say nothing about which skill is meant."""
        return tuple(stem for stem in self.stems if stem not in STOPWORDS)


def read_activity(title: str, text: str, embedder: Embedder) -> Reading | None:
    """Return the reading of an activity, or None when it holds no word."""
    return read_activities([(title, text)], embedder)[0]


def read_activities(pairs: Sequence[tuple[str, str]], embedder: Embedder) -> list[Reading | None]:
    """Return the reading of each (title, text), None where it holds no word; all are embedded in one call."""
    cleaned = [(title.strip(), text.strip()) for title, text in pairs]
    words = [tuple(words_of(joined(*pair))) for pair in cleaned]
    parts = [[joined(*pair), *passages(*pair)] if found else [] for pair, found in zip(cleaned, words, strict=True)]
    texts = list(dict.fromkeys(part for each in parts for part in each))
    if not texts:
        return [None] * len(cleaned)
    vectors = np.asarray(embedder.embed(texts), dtype=np.float32)
    turned, place = mapped(vectors, embedder.model), {text: at for at, text in enumerate(texts)}
    readings: list[Reading | None] = []
    for (title, text), found, each in zip(cleaned, words, parts, strict=True):
        rows = [place[part] for part in each]
        readings.append(Reading(title, text, found, vectors[rows[0]], vectors[rows], turned[rows]) if found else None)
    return readings


def joined(title: str, text: str) -> str:
    """Return title and text as one text, the form in which positions of words are counted."""
    return f"{title}. {text}" if title and text else title or text


def passages(title: str, text: str) -> list[str]:
    """Return the title and the parts of a text worth comparing alone, evenly picked when there are many."""
    whole = joined(title, text)
    parts = [title, *(part for sentence in _SENTENCE_END.split(text) for part in _clauses(sentence))]
    distinct = [part for part in dict.fromkeys(part.strip(" .,;:-*") for part in parts) if part and part != whole]
    if len(distinct) <= MOST_PASSAGES:
        return distinct
    picked = np.linspace(0, len(distinct) - 1, MOST_PASSAGES).round().astype(int)
    return [distinct[place] for place in picked]


def _clauses(sentence: str) -> list[str]:
    if len(sentence) < _LONG_SENTENCE:
        return [sentence]
    clauses = [part for part in _CLAUSE_END.split(sentence) if len(part) > 2]
    return [sentence, *clauses] if len(clauses) > 1 else [sentence]
