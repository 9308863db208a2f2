"""A worse figure or case fails with a sentence that names it; a better one doesn't."""

from pathlib import Path

import pytest

from tagging.evals.baseline import baseline_beside, other_texts, read_baseline, worse, write_baseline
from tagging.labelled import LabelsUnreadable
from tests.evals.conftest import a_report


@pytest.mark.parametrize("precision", [0.70, 0.68, 0.95])
def test_a_figure_may_move_by_two_hundredths_or_become_better(precision: float) -> None:
    assert worse(a_report(precision=precision), a_report(precision=0.70).as_dict()) == []


def test_a_figure_that_fell_further_is_named_with_what_it_was() -> None:
    assert worse(a_report(precision=0.679), a_report(precision=0.70).as_dict()) == [
        "set: precision is 0.679, it was 0.7."
    ]


def test_a_calibration_error_is_worse_when_it_rises() -> None:
    before = a_report(calibration_error=0.05).as_dict()
    assert worse(a_report(calibration_error=0.01), before) == []
    assert worse(a_report(calibration_error=0.071), before) == ["set: calibration error is 0.071, it was 0.05."]


def test_a_case_that_passed_before_is_named_and_one_that_never_did_is_not() -> None:
    assert worse(a_report(passed=False), a_report().as_dict()) == ["Case 'a harm' passed before: suggested nothing."]
    assert worse(a_report(passed=False), a_report(passed=False).as_dict()) == []


def test_what_the_baseline_doesnt_know_and_what_cant_be_told_are_no_worse() -> None:
    assert worse(a_report(precision=0.1), {}) == []
    assert worse(a_report(precision=0.1, name="other"), a_report().as_dict()) == []
    assert worse(a_report(precision=None), a_report(precision=0.7).as_dict()) == []


def test_a_baseline_keeps_the_sets_that_were_not_measured_this_time(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(a_report(name="house"), path)
    write_baseline(a_report(name="tech"), path, before=read_baseline(path))
    found = read_baseline(path)
    assert found is not None and list(found["sets"]) == ["house", "tech"]
    assert "milliseconds" not in found["sets"]["house"]


def test_no_file_is_no_baseline_and_another_file_is_refused(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "none.json") is None
    for content in ("not json", "[]", '{"sets": 1}'):
        (tmp_path / "b.json").write_text(content)
        with pytest.raises(LabelsUnreadable, match=r"b\.json is no baseline"):
            read_baseline(tmp_path / "b.json")


def test_the_baseline_of_own_labels_stands_beside_them() -> None:
    assert baseline_beside(Path("here/labels.csv")) == Path("here/labels.baseline.json")


def test_more_texts_than_at_the_time_of_the_baseline_are_said() -> None:
    assert other_texts(a_report(texts=131), a_report(texts=120).as_dict()) == [
        "set: 131 texts now, 120 when the baseline was taken."
    ]
    assert other_texts(a_report(texts=120), a_report(texts=120).as_dict()) == []
