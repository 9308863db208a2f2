"""Joins retrieval's confidence with the judge's verdict, each as evidence in log-odds, and stays true by it.

Retrieval's confidence is calibrated already; what a model says of its own confidence is not, and how much its picking
or leaving out tells differs from model to model. Four weights say how much, fitted where labelled texts and a model
are at hand (`python -m tagging.verdict_fitting`).
"""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

# No confidence counts as certain: beyond these ends the odds would drown everything else.
SUREST_RETRIEVAL = 0.99
LEAST_VERDICT, MOST_VERDICT = 0.2, 0.98


@dataclass(frozen=True)
class VerdictWeights:
    """How log-odds add up: `retrieval` times retrieval's, and for a picked skill `picked` plus `verdict` times the
    judge's, for one it left out `left_out`.

    The joint confidence never falls when either rises, and a skill left out stays below the same skill picked with
    however little confidence; ValueError for weights of which that isn't so.
    """

    name: str
    retrieval: float
    verdict: float
    picked: float
    left_out: float

    def __post_init__(self) -> None:
        rising = self.retrieval >= 0 and self.verdict >= 0
        if not rising or self.left_out > self.picked + self.verdict * log_odds(LEAST_VERDICT) + 1e-9:
            raise ValueError(f"The weights '{self.name}' would turn a better verdict into a lower confidence.")

    def joint(self, retrieval: float, verdict: float | None) -> float:
        """The joint confidence, 0 to 1. `verdict` is the judge's in a skill it picked, 0 for one that it was shown and
        left out, None where no judge was heard: then retrieval's stands.

        With the shipped weights a skill left out stays below 0.5, however sure retrieval was; fitted ones let it
        pass only where the labelled texts say that this judge's silence means so little.
        """
        if verdict is None:
            return retrieval
        odds = self.retrieval * log_odds(_between(retrieval, 1 - SUREST_RETRIEVAL, SUREST_RETRIEVAL))
        if not verdict > 0:
            return chance(odds + self.left_out)
        return chance(odds + self.picked + self.verdict * log_odds(_between(verdict, LEAST_VERDICT, MOST_VERDICT)))


def log_odds(probability: float) -> float:
    """The log-odds of a probability strictly between 0 and 1."""
    return math.log(probability / (1 - probability))


def chance(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-_between(odds, -30.0, 30.0)))


@lru_cache(maxsize=1)
def shipped_verdicts() -> VerdictWeights:
    """The weights that come with the product."""
    return verdicts_from_json(files("tagging").joinpath("verdicts.json").read_text(encoding="utf-8"))


def verdicts_from_json(text: str) -> VerdictWeights:
    """Read weights; ValueError where they are none."""
    stored: dict[str, Any] = json.loads(text)
    numbers = [float(stored[field]) for field in ("retrieval", "verdict", "picked", "left_out")]
    return VerdictWeights(str(stored["name"]), *numbers)


def verdicts_to_json(weights: VerdictWeights) -> str:
    """Write weights."""
    numbers = {field: round(getattr(weights, field), 4) for field in ("retrieval", "verdict", "picked", "left_out")}
    return json.dumps({"name": weights.name, **numbers}, indent=1) + "\n"


def _between(value: float, low: float, high: float) -> float:
    return low if math.isnan(value) else min(high, max(low, value))
