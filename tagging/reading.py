"""An activity's text as the tagger reads it: title, passages and their vectors, words in order."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.words import Word, words_of

MOST_PASSAGES = 8
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+|\s[•*–-]\s|\s*[•]\s*")
_CLAUSE_END = re.compile(r"\s*[,;()]\s*|\s+(?:and|or|und|et|og|y)\s+|\s*/\s*")
_LONG_SENTENCE = 60


@dataclass(frozen=True)
class Reading:
    """A text made ready for comparison. `passages` are unit vectors of the title and of parts of the text."""

    title: str
    text: str
    words: tuple[Word, ...]
    whole: NDArray[np.float32]
    passages: NDArray[np.float32]

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(word.stem for word in self.words)


def read_activity(title: str, text: str, embedder: Embedder) -> Reading | None:
    """Return the reading of an activity, or None when it holds no word."""
    title, text = title.strip(), text.strip()
    whole = joined(title, text)
    words = tuple(words_of(whole))
    if not words:
        return None
    parts = passages(title, text)
    vectors = embedder.embed([whole, *parts])
    return Reading(title, text, words, vectors[0], vectors)


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
