"""Evaluation as a habit: `python -m tagging.evals [--data DIR] [--update]`.

Runs the product's own cases and, where the labelled sets are given, those; a figure worse than the baseline fails.
Sets used in the fit are measured by folds: each text by coefficients that never saw it.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.embedding import Embedder
from tagging.confidence import Coefficients
from tagging.embedding import open_embedder
from tagging.eval_cases import CaseResult, load_cases, load_notices, run_cases
from tagging.fitting import WEIGHTS, examples, fit
from tagging.label_files import read_labels, read_taxonomy
from tagging.labelled import (
    LabelledSet,
    LabelledText,
    LabelsUnreadable,
    esco_catalogue,
    exercise_track,
    span_sentences,
    written_sentences,
)
from tagging.metrics import Figures, Judged, figures
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import THRESHOLD, Tagger
from tagging.vector_store import FileVectors

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "evals" / "cases.yaml"
NOTICES = ROOT / "tests" / "evals" / "notices.yaml"
BASELINE = ROOT / "tests" / "evals" / "baseline.json"
DATA = ROOT.parent / "shared" / "data"
FOLDS = 5
SAMPLE = 300
WRITTEN_IN_FOLDS = 450
# A figure may move this far before it counts as worse: about one text in the smallest sets.
TOLERANCE = 0.02
HIGHER_IS_BETTER = ("precision", "recall", "hit_at_3", "r_precision_at_5", "left_empty")


@dataclass(frozen=True)
class Report:
    """What an evaluation found: figures by set, cases by name."""

    sets: dict[str, Figures]
    cases: dict[str, CaseResult]

    def as_dict(self) -> dict[str, dict[str, object]]:
        """Return the report in the form of the baseline; times are left out, they belong to the machine."""
        kept = {name: found.as_dict() for name, found in self.sets.items()}
        for found in kept.values():
            found.pop("milliseconds")
        return {"sets": dict(kept), "cases": {name: result.passed for name, result in self.cases.items()}}

    def as_text(self) -> str:
        """Return the report as a table and the cases that didn't pass."""
        lines = [f"{'set':<20}{'texts':>6}{'P':>7}{'R':>7}{'hit@3':>7}{'RP@5':>7}{'empty':>7}{'ECE':>7}{'ms':>7}"]
        lines += [_row(name, found) for name, found in self.sets.items()]
        if self.cases:
            passed = sum(result.passed for result in self.cases.values())
            lines.append(f"cases: {passed} of {len(self.cases)} passed")
        lines += [f"  not passed: {name}: {one.detail}" for name, one in self.cases.items() if not one.passed]
        return "\n".join(lines)


def evaluate(labelled: LabelledSet, tagger: Tagger, embedder: Embedder, threshold: float = THRESHOLD) -> Figures:
    """Measure a tagger on labelled texts against their own catalogue."""
    index = SkillIndex.build(labelled.skills, embedder.embed)
    return figures(judge_texts(labelled.texts, tagger, index), threshold)


def evaluate_file(
    labels: Path,
    taxonomy: Path | None,
    tagger: Tagger,
    embedder: Embedder,
    *,
    skills: Sequence[SkillText] = (),
    threshold: float = THRESHOLD,
) -> Report:
    """Measure a tagger on a labelled file, against a taxonomy file or else the skills given.

    For `prowess eval tagging --labels FILE [--taxonomy FILE]`. LabelsUnreadable says what is wrong with a file.
    """
    catalogue = read_taxonomy(taxonomy) if taxonomy else tuple(skills)
    labelled = read_labels(labels, catalogue)
    if not labelled.texts:
        raise LabelsUnreadable(f"{labels.name}: no text found.")
    return Report({labels.stem: evaluate(labelled, tagger, embedder, threshold)}, {})


def judge_texts(texts: Iterable[LabelledText], tagger: Tagger, index: SkillIndex) -> list[Judged]:
    """Rank the skills for each text and take the time."""
    judged = []
    for text in texts:
        start = time.perf_counter()
        ranking = tagger.ranking(text.title, text.text, index)
        judged.append(Judged(tuple(ranking), text.skills, time.perf_counter() - start))
    return judged


def worse(report: Report, baseline: dict[str, dict[str, object]]) -> list[str]:
    """Return one sentence for each figure or case that is worse than the baseline; sets not run don't count."""
    found = []
    known_sets = baseline.get("sets", {})
    for name, now in report.as_dict()["sets"].items():
        before = known_sets.get(name)
        if isinstance(before, dict) and isinstance(now, dict):
            found += [sentence for figure in before if (sentence := _worse(name, figure, before[figure], now[figure]))]
    for name, result in report.cases.items():
        if baseline.get("cases", {}).get(name) and not result.passed:
            found.append(f"Case '{name}' passed before: {result.detail}.")
    return found


