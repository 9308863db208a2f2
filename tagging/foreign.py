"""Confidence for a text that is not in English: by meaning alone, and by the names and synonyms that stand in it.

The coefficients for English texts know that words of a right skill's name stand in the text; where names and text are
in different languages that says nothing. A model that may read the language gets coefficients by meaning alone; one
that reads English keeps to its own, which are low for such texts. A name in the text's language is what somebody put
there for such texts. How often these are right was not measured: the figures are by judgement, low enough that a
short word alone doesn't pass the usual threshold.
"""

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.features import FEATURES, Measured
from tagging.languages import ENGLISH, language_of, reads_english_only
from tagging.understanding import understands

SEVERAL_WORDS, LONG_WORD, SHORT_WORD = 0.7, 0.6, 0.4
LONG = 5
"""Letters of its stem from which on one word alone tells enough: 'Brandschutz', 'soudage', 'sveising'."""

_IN_TEXT = [FEATURES.index(name) for name in ("name_in_text", "synonym_in_text")]
_NAMED_WORDS = FEATURES.index("named_words")


def is_foreign(text: str) -> bool:
    """Whether a text is clearly in another language than English."""
    return language_of(text) not in (None, ENGLISH)


def told_by_meaning(text: str, embedder: Embedder) -> bool:
    """Whether a text is clearly in another language that the model reads as well as English."""
    if reads_english_only(embedder.model):
        return False
    language = language_of(text)
    return language not in (None, ENGLISH) and understands(embedder, str(language))


def confidences_in(text: str, measured: Measured, retrieval: NDArray[np.float64]) -> NDArray[np.float64]:
    """Retrieval's confidences, raised to those of names met where the text is clearly in another language."""
    if not len(retrieval) or not is_foreign(text):
        return retrieval
    named = [_by_name(line, matched) for line, matched in zip(measured.features, measured.matched, strict=True)]
    return np.asarray(np.maximum(retrieval, np.array(named)))


def _by_name(line: NDArray[np.float64], matched: frozenset[str]) -> float:
    if not line[_IN_TEXT].any():
        return 0.0
    if line[_NAMED_WORDS] > 1:
        return SEVERAL_WORDS
    return LONG_WORD if max(map(len, matched), default=0) >= LONG else SHORT_WORD
