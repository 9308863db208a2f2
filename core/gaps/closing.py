"""What closes a gap, as something that can be done: the nearest step of the shortest way (gaps/person)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.achievements import CriterionKind, Way
from core.gaps.rules import GapStatus


class ClosingKind(StrEnum):
    """What can be done about a gap."""

    TRAIN = "train"
    ACTIVITY = "activity"
    COURSE = "course"
    RENEW = "renew"
    REGISTER = "register"
    REVIEW = "review"


@dataclass(frozen=True)
class Closing:
    """What to do next: of which competency, with which course or activity where it is one.

    `steps` counts those of the whole shortest way, activities of a streak each; None where the way is not known.
    """

    kind: ClosingKind
    competency_id: int
    subject_id: int | None = None
    steps: int | None = None


_BY_CRITERION = {
    CriterionKind.STREAK: ClosingKind.TRAIN,
    CriterionKind.ACTIVITY: ClosingKind.ACTIVITY,
    CriterionKind.COURSE: ClosingKind.COURSE,
    CriterionKind.QUALIFICATION: ClosingKind.REGISTER,
    CriterionKind.MANUAL: ClosingKind.REVIEW,
    CriterionKind.REVIEW: ClosingKind.REVIEW,
}


def closing_of(status: GapStatus, competency_id: int, way: Way | None) -> Closing | None:
    """What closes a gap; None where there is nothing to do.

    What expires or expired is renewed. Where no path leads to the value a review can give it.
    """
    if status in (GapStatus.EXPIRING, GapStatus.EXPIRED):
        return Closing(ClosingKind.RENEW, competency_id, steps=1)
    if status == GapStatus.REVOKED:
        return Closing(ClosingKind.REGISTER, competency_id, steps=1)
    if status not in (GapStatus.MISSING, GapStatus.TOO_LOW):
        return None
    step = way.nearest if way is not None and way.possible else None
    if way is None or step is None:
        return Closing(ClosingKind.REVIEW, competency_id)
    kind = _BY_CRITERION.get(step.criterion.kind)
    return Closing(kind, step.competency_id, step.criterion.subject_id, way.left) if kind is not None else None
