"""The figures an evaluation is held against: read, compared, rewritten."""

import json
from pathlib import Path
from typing import Any

from tagging.evals.report import FIGURE_NAMES, Report
from tagging.labelled import LabelsUnreadable

Baseline = dict[str, dict[str, Any]]

# A figure may move this far before it counts as worse: about one text in the smallest sets.
TOLERANCE = 0.02
HIGHER_IS_BETTER = ("precision", "recall", "hit_at_3", "r_precision_at_5", "left_empty")


def baseline_beside(labels: Path) -> Path:
    """Return where the baseline of somebody's own labels is kept: labels.csv has labels.baseline.json."""
    return labels.with_suffix(".baseline.json")


def read_baseline(path: Path) -> Baseline | None:
    """Return the baseline, None where there is no file yet; raise LabelsUnreadable when it is something else."""
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("sets", {}), dict):
        raise LabelsUnreadable(f"{path.name} is no baseline; delete it, or name another by --baseline FILE.")
    return found


def write_baseline(report: Report, path: Path, *, before: Baseline | None = None) -> None:
    """Write the report as the baseline; sets that weren't measured this time stay as they were before."""
    found = report.as_dict()
    kept = {name: old for name, old in (before or {}).get("sets", {}).items() if name not in found["sets"]}
    merged = {"sets": {**kept, **found["sets"]}, "cases": found["cases"]}
    path.write_text(json.dumps(merged, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def worse(report: Report, baseline: Baseline) -> list[str]:
    """Return one sentence for each figure or case that is worse than the baseline; sets not run don't count."""
    found = []
    known_sets = baseline.get("sets", {})
    for name, now in report.as_dict()["sets"].items():
        before = known_sets.get(name)
        if isinstance(before, dict) and isinstance(now, dict):
            told = (_worse(name, figure, before.get(figure), now[figure]) for figure in FIGURE_NAMES)
            found += [sentence for sentence in told if sentence]
    for name, result in report.cases.items():
        if baseline.get("cases", {}).get(name) and not result.passed:
            found.append(f"Case '{name}' passed before: {result.detail}.")
    return found


def other_texts(report: Report, baseline: Baseline) -> list[str]:
    """Return one sentence for each set whose number of texts is another than when the baseline was taken."""
    known = baseline.get("sets", {})
    return [
        f"{name}: {now.texts:,} texts now, {before} when the baseline was taken."
        for name, now in report.figures.items()
        if (before := known.get(name, {}).get("texts", now.texts)) != now.texts
    ]


def _worse(name: str, figure: str, before: object, now: object) -> str | None:
    if not isinstance(before, (int, float)) or not isinstance(now, (int, float)):
        return None
    fell = figure in HIGHER_IS_BETTER and now < before - TOLERANCE
    rose = figure == "calibration_error" and now > before + TOLERANCE
    return f"{name}: {FIGURE_NAMES[figure]} is {now}, it was {before}." if fell or rose else None
