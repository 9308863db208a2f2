"""Evaluation as a habit: how good the tagger is, on which texts, against which goals and which baseline.

`python -m tagging.evals` measures everything the product knows; `prowess eval tagging` an organisation's own labels.
"""

from tagging.evals.baseline import Baseline, baseline_beside, other_texts, read_baseline, worse, write_baseline
from tagging.evals.judging import WatchedJudge, judge_texts
from tagging.evals.page import write_page
from tagging.evals.report import Found, Report
from tagging.evals.running import evaluate_all, evaluate_file

__all__ = [
    "Baseline",
    "Found",
    "Report",
    "WatchedJudge",
    "baseline_beside",
    "evaluate_all",
    "evaluate_file",
    "judge_texts",
    "other_texts",
    "read_baseline",
    "worse",
    "write_baseline",
    "write_page",
]
