"""Figures of an evaluation, worked out by hand on small sets."""

import json
from pathlib import Path

import pytest

from tagging.confidence import from_json, shipped, to_json
from tagging.eval_cases import CaseResult
from tagging.evals import Report, evaluate_file, worse
from tagging.label_files import read_labels, read_taxonomy
from tagging.labelled import LabelsUnreadable
from tagging.metrics import Judged, calibration_error, figures
from tagging.tagger import Tagger
from tests.tagging.conftest import CATALOGUE, ToyEmbedder


def judged(ranking: list[tuple[int, float]], *skills: int) -> Judged:
    return Judged(tuple(ranking), frozenset(skills))


def test_precision_and_recall_count_what_an_editor_sees() -> None:
    found = figures([judged([(1, 0.9), (2, 0.6), (3, 0.4)], 1, 3), judged([(4, 0.8)], 4)], 0.5)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)


def test_a_fourth_suggestion_is_never_seen() -> None:
    found = figures([judged([(1, 0.9), (2, 0.9), (3, 0.9), (4, 0.9)], 4)], 0.5)
    assert (found.precision, found.recall, found.hit_at_3) == (0, 0, 0)
    assert found.r_precision_at_5 == 1


def test_r_precision_looks_at_five_and_at_most_five_labels() -> None:
    ranking = [(skill, 0.1) for skill in range(10)]
    assert figures([judged(ranking, *range(3, 10))], 0.5).r_precision_at_5 == pytest.approx(2 / 5)
    assert figures([judged(ranking, 4, 99)], 0.5).r_precision_at_5 == pytest.approx(1 / 2)


def test_texts_without_a_skill_are_right_when_left_empty() -> None:
    found = figures([judged([(1, 0.4999)]), judged([(1, 0.5)])], 0.5)
    assert found.left_empty == 0.5
    assert found.hit_at_3 is None


def test_calibration_is_perfect_when_seven_in_ten_at_07_are_right() -> None:
    rows = [judged([(1, 0.75)], *([1] if at < 75 else [2])) for at in range(100)]
    assert calibration_error(rows) == pytest.approx(0, abs=1e-9)
    assert calibration_error([judged([(1, 1.0)], 2)]) == pytest.approx(1)
    assert calibration_error([]) == 0


def report(precision: float, passed: bool = True) -> Report:
    one = figures([judged([(1, 0.9)], 1)], 0.5)
    from dataclasses import replace

    return Report({"set": replace(one, precision=precision)}, {"a harm": CaseResult(passed, "suggested nothing")})


def test_a_worse_figure_or_case_is_told_and_a_better_one_isnt() -> None:
    baseline = report(0.70).as_dict()
    assert worse(report(0.70), baseline) == []
    assert worse(report(0.69), baseline) == []
    assert worse(report(0.95), baseline) == []
    assert worse(report(0.67), baseline) == ["set: precision is 0.67, it was 0.7."]
    assert worse(report(0.70, passed=False), baseline) == ["Case 'a harm' passed before: suggested nothing."]
    assert worse(report(0.10), {}) == []


def test_a_labelled_file_is_measured_against_its_taxonomy(tmp_path: Path, toy: ToyEmbedder) -> None:
    (tmp_path / "skills.csv").write_text(
        "name,description,synonyms\nWelding,Joins metal.,arc welding|weld\nFirst aid,,\n"
    )
    (tmp_path / "labels.csv").write_text(
        "title;text;skills\nWelding;Weld a seam by arc welding;Welding\nCake;In the kitchen;\n"
    )
    found = evaluate_file(tmp_path / "labels.csv", tmp_path / "skills.csv", Tagger(toy), toy)
    assert found.sets["labels"].texts == 2
    assert found.sets["labels"].hit_at_3 == 1
    assert "labels" in found.as_text()


def test_without_a_taxonomy_the_catalogue_given_counts(tmp_path: Path, toy: ToyEmbedder) -> None:
    (tmp_path / "labels.csv").write_text(
        "title,description,skills\nTruck day,Forklift driving with pallets,Forklift driving\n"
    )
    found = evaluate_file(tmp_path / "labels.csv", None, Tagger(toy), toy, skills=CATALOGUE)
    assert found.sets["labels"].hit_at_3 == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("title,skills\nA,Welding\nB,Brewing\n", "labels.csv, line 3, skills: the taxonomy has no 'Brewing'."),
        ("a,b\n1,2\n", "needs the columns title, text"),
    ],
)
def test_a_wrong_label_file_is_told_by_line_and_reason(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(LabelsUnreadable, match=sentence.replace(".", r"\.")):
        read_labels(tmp_path / "labels.csv", CATALOGUE)


def test_taxonomies_come_as_csv_json_or_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Welding\n\nFirst aid\n")
    (tmp_path / "b.json").write_text(json.dumps([{"name": "Welding", "synonyms": ["weld"]}]))
    (tmp_path / "c.csv").write_text("preferredLabel,altLabels,description\nwelding,weld|join,Joins.\n")
    assert [skill.name for skill in read_taxonomy(tmp_path / "a.txt")] == ["Welding", "First aid"]
    assert read_taxonomy(tmp_path / "b.json")[0].synonyms == ("weld",)
    assert read_taxonomy(tmp_path / "c.csv")[0].synonyms == ("weld", "join")


def test_coefficients_are_the_same_after_writing_and_reading() -> None:
    assert to_json(from_json(to_json(shipped()))) == to_json(shipped())
    with pytest.raises(ValueError, match="features"):
        from_json(to_json(shipped()).replace('"cosine"', '"cosinus"'))
