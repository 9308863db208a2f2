"""Fit the shipped coefficients: `python -m tagging.fitting --data DIR`. Needs scikit-learn; the product doesn't."""

import argparse
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.confidence import Coefficients, save
from tagging.embedding import open_embedder
from tagging.features import measure
from tagging.labelled import (
    LabelledSet,
    LabelledText,
    esco_catalogue,
    exercise_track,
    span_sentences,
    written_sentences,
)
from tagging.reading import read_activity
from tagging.shortlist import SkillIndex, SkillText
from tagging.vector_store import FileVectors

# How much one candidate of each source counts. Sentences people labelled count whole; those written by a model
# and those against part of a catalogue are many and easy, so they only steady the fit.
WEIGHTS = {"people": 1.0, "written": 0.3, "part": 0.03, "exercises": 0.1}
WRITTEN_SENTENCES = 1_800
PART_SIZES = (150, 600, 3_000)
TEXTS_PER_PART = 15
KEPT_IN_PART = 0.7
STRENGTH = 0.1
FIT_TRACK = "python"


@dataclass(frozen=True)
class Examples:
    """Measured candidates with the answer people gave, and how much each counts."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]


def examples(texts: Iterable[LabelledText], index: SkillIndex, embedder: Embedder, weight: float) -> Examples:
    """Measure the candidates of labelled texts against one catalogue."""
    features, right = [], []
    for text in texts:
        reading = read_activity(text.title, text.text, embedder)
        if reading is None:
            continue
        measured = measure(reading, index)
        features.append(measured.features)
        right.append(np.array([int(index.ids[row]) in text.skills for row in measured.rows], dtype=bool))
    lines = np.concatenate(features)
    return Examples(lines, np.concatenate(right), np.full(len(lines), weight))


def fit(parts: Sequence[Examples], name: str) -> Coefficients:
    """Fit one regression over all parts."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- lazy: evaluation without folds does without

    features = np.concatenate([part.features for part in parts])
    right = np.concatenate([part.right for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    model.fit((features - mean) / spread, right, sample_weight=weight)
    return Coefficients(
        name, tuple(mean.tolist()), tuple(spread.tolist()), tuple(model.coef_[0].tolist()), float(model.intercept_[0])
    )


def part_of_catalogue(
    texts: Sequence[LabelledText], catalogue: Sequence[SkillText], size: int, chance: random.Random
) -> list[SkillText]:
    """Return a catalogue of a company's size that holds most, not all, of what the texts are about."""
    chosen = {skill.id for skill in chance.sample(list(catalogue), min(size, len(catalogue)))}
    wanted = sorted({skill for text in texts for skill in text.skills})
    chosen |= {skill for skill in wanted if chance.random() < KEPT_IN_PART}
    return [skill for skill in catalogue if skill.id in chosen]


def fitting_parts(
    people: Sequence[LabelledText],
    written: Sequence[LabelledText],
    exercises: LabelledSet,
    index: SkillIndex,
    embedder: Embedder,
) -> list[Examples]:
    """Measure every source once, against the whole catalogue and against parts of it."""
    found = [
        examples(people, index, embedder, WEIGHTS["people"]),
        examples(written, index, embedder, WEIGHTS["written"]),
    ]
    own = SkillIndex.build(exercises.skills, embedder.embed)
    found.append(examples(exercises.texts, own, embedder, WEIGHTS["exercises"]))
    pool = [*people, *written[: len(written) // 4]]
    chance = random.Random(5)
    for size in PART_SIZES:
        for start in range(0, len(pool), TEXTS_PER_PART):
            texts = pool[start : start + TEXTS_PER_PART]
            part = SkillIndex.build(part_of_catalogue(texts, index.skills, size, chance), embedder.embed)
            found.append(examples(texts, part, embedder, WEIGHTS["part"]))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the data given and write the coefficients."""
    parser = argparse.ArgumentParser(prog="python -m tagging.fitting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/ and tagging/")
    parser.add_argument("--vectors", type=Path, help="file to keep vectors in between runs")
    parser.add_argument("--to", type=Path, default=Path(__file__).with_name("coefficients.json"))
    chosen = parser.parse_args(arguments)
    embedder = FileVectors(open_embedder(None), chosen.vectors)
    catalogue = esco_catalogue(chosen.data)
    index = SkillIndex.build(catalogue, embedder.embed)
    sets = [span_sentences(chosen.data / "tagging" / f"{name}_validation.csv", catalogue) for name in ("house", "tech")]
    written = written_sentences(chosen.data / "tagging" / "skillskape_train.csv", catalogue)
    parts = fitting_parts(
        [text for found in sets for text in found.texts],
        written.sample(WRITTEN_SENTENCES, seed=1).texts,
        exercise_track(chosen.data / "tagging" / "exercises.json", FIT_TRACK),
        index,
        embedder,
    )
    save(fit(parts, f"shipped-1/{embedder.model}"), chosen.to)
    embedder.save()
    count = sum(len(part.right) for part in parts)
    sys.stdout.write(f"Fitted on {count} candidates; written to {chosen.to.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
