"""How good suggestions were against what people labelled."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

TOP = 3
R_PRECISION_AT = 5
BINS = 10


@dataclass(frozen=True)
class Judged:
    """One text's ranking, (skill id, confidence) best first, with the skills people gave it and the time it took."""

    ranking: tuple[tuple[int, float], ...]
    skills: frozenset[int]
    seconds: float = 0.0

    def suggested(self, threshold: float) -> list[int]:
        """Return what an editor would have seen: at most three at or above the threshold."""
        return [skill for skill, confidence in self.ranking[:TOP] if confidence >= threshold]


@dataclass(frozen=True)
class Figures:
    """Shares 0 to 1 over a set of texts; None where the set can't tell.

    precision, recall: of what an editor sees at the threshold. hit_at_3, r_precision_at_5: of the ranking alone, over
    texts that have a skill. left_empty: of the texts no skill fits. answered_empty: of all. calibration_error:
    expected calibration error of the top three. milliseconds: median per text.
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
        precision=_share(right, sum(map(len, shown))),
        recall=_share(right, wanted),
        hit_at_3=_share(sum(_hit(one) for one in labelled), len(labelled)),
        r_precision_at_5=_share(sum(_r_precision(one) for one in labelled), len(labelled)),
        left_empty=_share(sum(not seen for seen in unlabelled), len(unlabelled)),
        answered_empty=sum(not seen for seen in shown) / len(judged),
        calibration_error=calibration_error(judged),
        milliseconds=1_000 * median(one.seconds for one in judged),
    )


def calibration_error(judged: Sequence[Judged]) -> float:
    """Return the expected calibration error of the top three: how far confidence is from the share right, by tenths."""
    told = [(confidence, skill in one.skills) for one in judged for skill, confidence in one.ranking[:TOP]]
    if not told:
        return 0.0
    error = 0.0
    for tenth in range(BINS):
        part = [(confidence, right) for confidence, right in told if _tenth(confidence) == tenth]
        if part:
            error += abs(sum(confidence for confidence, _ in part) - sum(right for _, right in part))
    return error / len(told)


def _tenth(confidence: float) -> int:
    return min(BINS - 1, int(confidence * BINS))


def _hit(one: Judged) -> bool:
    return any(skill in one.skills for skill, _ in one.ranking[:TOP])


def _r_precision(one: Judged) -> float:
    first = {skill for skill, _ in one.ranking[:R_PRECISION_AT]}
    return len(first & one.skills) / min(R_PRECISION_AT, len(one.skills))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
