"""Fit how much the judge's verdict counts: `python -m tagging.verdict_fitting --labels FILE --taxonomy FILE --model M`.

Asks the language model about every labelled text, within its daily budget. The key is read from OPENAI_API_KEY, a
server other than OpenAI's from OPENAI_BASE_URL. Needs scipy; the product itself doesn't.
"""

import argparse
import math
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagging.embedding import open_embedder
from tagging.judge import Judge
from tagging.label_files import read_labels, read_taxonomy
from tagging.labelled import LabelledText
from tagging.llm import ChatModel
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tagging.vector_store import FileVectors
from tagging.verdicts import (
    LEAST_VERDICT,
    MOST_VERDICT,
    SUREST_RETRIEVAL,
    VerdictWeights,
    log_odds,
    shipped_verdicts,
    verdicts_to_json,
)

PULL = 1.0
"""How strongly the shipped weights hold: as much as a few dozen labelled skills would."""
FEWEST = 30
"""Skills the judge picked, at least, before weights are fitted."""


@dataclass(frozen=True)
class Judged:
    """A skill on a text's short list: both confidences (0 left out), and whether people say it is right."""

    retrieval: float
    verdict: float
    right: bool


def fit_verdict(pairs: Sequence[Judged], name: str = "fitted") -> VerdictWeights:
    """The weights under which the joint confidences fit the answers best, near the shipped ones where pairs are few.

    Rising in both confidences by construction. Raises ValueError where the judge picked fewer than 30 skills.
    """
    if sum(pair.verdict > 0 for pair in pairs) < FEWEST:
        raise ValueError(f"Fitting takes at least {FEWEST} skills that the judge picked.")
    # Lazy: only who fits needs it.
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # noqa: PLC0415

    start = _bare(shipped_verdicts())
    lines = _lines(pairs)
    right = np.array([pair.right for pair in pairs], dtype=float)
    found = minimize(lambda bare: _cost(bare, lines, right) + PULL * float(((bare - start) ** 2).sum()), start)
    return _dressed(np.asarray(found.x), name)


def judged_pairs(tagger: Tagger, texts: Iterable[LabelledText], index: SkillIndex) -> list[Judged]:
    """What retrieval and the judge say of the skills on each text's short list; texts it can't judge are left out."""
    return [
        Judged(retrieval, verdict, skill_id in text.skills)
        for text in texts
        for skill_id, retrieval, verdict in tagger.judged(text.title, text.text, index)
    ]


def _lines(pairs: Sequence[Judged]) -> NDArray[np.float64]:
    """Per pair: retrieval's log-odds, the verdict's where picked, 1 where picked, 1 where left out."""
    return np.array([_line(pair) for pair in pairs], dtype=float)


def _line(pair: Judged) -> tuple[float, float, float, float]:
    retrieval = log_odds(min(SUREST_RETRIEVAL, max(1 - SUREST_RETRIEVAL, pair.retrieval)))
    if pair.verdict <= 0:
        return retrieval, 0.0, 0.0, 1.0
    return retrieval, log_odds(min(MOST_VERDICT, max(LEAST_VERDICT, pair.verdict))), 1.0, 0.0


def _cost(bare: NDArray[np.float64], lines: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    odds = lines @ np.array(_weights(bare))
    return float(np.logaddexp(0, np.where(right > 0, -odds, odds)).sum())


def _weights(bare: Sequence[float] | NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Weights out of four free numbers, so that no choice of these breaks what the weights promise."""
    retrieval, verdict = math.exp(min(bare[0], 3.0)), math.exp(min(bare[1], 3.0))
    picked = float(bare[2])
    return retrieval, verdict, picked, picked + verdict * log_odds(LEAST_VERDICT) - math.exp(min(bare[3], 3.0))


def _bare(weights: VerdictWeights) -> NDArray[np.float64]:
    gap = weights.picked + weights.verdict * log_odds(LEAST_VERDICT) - weights.left_out
    return np.array([math.log(weights.retrieval), math.log(weights.verdict), weights.picked, math.log(gap)])


def _dressed(bare: NDArray[np.float64], name: str) -> VerdictWeights:
    return VerdictWeights(name, *_weights(bare))


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, fit, and write the weights; the figures before and after go to the terminal."""
    chosen = _arguments(arguments)
    embedder = FileVectors(open_embedder(None), chosen.vectors)
    catalogue = read_taxonomy(chosen.taxonomy)
    chat = ChatModel(
        model=chosen.model, api_key=os.environ.get("OPENAI_API_KEY"), base_url=os.environ.get("OPENAI_BASE_URL")
    )
    labels = read_labels(chosen.labels, catalogue)
    pairs = judged_pairs(Tagger(embedder, Judge(chat)), labels.texts, SkillIndex.build(catalogue, embedder.embed))
    embedder.save()
    try:
        weights = fit_verdict(pairs, f"{chosen.model}/{labels.name}")
    except ValueError as few:
        sys.stderr.write(f"{few}\n")
        return 1
    chosen.to.write_text(verdicts_to_json(weights), encoding="utf-8")
    spent = chat.spent
    sys.stdout.write(
        f"Fitted on {len(pairs)} judged skills; written to {chosen.to.name}. "
        f"{spent.calls} calls, {spent.tokens_in} tokens read, {spent.tokens_out} written.\n"
    )
    return 0


def _arguments(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m tagging.verdict_fitting", description=__doc__)
    parser.add_argument("--labels", type=Path, required=True, help="labelled texts, as for prowess eval tagging")
    parser.add_argument("--taxonomy", type=Path, required=True, help="the skills: CSV, JSON, or one name a line")
    parser.add_argument("--model", required=True, help="the language model's name")
    parser.add_argument("--vectors", type=Path, help="file to keep vectors in between runs")
    parser.add_argument("--to", type=Path, default=Path(__file__).with_name("verdicts.json"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
