"""What an editor could pick instead of the tagger: a package for ESCO from PyPI, and plain nearness of names.

Both are asked for the same texts. A peer is no part of the product and none of its dependencies.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.embedding import Embedder
from tagging.labelled import LabelledText
from tagging.metrics import Figures, Judged, figures
from tagging.reading import joined
from tagging.shortlist import SkillIndex, SkillText, top
from tests.bench.ground import KEPT
from tests.bench.lines import percentile

PEER = "esco-skill-extractor"
FOLDER = KEPT / "peers"
INSTALL = f"python -m pip install --no-deps --target .benchmarks/peers {PEER} pandas"
PEER_DEFAULT = 0.6
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(10, 50))
RANKED = 5
TIMED = 30

Rank = Callable[[Sequence[LabelledText]], list[Judged]]


@dataclass(frozen=True)
class Peer:
    """Something that ranks skills of one catalogue for texts; `threshold` is its own, None where it has none."""

    name: str
    rank: Rank
    milliseconds: Callable[[Sequence[LabelledText]], float]
    threshold: float | None = None


def cosine(index: SkillIndex, kept: Embedder, fresh: Embedder) -> Peer:
    """Nearness of the whole text to the names alone, with the product's own embedding model.

    `kept` may remember vectors; `fresh`, which doesn't, is for taking the time.
    """

    def near(text: LabelledText, embedder: Embedder) -> tuple[tuple[int, float], ...]:
        nearness = index.names @ embedder.embed([joined(text.title, text.text)])[0]
        return tuple((int(index.ids[row]), float(nearness[row])) for row in top(nearness, RANKED))

    def rank(texts: Sequence[LabelledText]) -> list[Judged]:
        return [Judged(near(text, kept), text.skills) for text in texts]

    return Peer("cosine over names", rank, lambda texts: _milliseconds(lambda text: near(text, fresh), texts))


def extractor(catalogue: Sequence[SkillText], uris: dict[str, str], model: Path) -> Peer | None:
    """The package from PyPI with a model on this machine; None where it isn't installed.

    It names at most one skill for each part of a text, in no order: a skill's rank is the highest of forty thresholds
    at which it is still named. Skills that the labels' edition of ESCO doesn't have are left out, in its favour.
    """
    found = _loaded(model)
    if found is None:
        return None
    ids = {skill.name: skill.id for skill in catalogue}
    known = {uri: ids[name] for uri, name in uris.items() if name in ids}

    def rank(texts: Sequence[LabelledText]) -> list[Judged]:
        written = [joined(text.title, text.text) for text in texts]
        rankings: list[dict[int, float]] = [{} for _ in texts]
        with _remembering(found):
            for threshold in THRESHOLDS:
                found.skills_threshold = threshold
                for ranking, named in zip(rankings, found.get_skills(written), strict=True):
                    ranking.update({known[uri]: threshold for uri in named if uri in known})
        return [
            Judged(tuple(sorted(ranking.items(), key=lambda one: -one[1])), text.skills)
            for ranking, text in zip(rankings, texts, strict=True)
        ]

    def timed(texts: Sequence[LabelledText]) -> float:
        found.skills_threshold = PEER_DEFAULT
        return _milliseconds(lambda text: found.get_skills([joined(text.title, text.text)]), texts)

    return Peer(PEER, rank, timed, PEER_DEFAULT)


def in_hindsight(judged: Sequence[Judged], told_by: Sequence[Judged] | None = None) -> Figures:
    """The figures at the threshold that would have been best on other texts: each half at the other half's best, or
    all at the best of `told_by`. Best is the highest harmonic mean of precision and recall."""
    if told_by is not None:
        return figures(judged, _best(told_by))
    halves = [judged[start::2] for start in (0, 1)]
    cut = [_cut(half, _best(other)) for half, other in zip(halves, reversed(halves), strict=True)]
    return figures([one for half in cut for one in half], 0.0)


def _cut(judged: Sequence[Judged], threshold: float) -> list[Judged]:
    return [replace(one, ranking=tuple(each for each in one.ranking if each[1] >= threshold)) for one in judged]


def _best(judged: Sequence[Judged]) -> float:
    return max(THRESHOLDS, key=lambda threshold: _harmonic(figures(judged, threshold)))


def _harmonic(found: Figures) -> float:
    precision, recall = found.precision or 0.0, found.recall or 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _milliseconds(ask: Callable[[LabelledText], object], texts: Sequence[LabelledText]) -> float:
    taken = []
    for text in texts[:TIMED]:
        start = time.perf_counter()
        ask(text)
        taken.append(1_000 * (time.perf_counter() - start))
    return percentile(taken, 0.5)


def _loaded(model: Path) -> Any:
    """The package's extractor without its occupations, which nothing here asks for; it keeps its vectors beside it."""
    if not (FOLDER / "esco_skill_extractor").is_dir():
        return None
    sys.path.append(str(FOLDER))
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from esco_skill_extractor import SkillExtractor  # type: ignore[import-not-found]

    class Skills(SkillExtractor):  # type: ignore[misc]
        def _load_occupations(self) -> None: ...

        def _create_occupation_embeddings(self) -> None: ...

    with redirect_stdout(sys.stderr):  # it says so when it makes its vectors, which takes minutes once
        return Skills(model=str(model), device="cpu")


@contextmanager
def _remembering(found: Any) -> Iterator[None]:
    """While it lasts, the package embeds each part of a text once, not once for each threshold."""
    model = found._model
    known: dict[tuple[str, ...], Any] = {}
    encode = model.encode

    def once(parts: list[str], **settings: Any) -> Any:
        key = tuple(parts)
        if key not in known:
            known[key] = encode(parts, **settings)
        return known[key]

    model.encode = once
    try:
        yield
    finally:
        del model.encode
