"""Runs an evaluation: of everything the product knows, or of an organisation's own labels."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.embedding import Embedder
from tagging.adjustment import Adjustment
from tagging.confidence import shipped
from tagging.evals.cases import load_cases, run_cases
from tagging.evals.judging import WatchedJudge, judge_texts
from tagging.evals.report import Found, Report
from tagging.evals.sets import CASES, Asking, labelled_sets, own_sets
from tagging.evals.with_model import sets_with_model
from tagging.label_files import read_labels, read_taxonomy
from tagging.labelled import LabelledSet, LabelsUnreadable
from tagging.shortlist import SkillIndex, SkillText
from tagging.tagger import THRESHOLD, Tagger

ABOUT_OWN = "your own labels"


def evaluate_file(
    labels: Path,
    taxonomy: Path | None,
    embedder: Embedder,
    *,
    skills: Sequence[SkillText] = (),
    threshold: float = THRESHOLD,
    judge: WatchedJudge | None = None,
    price: tuple[float, float] | None = None,
    most: int | None = None,
    catalogue_embedder: Embedder | None = None,
    adjustment: Adjustment | None = None,
) -> Report:
    """Measure the tagger on a labelled file, against a taxonomy file or else the skills given; `most` texts at random.

    With a judge the same texts are measured twice, without it and with it, so that what it costs stands beside what
    it brings. `adjustment` is what the organisation's own decisions taught. For `prowess eval tagging`.
    LabelsUnreadable says what is wrong with a file.
    """
    start = time.perf_counter()
    labelled = _labelled(labels, read_taxonomy(taxonomy) if taxonomy else tuple(skills), most)
    index = SkillIndex.build(labelled.skills, (catalogue_embedder or embedder).embed)
    taggers = {labels.stem: Tagger(embedder)}
    if judge:
        taggers[f"{labels.stem} + {judge.model}"] = Tagger(embedder, judge)
    embedder.embed(["warm"])  # or the first text would take as long as the model to load
    sets = {
        name: Found.of(judge_texts(labelled.texts, tagger, index, adjustment), labelled.skills, ABOUT_OWN, threshold)
        for name, tagger in taggers.items()
    }
    took = time.perf_counter() - start
    told = judge.told(price) if judge else None
    return Report(sets, {}, threshold, embedder.model, shipped(embedder.model).name, took, told)


def evaluate_all(
    data: Path | None,
    embedder: Embedder,
    threshold: float = THRESHOLD,
    *,
    judge: WatchedJudge | None = None,
    price: tuple[float, float] | None = None,
) -> Report:
    """Run the product's cases and, with data, the labelled sets; with a judge the cases again and some of the texts."""
    start = time.perf_counter()
    tagger = Tagger(embedder)
    asking = Asking(tagger, embedder, threshold)
    sets = dict(labelled_sets(data, asking)) if data is not None else {}
    sets |= dict(own_sets(asking))
    skills, cases = load_cases(CASES)
    index = SkillIndex.build(skills, embedder.embed)
    found = Report(sets, run_cases(cases, index, tagger), threshold, embedder.model, shipped(embedder.model).name)
    if judge:
        sets |= dict(sets_with_model(data, asking, judge))
        judged = run_cases(cases, index, Tagger(embedder, judge))
        found = replace(found, judged_cases=judged, judging=judge.told(price))
    return replace(found, seconds=time.perf_counter() - start)


def _labelled(labels: Path, catalogue: Sequence[SkillText], most: int | None) -> LabelledSet:
    labelled = read_labels(labels, catalogue)
    if not labelled.texts:
        raise LabelsUnreadable(f"{labels.name}: no text found.")
    return labelled.sample(most, seed=1) if most else labelled
