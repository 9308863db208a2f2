"""Decisions about gaps: how a person stands against a requirement, and what closes what is left (gaps/met)."""

from __future__ import annotations

from enum import StrEnum

from core.achievements import STREAK_LENGTH, STREAK_SCORE, Path, Progress, Validity, default_path
from core.frameworks import ScaleValueView, ScaleView
from core.targets import is_met
from core.words import Percent, Sentence, say, say_count


class GapStatus(StrEnum):
    """How a person stands against a required value."""

    MET = "met"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MISSING = "missing"
    TOO_LOW = "too low"
    NOT_REQUIRED = "not required"


MEETING = frozenset({GapStatus.MET, GapStatus.EXPIRING})
"""Expiring is still met (gaps/met)."""


def status_of(
    required: ScaleValueView,
    has: ScaleValueView | None,
    validity: Validity,
    *,
    scale: ScaleView,
    exempt: bool = False,
) -> GapStatus:
    """How a rating stands against a required value of the same scale, on the holder's day."""
    if exempt:
        return GapStatus.NOT_REQUIRED
    if is_met(required.position, has.position if has else None, validity):
        return GapStatus.EXPIRING if validity == Validity.EXPIRING else GapStatus.MET
    if has is None or is_nothing(has, scale):
        return GapStatus.MISSING
    if has.position < required.position:
        return GapStatus.TOO_LOW
    return GapStatus.REVOKED if validity == Validity.REVOKED else GapStatus.EXPIRED


def is_nothing(value: ScaleValueView, scale: ScaleView) -> bool:
    """Whether a value says that nothing is there: the lower one of two, as 'Not acquired'."""
    return len(scale.values) == 2 and value.position == 0 and not value.proficient


def share_of(value: ScaleValueView | None, scale: ScaleView) -> float:
    """How far a value is up its scale, 0 to 1: nothing is 0, the highest is 1 (targets/spider)."""
    if value is None or is_nothing(value, scale):
        return 0.0
    return (value.position + 1) / len(scale.values)


def what_is_left(
    status: GapStatus, category: str, required: ScaleValueView, progress: Progress | None = None
) -> Sentence | None:
    """What brings the person to the required value, None where nothing is left (gaps/profile-page).

    `progress` is how far they are in a row of activities, for skills.
    """
    if status in MEETING or status == GapStatus.NOT_REQUIRED:
        return None
    if status in (GapStatus.EXPIRED, GapStatus.REVOKED):
        return say("a renewed one that is valid")
    if default_path(category) == Path.STREAK:
        return _streak_left(progress or Progress(0, STREAK_LENGTH))
    if category == "language":
        return say("{value} or higher on file", value=required.name)
    return say("a valid one on file")


def _streak_left(progress: Progress) -> Sentence:
    bar = Percent(STREAK_SCORE)
    if progress.left == 0:
        return say("no activity for it yet")
    if progress.unreachable:
        return say_count(
            "{needed} in a row above {bar} are needed, {n} activity is left",
            "{needed} in a row above {bar} are needed, {n} activities are left",
            progress.left, bar=bar, needed=progress.missing,
        )
    if progress.length == 0:
        return say("{n} activities in a row above {bar}", n=progress.needed, bar=bar)
    return say_count(
        "{n} more activity in a row above {bar}", "{n} more activities in a row above {bar}",
        max(progress.missing, 1), bar=bar,
    )
