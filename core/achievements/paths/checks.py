"""Which paths are refused, each with the sentence that says why (paths/points-refused, paths/and-or)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from core.achievements.paths.kinds import AchievementPath, Criterion, CriterionKind
from core.errors import Invalid
from core.frameworks import CompetencyCategory, ScaleView
from core.words import say, say_count

MOST_PATHS = 20
MOST_CRITERIA = 20


@dataclass(frozen=True)
class Known:
    """What paths may refer to: the competency itself, its sub-competencies, other competencies with their scales,
    ids of courses and activities, and what looks at the competency already."""

    competency_id: int
    category: str
    scale: ScaleView
    children: frozenset[int]
    others: Mapping[int, ScaleView]
    courses: Collection[int]
    activities: Collection[int]
    above: Collection[int] = frozenset()


def check_paths(paths: Sequence[AchievementPath], known: Known) -> None:
    """Refuse paths that nobody could follow; raises Invalid at the field of a form that is wrong."""
    if len(paths) > MOST_PATHS:
        raise Invalid(say("A competency has at most {n} paths. Remove one first.", n=MOST_PATHS))
    for path in paths:
        _check_path(path, known)


def _check_path(path: AchievementPath, known: Known) -> None:
    if not path.criteria:
        raise Invalid(say("A path asks for something. Choose at least one criterion."), field="criteria")
    if len(path.criteria) > MOST_CRITERIA:
        raise Invalid(say("A path has at most {n} criteria.", n=MOST_CRITERIA), field="criteria")
    if len(set(path.criteria)) < len(path.criteria):
        raise Invalid(say("The path asks for the same thing twice."), field="criteria")
    if path.value_id is not None and known.scale.value(path.value_id) is None:
        names = [value.name for value in known.scale.values]
        raise Invalid(say("That value is of another scale. Values: {names}.", names=names), field="value")
    for criterion in path.criteria:
        _CHECKS[criterion.kind](criterion, known)


def _streak(_criterion: Criterion, known: Known) -> None:
    if known.category != CompetencyCategory.SKILL:
        raise Invalid(say("A streak leads to skills only; this is no skill."), field="streak")


def _activity(criterion: Criterion, known: Known) -> None:
    if criterion.subject_id not in known.activities:
        raise Invalid(say("I don't find that activity."), field="activities")


def _course(criterion: Criterion, known: Known) -> None:
    if criterion.subject_id not in known.courses:
        raise Invalid(say("I don't find that course."), field="courses")


def _children(criterion: Criterion, known: Known) -> None:
    if not known.children:
        raise Invalid(say("It has no sub-competencies. Add one first, or choose another criterion."), field="children")
    if criterion.count is None:
        return
    if criterion.count < 1:
        raise Invalid(say("At least 1 sub-competency. Example: 2"), field="least")
    if criterion.count > len(known.children):
        words = say_count(
            "It has {n} sub-competency; {least} can't be met.",
            "It has {n} sub-competencies; {least} of them can't be met.",
            len(known.children),
            least=criterion.count,
        )
        raise Invalid(words, field="least")


def _points(criterion: Criterion, known: Known) -> None:
    """Total under 1, negative points, a total above the sum, one listed twice, itself, or no sub-competency."""
    if criterion.count is None or criterion.count < 1:
        raise Invalid(say("The total of points is at least 1. Example: 10"), field="total")
    _check_items(criterion, known)
    total = sum(item.points for item in criterion.items)
    if criterion.count > total:
        raise Invalid(
            say("The points add up to {sum}; a total of {total} can't be reached.", sum=total, total=criterion.count),
            field="total",
        )


def _check_items(criterion: Criterion, known: Known) -> None:
    ids = [item.competency_id for item in criterion.items]
    if known.competency_id in ids:
        raise Invalid(say("A competency gives no points to itself."), field="points")
    if len(set(ids)) < len(ids):
        raise Invalid(say("A sub-competency is listed twice in the points."), field="points")
    if set(ids) - known.children:
        raise Invalid(say("Points are for its sub-competencies; one of those listed is none."), field="points")
    if any(item.points < 0 for item in criterion.items):
        raise Invalid(say("Points are 0 or more."), field="points")


def _other(criterion: Criterion, known: Known) -> None:
    other = criterion.subject_id
    if other == known.competency_id:
        raise Invalid(say("A competency can't ask for itself."), field="others")
    if other is None or other not in known.others:
        raise Invalid(say("I don't find that other competency."), field="others")
    if other in known.above:
        raise Invalid(
            say("That one looks at this competency already; the two can't ask for each other."), field="others"
        )
    if criterion.value_id is not None and known.others[other].value(criterion.value_id) is None:
        names = [value.name for value in known.others[other].values]
        raise Invalid(say("The other competency has no such value. Values: {names}.", names=names), field="others")


def _manual(criterion: Criterion, _known: Known) -> None:
    if not criterion.raters:
        raise Invalid(say("Say who may rate: the person, their manager, a reviewer or a teacher."), field="raters")


def _no_check(_criterion: Criterion, _known: Known) -> None:
    """Assignments, qualifications and reviews can be had of any competency."""


_CHECKS = {
    CriterionKind.STREAK: _streak,
    CriterionKind.ACTIVITY: _activity,
    CriterionKind.COURSE: _course,
    CriterionKind.CHILDREN: _children,
    CriterionKind.POINTS: _points,
    CriterionKind.OTHER: _other,
    CriterionKind.MANUAL: _manual,
    CriterionKind.ASSIGNMENT: _no_check,
    CriterionKind.QUALIFICATION: _no_check,
    CriterionKind.REVIEW: _no_check,
}
