"""Confidence for a text that is not in English: by the names, synonyms and translations that stand in it.

The shipped coefficients were fitted on English texts, where a synonym met without nearness in meaning is mostly
chance. In another language the meaning is hardly read or not at all, and a name in that language is what somebody put
there for such texts. How often these are right was not measured: the figures are by judgement, low enough that a
short word alone doesn't pass the usual threshold.
"""

import numpy as np
from numpy.typing import NDArray

from tagging.features import FEATURES, Measured
from tagging.languages import ENGLISH, language_of

SEVERAL_WORDS, LONG_WORD, SHORT_WORD = 0.7, 0.6, 0.4
LONG = 5
"""Letters of its stem from which on one word alone tells enough: 'Brandschutz', 'soudage', 'sveising'."""

_IN_TEXT = [FEATURES.index(name) for name in ("name_in_text", "synonym_in_text")]
_NAMED_WORDS = FEATURES.index("named_words")


def confidences_in(text: str, measured: Measured, retrieval: NDArray[np.float64]) -> NDArray[np.float64]:
    """Retrieval's confidences, raised to those of names met where the text is clearly in another language."""
    if not len(retrieval) or language_of(text) in (None, ENGLISH):
        return retrieval
    named = [_by_name(line, matched) for line, matched in zip(measured.features, measured.matched, strict=True)]
    return np.asarray(np.maximum(retrieval, np.array(named)))


def _by_name(line: NDArray[np.float64], matched: frozenset[str]) -> float:
    if not line[_IN_TEXT].any():
        return 0.0
    if line[_NAMED_WORDS] > 1:
        return SEVERAL_WORDS
    return LONG_WORD if max(map(len, matched), default=0) >= LONG else SHORT_WORD
