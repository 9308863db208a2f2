"""Decisions about gaps: how a person stands against a requirement, and what closes what is left (gaps/met)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.achievements import RATER_WORDS, STREAK_SCORE, Criterion, CriterionKind, Progress, Step, Validity, Way
from core.frameworks import CompetencyCategory, ScaleValueView, ScaleView
from core.targets import is_met
from core.translated import Translated
from core.words import Percent, Sentence, say, say_count

Words = Sentence | Translated | str


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


@dataclass(frozen=True)
class StepNames:
    """What steps name, by id: courses, activities, and the competencies that the reader sees."""

    courses: Mapping[int, Words] = field(default_factory=dict)
    activities: Mapping[int, Words] = field(default_factory=dict)
    competencies: Mapping[int, Words] = field(default_factory=dict)


def what_is_left(
    status: GapStatus, category: str, required: ScaleValueView, way: Way | None, names: StepNames
) -> Sentence | None:
    """What brings the person to the required value, None where nothing is left (gaps/profile-page).

    The nearest step of the shortest way that the competency's own paths leave, and how many more follow.
    """
    if status in MEETING or status == GapStatus.NOT_REQUIRED:
        return None
    if status in (GapStatus.EXPIRED, GapStatus.REVOKED):
        return say("a renewed one that is valid")
    if way is None or not way.possible:
        return _no_way(required, way.stuck if way is not None else None)
    step = way.nearest
    if step is None:
        return say("all steps are done; a review can set it")
    first = step_left(step, category, required, names)
    more = way.left - step.left
    if more == 0:
        return first
    return say_count("{first}, and {n} more step", "{first}, and {n} more steps", more, first=first)


def step_left(step: Step, category: str, required: ScaleValueView, names: StepNames) -> Sentence:
    """One step in words; of another competency with its name."""
    if step.criterion.kind == CriterionKind.STREAK and step.progress is not None:
        what = _streak_left(step.progress)
    elif step.criterion.kind == CriterionKind.QUALIFICATION:
        what = _on_file(step.criterion, category, required)
    else:
        what = _asked(step.criterion, names)
    name = names.competencies.get(step.competency_id)
    return say("{name}: {what}", name=name, what=what) if name is not None else what


def _asked(criterion: Criterion, names: StepNames) -> Sentence:
    subject = criterion.subject_id or 0
    match criterion.kind:
        case CriterionKind.COURSE:
            return say("course {name}", name=names.courses.get(subject, say("(gone)")))
        case CriterionKind.ACTIVITY:
            return say("activity {name}", name=names.activities.get(subject, say("(gone)")))
        case CriterionKind.MANUAL:
            return say("a rating by {who}", who=[RATER_WORDS[each] for each in criterion.raters])
        case CriterionKind.REVIEW:
            return say("an accepted review")
    return say("being assigned it")


def _on_file(criterion: Criterion, category: str, required: ScaleValueView) -> Sentence:
    if category == CompetencyCategory.LANGUAGE:
        return say("{value} or higher on file", value=required.name)
    return say("a valid, verified one on file") if criterion.verified else say("a valid one on file")


def _no_way(required: ScaleValueView, stuck: Progress | None) -> Sentence:
    return _streak_left(stuck) if stuck is not None else say("no path leads to {value} yet", value=required.name)


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