def evaluate_all(data: Path | None, embedder: Embedder) -> Report:
    """Run the product's cases and, with data, the labelled sets."""
    tagger = Tagger(embedder)
    skills, cases = load_cases(CASES)
    notices = LabelledSet("notices", skills, load_notices(NOTICES))
    sets = {"notices": evaluate(notices, tagger, embedder)}
    if data is not None:
        sets |= _labelled_sets(data, tagger, embedder, notices.texts)
    return Report(sets, run_cases(cases, SkillIndex.build(skills, embedder.embed), tagger))


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate, print the table, compare with the baseline or rewrite it; 1 when something is worse."""
    parser = argparse.ArgumentParser(prog="python -m tagging.evals", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with esco/ and tagging/")
    parser.add_argument("--update", action="store_true", help="rewrite the baseline; review the difference")
    chosen = parser.parse_args(arguments)
    data = chosen.data if (chosen.data / "tagging").is_dir() else None
    if data is None:
        sys.stdout.write("The labelled sets are not here; only the product's own cases run.\n")
    embedder = FileVectors(open_embedder(None), _vector_file())
    report = evaluate_all(data, embedder)
    embedder.save()
    sys.stdout.write(report.as_text() + "\n")
    return _settle(report, update=chosen.update)


def _settle(report: Report, *, update: bool) -> int:
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.is_file() else {}
    if update:
        merged = {part: {**baseline.get(part, {}), **found} for part, found in report.as_dict().items()}
        BASELINE.write_text(json.dumps(merged, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"Written: {BASELINE.name}\n")
        return 0
    sentences = worse(report, baseline)
    sys.stdout.write("\n".join(sentences) + "\n" if sentences else "Nothing is worse than the baseline.\n")
    return 1 if sentences else 0


def _labelled_sets(
    data: Path, tagger: Tagger, embedder: Embedder, notices: Sequence[LabelledText]
) -> dict[str, Figures]:
    folder = data / "tagging"
    catalogue = esco_catalogue(data)
    index = SkillIndex.build(catalogue, embedder.embed)
    people = [span_sentences(folder / f"{name}_validation.csv", catalogue) for name in ("house", "tech")]
    written = written_sentences(folder / "skillskape_train.csv", catalogue).sample(WRITTEN_IN_FOLDS, seed=2)
    found = _by_folds(people, written, index, embedder)
    unseen = written_sentences(folder / "skillskape_dev.csv", catalogue).sample(SAMPLE, seed=1)
    found["skillskape_dev"] = figures(judge_texts(unseen.texts, tagger, index), THRESHOLD)
    found["notices_esco"] = figures(judge_texts(notices, tagger, index), THRESHOLD)
    found["javascript"] = evaluate(exercise_track(folder / "exercises.json", "javascript"), tagger, embedder)
    return found


def _by_folds(
    people: Sequence[LabelledSet], written: LabelledSet, index: SkillIndex, embedder: Embedder
) -> dict[str, Figures]:
    """Measure every sentence by coefficients fitted without its fold."""
    steady = examples(written.texts, index, embedder, WEIGHTS["written"])
    judged: dict[str, list[Judged]] = {one.name: [] for one in people}
    for fold in range(FOLDS):
        seen = [text for one in people for at, text in enumerate(one.texts) if at % FOLDS != fold]
        coefficients: Coefficients = fit([examples(seen, index, embedder, WEIGHTS["people"]), steady], f"fold {fold}")
        tagger = Tagger(embedder, coefficients=coefficients)
        for one in people:
            judged[one.name] += judge_texts(one.texts[fold::FOLDS], tagger, index)
    return {name: figures(found, THRESHOLD) for name, found in judged.items()}


def _worse(name: str, figure: str, before: object, now: object) -> str | None:
    if not isinstance(before, (int, float)) or not isinstance(now, (int, float)):
        return None
    fell = figure in HIGHER_IS_BETTER and now < before - TOLERANCE
    rose = figure == "calibration_error" and now > before + TOLERANCE
    return f"{name}: {figure} is {now}, it was {before}." if fell or rose else None


def _row(name: str, found: Figures) -> str:
    shares = (found.precision, found.recall, found.hit_at_3, found.r_precision_at_5, found.left_empty)
    written = "".join("      -" if share is None else f"{share:7.3f}" for share in shares)
    return f"{name:<20}{found.texts:>6}{written}{found.calibration_error:7.3f}{found.milliseconds:7.0f}"


def _vector_file() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "prowess" / "eval_vectors.npz"


if __name__ == "__main__":
    sys.exit(main())
