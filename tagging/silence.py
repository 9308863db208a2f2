"""How much surer a model is of texts that fit nothing than it may be: taken off what it says of others by meaning.

Distances in spreads mean something else with each model and catalogue: what is unheard of with one is usual with
another. Texts of every day, in the same language and against the same catalogue, tell what nothing looks like.
"""

from collections.abc import Sequence
from weakref import ReferenceType, WeakKeyDictionary, ref

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.confidence import Coefficients
from tagging.features import measure
from tagging.reading import Reading, read_activities
from tagging.shortlist import SkillIndex
from tagging.understanding import everyday
from tagging.verdicts import chance, log_odds

SPREADS = 1.65
"""So many spreads above the mean lie 5 in 100 of what spreads as chance does: 95 % of the texts stay silent at 0.5."""

_readings: WeakKeyDictionary[Embedder, dict[str, list[Reading]]] = WeakKeyDictionary()
_excesses: dict[int, tuple[ReferenceType[SkillIndex], dict[tuple[str, str, Coefficients], float]]] = {}


def silenced(
    confidences: NDArray[np.float64], language: str, index: SkillIndex, embedder: Embedder, by: Coefficients
) -> NDArray[np.float64]:
    """Return confidences by meaning, lowered as far as texts that fit nothing would pass 0.5 with them."""
    known = _known(index)
    key = (embedder.model, language, by)
    if key not in known:
        known[key] = excess(_everyday(embedder, language), index, by)
    if not known[key]:
        return confidences
    return np.array([chance(log_odds(one) - known[key]) for one in confidences.tolist()])


def excess(nothing: Sequence[Reading], index: SkillIndex, by: Coefficients) -> float:
    """How far, in log-odds, the likeliest candidates of texts that fit nothing lie above 0.5; 0 where they don't."""
    tops = [by.confidences(measure(one, index).features).max() for one in nothing]
    sure = np.array([log_odds(float(one)) for one in tops])
    return max(0.0, float(sure.mean() + SPREADS * sure.std())) if len(sure) else 0.0


def _everyday(embedder: Embedder, language: str) -> list[Reading]:
    known = _readings.setdefault(embedder, {})
    if language not in known:
        readings = read_activities([("", text) for text in everyday().get(language, ())], embedder)
        known[language] = [one for one in readings if one is not None]
    return known[language]


def _known(index: SkillIndex) -> dict[tuple[str, str, Coefficients], float]:
    """What was found for this snapshot of a catalogue; it is forgotten with it."""
    number = id(index)
    if number not in _excesses:
        _excesses[number] = (ref(index, lambda _: _excesses.pop(number, None)), {})
    return _excesses[number][1]
