"""The product's own cases and notices hold with the shipped model: nothing that passed before may fail."""

import json

import pytest

from tagging.eval_cases import load_cases, load_notices, run_cases
from tagging.evals import BASELINE, CASES, NOTICES, Report, evaluate, worse
from tagging.labelled import LabelledSet
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tagging.vector_store import FileVectors
from tests.tagging.conftest import shipped_embedder


@pytest.fixture(scope="module")
def report() -> Report:
    embedder = FileVectors(shipped_embedder())
    skills, cases = load_cases(CASES)
    notices = LabelledSet("notices", skills, load_notices(NOTICES))
    tagger = Tagger(embedder)
    index = SkillIndex.build(skills, embedder.embed)
    return Report({"notices": evaluate(notices, tagger, embedder)}, run_cases(cases, index, tagger))


@pytest.mark.rule("tagging/nothing")
def test_nearly_every_notice_gets_no_skill(report: Report) -> None:
    left_empty = report.sets["notices"].left_empty
    assert left_empty is not None
    assert left_empty >= 0.95


def test_no_case_and_no_figure_is_worse_than_the_baseline(report: Report) -> None:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert set(report.cases) == set(baseline["cases"])
    assert worse(report, baseline) == []


def test_every_case_that_asks_for_silence_is_silent(report: Report) -> None:
    _, cases = load_cases(CASES)
    spoken = [case.name for case in cases if case.nothing and not report.cases[case.name].passed]
    assert spoken == []
