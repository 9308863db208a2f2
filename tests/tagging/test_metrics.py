"""Figures of an evaluation, worked out by hand on small sets."""

import json
from pathlib import Path

import pytest

from tagging.confidence import from_json, shipped, to_json
from tagging.label_files import read_labels, read_taxonomy
from tagging.labelled import LabelsUnreadable
from tagging.metrics import Judged, calibration_error, calibration_noise, curve, figures, reliability
from tests.tagging.conftest import CATALOGUE


def judged(ranking: list[tuple[int, float]], *skills: int, seconds: float = 0.0) -> Judged:
    return Judged(tuple(ranking), frozenset(skills), seconds)


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
    assert (found.hit_at_3, found.precision, found.recall) == (None, None, None)


def test_the_time_of_most_texts_and_of_nearly_all_is_told() -> None:
    found = figures([judged([(1, 0.9)], 1, seconds=0.001 * number) for number in range(1, 101)], 0.5)
    assert found.milliseconds == pytest.approx(50.5)
    assert found.milliseconds_p95 == pytest.approx(95)


def test_calibration_is_perfect_when_seven_in_ten_at_07_are_right() -> None:
    rows = [judged([(1, 0.75)], *([1] if at < 75 else [2])) for at in range(100)]
    assert calibration_error(rows) == pytest.approx(0, abs=1e-9)
    assert calibration_error([judged([(1, 1.0)], 2)]) == pytest.approx(1)
    assert calibration_error([]) == 0


def test_the_diagram_holds_each_of_the_first_three_once_in_its_tenth() -> None:
    rows = [judged([(1, 1.0), (2, 0.9), (3, 0.8999), (4, 0.85)], 1), judged([(1, 0.0)], 1)]
    bins = reliability(rows)
    assert [(one.low, one.count, one.right) for one in bins] == [(0.0, 1, 1.0), (0.8, 1, 0.0), (0.9, 2, 0.5)]
    assert bins[2].confidence == pytest.approx(0.95)


def test_few_suggestions_show_an_error_by_chance_alone_and_many_hardly_any() -> None:
    few, many = [judged([(1, 0.5)], 1)] * 10, [judged([(1, 0.5)], 1)] * 10_000
    assert calibration_noise(few) == pytest.approx(0.125, abs=0.02)
    assert calibration_noise(many) < 0.01
    assert calibration_noise([judged([(1, 1.0)], 1)]) == 0
    assert calibration_noise([]) == 0


def test_the_curve_shows_less_and_less_as_the_threshold_rises() -> None:
    points = curve([judged([(1, 0.9), (2, 0.5)], 1), judged([(3, 0.3)], 4)])
    by_threshold = {one.threshold: one for one in points}
    assert by_threshold[0.5].precision == 0.5
    assert by_threshold[0.55].precision == 1
    assert (by_threshold[0.95].precision, by_threshold[0.95].empty) == (None, 1)
    assert [one.empty for one in points] == sorted(one.empty for one in points)


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


def test_of_a_framework_only_active_skills_are_chosen_from(tmp_path: Path) -> None:
    (tmp_path / "framework.csv").write_text(
        "name,category,status\nWelding,skill,active\nCrane licence,certification,active\n"
        "Old press,skill,disabled\nFirst aid,,\n"
    )
    assert [skill.name for skill in read_taxonomy(tmp_path / "framework.csv")] == ["Welding", "First aid"]


def test_coefficients_are_the_same_after_writing_and_reading() -> None:
    assert to_json(from_json(to_json(shipped()))) == to_json(shipped())
    with pytest.raises(ValueError, match="features"):
        from_json(to_json(shipped()).replace('"cosine"', '"cosinus"'))
