"""Which documents of a catalogue hold the words of a text, and how much that tells: postings in arrays."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The usual saturation and length correction of BM25.
_SATURATION = 1.5
_BY_LENGTH = 0.75


@dataclass(frozen=True)
class WordIndex:
    """Postings of a list of documents, each a list of words: for each word the documents that hold it."""

    numbers: dict[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "WordIndex":
        """Return the index; a word counts once in a document."""
        numbers: dict[str, int] = {}
        held = [{numbers.setdefault(word, len(numbers)) for word in document} for document in documents]
        lengths = np.array([len(words) for words in held], dtype=np.int32)
        words = np.fromiter((word for each in held for word in each), dtype=np.int64, count=int(lengths.sum()))
        order = np.argsort(words, kind="stable")
        at = np.repeat(np.arange(len(held), dtype=np.int32), lengths)[order]
        starts = np.searchsorted(words[order], np.arange(len(numbers) + 1))
        return cls(numbers, starts, at, lengths)

    def holders(self, word: str) -> NDArray[np.int32]:
        """Return the documents that hold a word."""
        number = self.numbers.get(word)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        return self.documents[self.starts[number] : self.starts[number + 1]]

    def bm25(self, query: Iterable[str]) -> NDArray[np.float32]:
        """Return a BM25 score per document for the distinct words of a query."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        usual = max(float(self.lengths.mean()), 1e-9) if len(self.lengths) else 1.0
        for word in dict.fromkeys(query):
            rows = self.holders(word)
            if len(rows):
                tells = math.log(1 + (len(scores) - len(rows) + 0.5) / (len(rows) + 0.5))
                correction = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * self.lengths[rows] / usual)
                scores[rows] += tells / (1 + correction)
        return scores

    def weighed(self, query: Iterable[str], rarity: dict[str, float]) -> NDArray[np.float32]:
        """Return per document how much the words it shares with a query tell, by their rarity."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        for word in dict.fromkeys(query):
            rows = self.holders(word)
            if len(rows):
                scores[rows] += rarity.get(word, 1.0)
        return scores
