"""How good suggestions were against what people labelled."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

import numpy as np

TOP = 3
R_PRECISION_AT = 5
BINS = 10
THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))
DRAWS = 200


@dataclass(frozen=True)
class Judged:
    """One text's ranking, (skill id, confidence) best first, with the skills people gave it and the time it took.

    `text` is what was asked about: for a page on one's own machine, never for a log.
    """

    ranking: tuple[tuple[int, float], ...]
    skills: frozenset[int]
    seconds: float = 0.0
    text: str = field(default="", repr=False)

    def suggested(self, threshold: float) -> list[int]:
        """Return what an editor would have seen: at most three at or above the threshold."""
        return [skill for skill, confidence in self.ranking[:TOP] if confidence >= threshold]


@dataclass(frozen=True)
class Figures:
    """Shares 0 to 1 over a set of texts; None where the set can't tell.

    precision, recall: of what an editor sees at the threshold. hit_at_3, r_precision_at_5: of the ranking alone, over
    texts that have a skill. left_empty: of the texts no skill fits. answered_empty: of all. calibration_error:
    expected calibration error of the top three. milliseconds: median per text; milliseconds_p95: what 95 % of
    the texts take at most.
    """

    texts: int
    precision: float | None
    recall: float | None
    hit_at_3: float | None
    r_precision_at_5: float | None
    left_empty: float | None
    answered_empty: float
    calibration_error: float
    milliseconds: float
    milliseconds_p95: float

    def as_dict(self) -> dict[str, float | None]:
        """Return the figures by name, rounded to three places."""
        return {name: value if value is None else round(value, 3) for name, value in asdict(self).items()}


def figures(judged: Sequence[Judged], threshold: float) -> Figures:
    """Return the figures of a set of at least one text."""
    shown = [one.suggested(threshold) for one in judged]
    right = sum(len(one.skills & set(seen)) for one, seen in zip(judged, shown, strict=True))
    wanted = sum(len(one.skills) for one in judged)
    labelled = [one for one in judged if one.skills]
    unlabelled = [seen for one, seen in zip(judged, shown, strict=True) if not one.skills]
    return Figures(
        texts=len(judged),
        precision=_share(right, sum(map(len, shown))) if labelled else None,
        recall=_share(right, wanted),
        hit_at_3=_share(sum(_hit(one) for one in labelled), len(labelled)),
        r_precision_at_5=_share(sum(_r_precision(one) for one in labelled), len(labelled)),
        left_empty=_share(sum(not seen for seen in unlabelled), len(unlabelled)),
        answered_empty=sum(not seen for seen in shown) / len(judged),
        calibration_error=calibration_error(judged),
        milliseconds=1_000 * median(one.seconds for one in judged),
        milliseconds_p95=1_000 * sorted(one.seconds for one in judged)[math.ceil(0.95 * len(judged)) - 1],
    )


@dataclass(frozen=True)
class Bin:
    """A tenth of confidence from `low` on: how many of the top three lie in it, their mean confidence, share right."""

    low: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """Return the tenths of confidence that hold a suggestion among the top three, lowest first."""
    told = _told(judged)
    found = []
    for tenth in range(BINS):
        part = [(confidence, right) for confidence, right in told if _tenth(confidence) == tenth]
        if part:
            promised, kept = sum(confidence for confidence, _ in part), sum(right for _, right in part)
            found.append(Bin(tenth / BINS, len(part), promised / len(part), kept / len(part)))
    return tuple(found)


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the top three: how far confidence is from the share right, by tenths."""
    bins = reliability(judged)
    told = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / told if told else 0.0


def calibration_noise(judged: Sequence[Judged], seed: int = 1) -> float:
    """Return the calibration error that chance alone would show on so few suggestions if every confidence were true.

    The mean over draws in which each suggestion is right as often as its confidence says.
    """
    confidences = np.array([confidence for confidence, _ in _told(judged)])
    if not len(confidences):
        return 0.0
    tenths = np.minimum(BINS - 1, (confidences * BINS).astype(int))
    right = np.random.default_rng(seed).random((DRAWS, len(confidences))) < confidences
    apart = right - confidences
    by_tenth = np.stack([np.abs(apart[:, tenths == tenth].sum(axis=1)) for tenth in range(BINS)])
    return float(by_tenth.sum(axis=0).mean() / len(confidences))


@dataclass(frozen=True)
class Point:
    """What an editor would see at a threshold: share right of what is shown, share found of what is right, share of
    texts answered by nothing; precision None where nothing is shown, recall None where nothing is right."""

    threshold: float
    precision: float | None
    recall: float | None
    empty: float


def curve(judged: Sequence[Judged]) -> tuple[Point, ...]:
    """Return precision, recall and empty answers over the thresholds 0.05 to 0.95."""
    return tuple(_point(judged, threshold) for threshold in THRESHOLDS)


def _point(judged: Sequence[Judged], threshold: float) -> Point:
    found = figures(judged, threshold)
    return Point(threshold, found.precision, found.recall, found.answered_empty)


def _told(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """The top three of all texts: (confidence, right)."""
    return [(confidence, skill in one.skills) for one in judged for skill, confidence in one.ranking[:TOP]]


def _tenth(confidence: float) -> int:
    return min(BINS - 1, int(confidence * BINS))


def _hit(one: Judged) -> bool:
    return any(skill in one.skills for skill, _ in one.ranking[:TOP])


def _r_precision(one: Judged) -> float:
    first = {skill for skill, _ in one.ranking[:R_PRECISION_AT]}
    return len(first & one.skills) / min(R_PRECISION_AT, len(one.skills))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
