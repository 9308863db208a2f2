"""Own labels are measured as an editor of that organisation would see them."""

from pathlib import Path

import pytest

from tagging.adjustment import Adjustment
from tagging.evals.judging import judge_texts
from tagging.evals.running import evaluate_file
from tagging.labelled import LabelledText, LabelsUnreadable
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tests.tagging.conftest import CATALOGUE, ToyEmbedder

TEXT = LabelledText("Crane day", "Crane control with a load", frozenset({8}))


def test_what_own_decisions_taught_is_laid_over_the_confidences(toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy)
    (plain,) = judge_texts([TEXT], tagger, index)
    taught = Adjustment(tagger.basis(), shift=-2.0, low=-30.0, high=30.0)
    (adjusted,) = judge_texts([TEXT], tagger, index, taught)
    assert [sure for _, sure in adjusted.ranking] < [sure for _, sure in plain.ranking]
    skill, sure = plain.ranking[0]
    assert dict(adjusted.ranking)[skill] == pytest.approx(taught.confidence(sure, skill), abs=1e-4)


def test_what_was_taught_about_another_tagger_counts_for_nothing(toy: ToyEmbedder, index: SkillIndex) -> None:
    tagger = Tagger(toy)
    other = Adjustment("another basis", shift=-2.0, low=-30.0, high=30.0)
    plain, adjusted = (judge_texts([TEXT], tagger, index, taught) for taught in (None, other))
    assert plain[0].ranking == adjusted[0].ranking


def test_a_labelled_file_is_measured_against_its_taxonomy(tmp_path: Path, toy: ToyEmbedder) -> None:
    (tmp_path / "skills.csv").write_text(
        "name,description,synonyms\nWelding,Joins metal.,arc welding|weld\nFirst aid,,\n"
    )
    (tmp_path / "labels.csv").write_text(
        "title;text;skills\nWelding;Weld a seam by arc welding;Welding\nCake;In the kitchen;\n"
    )
    found = evaluate_file(tmp_path / "labels.csv", tmp_path / "skills.csv", toy)
    assert found.sets["labels"].skills == 2
    assert found.figures["labels"].texts == 2
    assert found.figures["labels"].hit_at_3 == 1
    assert "labels" in found.as_text()


def test_without_a_taxonomy_the_catalogue_given_counts(tmp_path: Path, toy: ToyEmbedder) -> None:
    (tmp_path / "labels.csv").write_text(
        "title,description,skills\nTruck day,Forklift driving with pallets,Forklift driving\n"
    )
    found = evaluate_file(tmp_path / "labels.csv", None, toy, skills=CATALOGUE)
    assert found.figures["labels"].hit_at_3 == 1


def test_labels_without_a_text_are_refused(tmp_path: Path, toy: ToyEmbedder) -> None:
    (tmp_path / "labels.csv").write_text("title,text,skills\n")
    with pytest.raises(LabelsUnreadable, match="labels"):
        evaluate_file(tmp_path / "labels.csv", None, toy, skills=CATALOGUE)
