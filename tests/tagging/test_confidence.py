"""Confidence means what it says, on texts no coefficient was fitted on (rule tagging/confidence)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tagging.confidence import Coefficients, from_json, shipped, to_json
from tagging.embedding import SHIPPED, LocalEmbedder, open_embedder
from tagging.evals.cases import load_cases
from tagging.evals.folds import Folds
from tagging.evals.judging import judge_texts
from tagging.evals.sets import CASES
from tagging.features import BY_MODEL, FEATURES, measure
from tagging.fitting import Examples, examples, fit
from tagging.fitting_sources import FIT_TRACK, PEOPLE, read_sources
from tagging.labelled import LabelledText, exercise_track, span_sentences
from tagging.metrics import Judged, calibration_error
from tagging.reading import read_activity
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tagging.vector_store import FileVectors
from tests.tagging.conftest import CATALOGUE, ToyEmbedder

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EXERCISES = Path(__file__).with_name("exercises.json")
UNSEEN_TRACK = "javascript"
FLOOR = 0.10


@pytest.fixture(scope="module")
def embedder(real_embedder: LocalEmbedder) -> FileVectors:
    """The real model; each text is embedded once for all tests here."""
    return FileVectors(real_embedder)


def judged_exercises(tagger: Tagger, embedder: FileVectors) -> list[Judged]:
    track = exercise_track(EXERCISES, UNSEEN_TRACK)
    return judge_texts(track.texts, tagger, SkillIndex.build(track.skills, embedder.embed))


def judged_cases(tagger: Tagger, embedder: FileVectors) -> list[Judged]:
    """The product's own cases that say what fits, or that nothing does."""
    skills, cases = load_cases(CASES)
    ids = {skill.name: skill.id for skill in skills}
    texts = [
        LabelledText(case.title, case.text, frozenset(ids[name] for name in case.expect))
        for case in cases
        if case.expect or case.nothing
    ]
    return judge_texts(texts, tagger, SkillIndex.build(skills, embedder.embed))


@pytest.mark.rule("tagging/confidence")
def test_what_is_shown_for_unseen_activities_is_as_sure_as_it_is_right(embedder: FileVectors) -> None:
    assert UNSEEN_TRACK != FIT_TRACK
    tagger = Tagger(embedder)
    exercises, cases = judged_exercises(tagger, embedder), judged_cases(tagger, embedder)
    assert len(exercises) == 30
    assert len(cases) >= 24
    assert sum(len(one.suggested(0.5)) for one in [*exercises, *cases]) >= 30
    assert calibration_error([*exercises, *cases]) <= FLOOR


def test_confidence_that_is_always_high_would_fail_it(embedder: FileVectors) -> None:
    usual = shipped()
    boasting = Coefficients("boasting", usual.mean, usual.spread, usual.weights, usual.intercept + 2)
    assert calibration_error(judged_exercises(Tagger(embedder, coefficients=boasting), embedder)) > FLOOR


@pytest.mark.slow
@pytest.mark.rule("tagging/confidence")
@pytest.mark.skipif(not (DATA / "tagging").is_dir(), reason="the labelled sets of ../shared/data are not here")
def test_on_sentences_people_labelled_each_measured_without_its_fold() -> None:
    cache = Path.home() / ".cache" / "prowess" / "eval_vectors.npz"
    embedder = FileVectors(open_embedder(None), cache)
    sources = read_sources(DATA, embedder)
    people = [span_sentences(DATA / "tagging" / f"{name}_validation.csv", sources.index.skills) for name in PEOPLE]
    judged = Folds(sources, people, embedder).sentences()
    assert {name: calibration_error(found) <= FLOOR for name, found in judged.items()} == dict.fromkeys(PEOPLE, True)


def test_a_more_certain_measurement_never_leaves_zero_to_one() -> None:
    lines = np.array([[value] * len(FEATURES) for value in (-1e9, 0.0, 1e9)])
    found = shipped().confidences(lines)
    assert ((found > 0) & (found < 1)).all()
    assert not len(shipped().confidences(np.zeros((0, len(FEATURES)))))


def test_another_models_cosines_count_nothing_and_the_shipped_models_do() -> None:
    weights = dict(zip(FEATURES, shipped("another/model").weights, strict=True))
    assert weights.keys() >= BY_MODEL
    assert {weights[name] for name in BY_MODEL} == {0.0}
    own = dict(zip(FEATURES, shipped(SHIPPED).weights, strict=True))
    assert any(own[name] for name in BY_MODEL)
    assert shipped() is shipped(SHIPPED)


def test_a_model_whose_cosines_are_all_high_is_measured_by_distance_in_spreads(toy: ToyEmbedder) -> None:
    class Narrow(ToyEmbedder):
        """As the toy's, but with every cosine between 0.8 and 1, as some models have them."""

        model = "narrow"

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = np.hstack([super().embed(texts), np.full((len(texts), 1), 2.0, dtype=np.float32)])
            return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    text = "Weld metal parts by arc and gas, with a forklift beside"
    told = []
    for embedder in (toy, Narrow()):
        reading = read_activity("", text, embedder)
        assert reading is not None
        measured = measure(reading, SkillIndex.build(CATALOGUE, embedder.embed))
        confidences = shipped(embedder.model).confidences(measured.features)
        told.append(dict(zip(measured.rows, confidences.tolist(), strict=True)))
    assert told[0].keys() == told[1].keys()
    assert max(abs(told[0][row] - told[1][row]) for row in told[0]) < 0.1


def test_every_feature_is_a_number_whatever_the_catalogue(toy: ToyEmbedder) -> None:
    for count in (1, 2, len(CATALOGUE)):
        index = SkillIndex.build(CATALOGUE[:count], toy.embed)
        for title, text in (("Welding", ""), ("", "x"), ("Crane", "and the of"), ("Fire", "safety " * 400)):
            reading = read_activity(title, text, toy)
            assert reading is not None
            measured = measure(reading, index)
            assert measured.features.shape == (len(measured.rows), len(FEATURES))
            assert np.isfinite(measured.features).all()


def test_the_same_examples_give_the_same_coefficients(toy: ToyEmbedder) -> None:
    index = SkillIndex.build(CATALOGUE, toy.embed)
    texts = [LabelledText("", skill.name, frozenset({skill.id})) for skill in CATALOGUE]
    parts = [examples(texts, index, toy, 1.0), examples([LabelledText("", "Lunch", frozenset())], index, toy, 0.5)]
    first, again = fit(parts, "toy"), fit(parts, "toy")
    assert to_json(first) == to_json(again)
    restored = from_json(to_json(first))
    lines = parts[0].features
    assert np.allclose(restored.confidences(lines), first.confidences(lines), atol=1e-3)
    assert first.confidences(lines)[parts[0].right].mean() > first.confidences(lines)[~parts[0].right].mean()
    without = fit(parts, "toy", without={"named_words"})
    assert without.weights[FEATURES.index("named_words")] == 0


def test_coefficients_of_other_features_are_refused() -> None:
    stored = to_json(shipped()).replace('"tightness"', '"looseness"', 1)
    with pytest.raises(ValueError, match="don't belong to this version's features"):
        from_json(stored)


def test_texts_without_a_word_give_no_example(toy: ToyEmbedder) -> None:
    index = SkillIndex.build(CATALOGUE, toy.embed)
    found = examples([LabelledText("", " -- ", frozenset())], index, toy, 1.0)
    assert isinstance(found, Examples)
    assert found.features.shape == (0, len(FEATURES))
