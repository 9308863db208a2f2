"""`python -m tagging.evals [--data DIR] [--page FILE.html] [--baseline FILE] [--update]`.

Measures the product's own cases and, where the labelled sets are given, those. A figure worse than the baseline ends
it with 1 and a sentence that names it. With PROWESS_LLM_MODEL and a key or server set, the language model is measured,
too, on some texts, and what it cost is told.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from core.embedding import Embedder
from tagging.allowance import DAILY_TOKENS
from tagging.embedding import open_embedder
from tagging.evals.baseline import read_baseline, worse, write_baseline
from tagging.evals.page import write_page
from tagging.evals.report import Report
from tagging.evals.running import evaluate_all
from tagging.evals.sets import ROOT
from tagging.evals.with_model import judge_of
from tagging.vector_store import FileVectors

BASELINE = ROOT / "tests" / "evals" / "baseline.json"
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "tests" / "output" / "tagging.html"
PEERS = ROOT / ".benchmarks" / "tagging_peers.json"


def main(arguments: Sequence[str] | None = None, embedder: Embedder | None = None) -> int:
    """Evaluate, print the table, write the page, compare with the baseline or rewrite it; 1 when something is worse.

    Without an embedder it is the shipped one, which keeps vectors between runs.
    """
    chosen = _parser().parse_args(arguments)
    data = chosen.data if (chosen.data / "tagging").is_dir() else None
    if data is None:
        sys.stdout.write("The labelled sets are not here; only the product's own texts and cases are measured.\n")
    report = _report(data, embedder, chosen)
    baseline = read_baseline(chosen.baseline)
    sentences = worse(report, baseline or {})
    chosen.page.parent.mkdir(parents=True, exist_ok=True)
    write_page(report, chosen.page, worse=sentences if baseline else None, peers=PEERS)
    sys.stdout.write(f"{report.as_text()}\nThe report as a page: {chosen.page}\n")
    if chosen.update:
        write_baseline(report, chosen.baseline, before=baseline)
        sys.stdout.write(f"Written: {chosen.baseline.name}\n")
        return 0
    sys.stdout.write("\n".join(sentences or ["Nothing is worse than the baseline."]) + "\n")
    return 1 if sentences else 0


def _report(data: Path | None, embedder: Embedder | None, chosen: argparse.Namespace) -> Report:
    keeping = FileVectors(embedder or open_embedder(None), None if embedder else vector_file())
    report = evaluate_all(data, keeping, judge=judge_of(tokens=chosen.tokens), price=chosen.price)
    keeping.save()
    return report


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tagging.evals", description="Measure how good the tagger is.")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with esco/ and tagging/")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the report is written as a page")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="the figures to hold it against")
    parser.add_argument("--tokens", type=int, default=DAILY_TOKENS, help="the most a language model may use")
    parser.add_argument("--price", type=float, nargs=2, metavar=("READ", "WRITTEN"), help="of a million tokens")
    parser.add_argument("--update", action="store_true", help="rewrite the baseline; review the difference")
    return parser


def vector_file() -> Path:
    """Where vectors are kept between evaluations."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "prowess" / "eval_vectors.npz"


if __name__ == "__main__":
    sys.exit(main())
