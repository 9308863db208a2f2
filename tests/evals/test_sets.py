"""The texts the product brings for evaluation, and that no text is measured by a fit that saw it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tagging import fitting, fitting_sources
from tagging.evals import folds, judging
from tagging.evals.cases import COST, load_cases, load_notices
from tagging.evals.running import evaluate_all
from tagging.evals.sets import ABOUT, CASES, NO_SKILL, NOTICES, SAMPLE_CATALOGUE, TRACKS
from tagging.fitting_sources import NO_SKILL_TEXTS, PEOPLE, read_sources
from tagging.label_files import read_taxonomy
from tagging.labelled import LabelledText, exercise_track, no_skill_texts, span_sentences
from tests.tagging.conftest import ToyEmbedder

OTHER_LANGUAGES = ("german", "french", "spanish", "norwegian")


def test_two_hundred_different_texts_fit_no_skill_thirty_of_them_in_other_languages() -> None:
    texts = [one.text for one in load_notices(NO_SKILL)]
    assert len(texts) == len(set(texts)) == 200
    assert not set(texts) & {one.text for one in load_notices(NOTICES)}
    assert not set(texts) & {one.text for one in no_skill_texts(NO_SKILL_TEXTS)}
    by_kind = yaml.safe_load(NO_SKILL.read_text(encoding="utf-8"))
    assert sum(len(by_kind[language]) for language in OTHER_LANGUAGES) == 30


def test_every_case_has_a_name_of_its_own_a_harm_and_skills_of_the_catalogue() -> None:
    skills, cases = load_cases(CASES)
    names = {skill.name for skill in skills}
    assert len({case.name for case in cases}) == len(cases) >= 45
    assert {case.harm for case in cases} == set(COST)
    for case in cases:
        assert {*case.expect, *case.forbid} <= names, case.name
        assert case.nothing is not bool(case.expect or case.forbid), case.name
        assert case.harm == "wrong" or not (case.nothing or case.forbid), case.name


def test_the_sample_catalogue_is_read_with_its_skills_alone() -> None:
    names = {skill.name for skill in read_taxonomy(SAMPLE_CATALOGUE)}
    assert {"Fire safety", "Order picking"} <= names
    assert "Norwegian" not in names


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the real form with a few lines in each file, and parts of a catalogue to go with so few."""
    monkeypatch.setattr(fitting_sources, "DESCRIBED_SIZES", (6,))
    monkeypatch.setattr(fitting_sources, "LEAST_DESCRIPTION", 4)
    (tmp_path / "esco").mkdir()
    folder = tmp_path / "tagging"
    folder.mkdir()
    names = [f"{verb} {thing}" for verb in ("weld", "paint", "count", "drive") for thing in ("pipes", "vans", "stock")]
    rows = [f"u{number},{name},,Can {name}." for number, name in enumerate(names)]
    (tmp_path / "esco" / "skills.csv").write_text("\n".join(["uri,preferredLabel,altLabels,description", *rows, ""]))
    (folder / "skills_en_label.txt").write_text("\n".join(names) + "\n")
    for number, name in enumerate(("house", "tech")):
        lines = [f"{name}: you {names[(at + number) % 12]} on day {at},{names[(at + number) % 12]}" for at in range(10)]
        (folder / f"{name}_validation.csv").write_text("sentence,label\n" + "\n".join(lines) + "\n")
    for name in ("train", "dev"):
        lines = [f"{name} {at}: they {names[at % 12]},\"['{names[at % 12]}']\"" for at in range(12)]
        (folder / f"skillskape_{name}.csv").write_text("sentence,skills\n" + "\n".join(lines) + "\n")
    tracks = {track: a_track(track) for track in ("python", "javascript")}
    (folder / "exercises.json").write_text(json.dumps(tracks))
    return tmp_path


def a_track(track: str) -> dict[str, Any]:
    concepts = ["loops", "strings", "classes", "numbers"]
    activities = [
        {
            "id": f"{track}/{at}",
            "kind": "practice" if track == "python" and at % 2 else "concept",
            "title": f"{track} {concepts[at % 4]} {at}",
            "description": f"Use {concepts[at % 4]}.",
            "skills": [concepts[at % 4]],
        }
        for at in range(8)
    ]
    taxonomy = [{"slug": concept, "name": concept.title(), "blurb": f"About {concept}."} for concept in concepts]
    return {"taxonomy": taxonomy, "activities": activities}


def test_no_text_is_measured_by_coefficients_whose_fit_saw_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[set[str]] = []
    watch_fits(monkeypatch, seen)
    measured: list[tuple[int, str]] = []
    judge = judging.judge_texts

    def watched(texts: Sequence[LabelledText], *rest: Any) -> Any:
        measured.extend((len(seen) - 1, text.title + text.text) for text in texts)
        return judge(texts, *rest)

    monkeypatch.setattr(folds, "judge_texts", watched)
    leaving_out = everything_in(data)
    leaving_out.sentences()
    for name in TRACKS:
        leaving_out.exercises(exercise_track(data / "tagging" / "exercises.json", name))
    assert len(measured) == 10 + 10 + 8 + 8
    assert not [text for fit, text in measured if text in seen[fit]]
    for fold in range(5):  # four fifths of the sentences are in each fit: it leaves out no more than it must
        assert sum("on day" in text for text in seen[fold]) == 16


def everything_in(data: Path) -> folds.Folds:
    toy = ToyEmbedder()
    sources = read_sources(data, toy, TRACKS)
    people = [span_sentences(data / "tagging" / f"{name}_validation.csv", sources.index.skills) for name in PEOPLE]
    return folds.Folds(sources, people, toy)


def watch_fits(monkeypatch: pytest.MonkeyPatch, seen: list[set[str]]) -> None:
    """Note for each fit the texts it was given."""
    texts_of: dict[int, set[str]] = {}
    measure, fit = fitting.examples, fitting.fit

    def examples(texts: Sequence[LabelledText], *rest: Any, **named: Any) -> Any:
        found = measure(texts, *rest, **named)
        texts_of[id(found)] = {text.title + text.text for text in texts}
        return found

    def watched(parts: Sequence[Any], name: str) -> Any:
        seen.append(set().union(*(texts_of[id(part)] for part in parts)))
        return fit(parts, name)

    monkeypatch.setattr(folds, "examples", examples)
    monkeypatch.setattr(fitting, "examples", examples)
    monkeypatch.setattr(folds, "fit", watched)


def test_all_sets_are_measured_where_the_data_is(data: Path) -> None:
    found = evaluate_all(data, ToyEmbedder()).sets
    assert found.keys() == ABOUT.keys()
    assert found["python"].figures.texts == 8
    assert found["python_concepts"].figures.texts == 4
    assert found["no_skill_exercises"].figures.texts == 400
