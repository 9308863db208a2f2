"""The product's own cases and notices hold with the shipped model: nothing that passed before may fail."""

import json

import pytest

from tagging.evals.__main__ import BASELINE
from tagging.evals.baseline import worse
from tagging.evals.cases import load_cases
from tagging.evals.report import Report
from tagging.evals.running import evaluate_all
from tagging.evals.sets import CASES
from tagging.vector_store import FileVectors
from tests.tagging.conftest import shipped_embedder


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate_all(None, FileVectors(shipped_embedder()))


@pytest.mark.rule("tagging/nothing")
def test_nearly_every_notice_gets_no_skill(report: Report) -> None:
    for name in ("notices", "no_skill_cases", "no_skill_sample"):
        left_empty = report.figures[name].left_empty
        assert left_empty is not None
        assert left_empty >= 0.95, name


def test_no_case_and_no_figure_is_worse_than_the_baseline(report: Report) -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert set(report.cases) == set(baseline["cases"])
    assert worse(report, baseline) == []


def test_every_case_that_asks_for_silence_is_silent(report: Report) -> None:
    _, cases = load_cases(CASES)
    spoken = [case.name for case in cases if case.nothing and not report.cases[case.name].passed]
    assert spoken == []
