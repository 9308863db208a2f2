"""Make the curve that ships: `python -m tagging.curve_fitting --data DIR`. Needs scikit-learn; the product doesn't.

Every text is measured by coefficients fitted without its fold, or without the track it belongs to.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from tagging.curves import MOST_SHOWN, Evaluated, counted
from tagging.embedding import open_embedder
from tagging.evals.folds import Folds
from tagging.fitting_sources import PEOPLE, read_sources
from tagging.labelled import span_sentences
from tagging.metrics import Judged
from tagging.vector_store import FileVectors

TRACKS = ("python", "javascript")
MEASURED_TRACK = "javascript"
SOURCE = "sentences of job advertisements against ESCO, and exercises against their own concepts"


def evaluated(judged: Iterable[Judged], model: str) -> Evaluated:
    """Count the likeliest three of each text: how sure, and whether people labelled it so."""
    texts = [
        [(confidence, skill in one.skills) for skill, confidence in one.ranking[:MOST_SHOWN]] for one in judged
    ]
    return counted(SOURCE, model, texts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure on the data given and write the curve."""
    parser = argparse.ArgumentParser(prog="python -m tagging.curve_fitting", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with esco/ and tagging/")
    parser.add_argument("--vectors", type=Path, help="file to keep vectors in between runs")
    parser.add_argument("--to", type=Path, default=Path(__file__).with_name("curve.json"))
    chosen = parser.parse_args(arguments)
    embedder = FileVectors(open_embedder(None), chosen.vectors)
    sources = read_sources(chosen.data, embedder, TRACKS)
    folder = chosen.data / "tagging"
    people = [span_sentences(folder / f"{name}_validation.csv", sources.index.skills) for name in PEOPLE]
    folds = Folds(sources, people, embedder)
    judged = [one for each in folds.sentences().values() for one in each]
    found = evaluated([*judged, *folds.track(MEASURED_TRACK)], embedder.model)
    embedder.save()
    chosen.to.write_text(json.dumps(asdict(found)) + "\n", encoding="utf-8")
    sys.stdout.write(f"Measured {found.texts} texts; written to {chosen.to.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
