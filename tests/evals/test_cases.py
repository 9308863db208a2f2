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


def test_a_case_that_asks_for_silence_is_silent_but_where_the_baseline_says_that_it_is_not_yet(report: Report) -> None:
    """What names a skill in passing ('the first aid box moved') is told from its training by a model, not by words."""
    _, cases = load_cases(CASES)
    known = json.loads(BASELINE.read_text(encoding="utf-8"))["cases"]
    silent = [case.name for case in cases if case.nothing]
    spoken = {name for name in silent if not report.cases[name].passed}
    assert spoken <= {name for name in silent if not known[name]}
    assert len(spoken) <= len(silent) / 3
