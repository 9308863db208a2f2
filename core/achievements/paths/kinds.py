"""How a competency is achieved, as values: criteria joined by AND into paths, paths joined by OR (paths/and-or)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from core.achievements.policies import Policy


class CriterionKind(StrEnum):
    """What a criterion asks for (paths/criteria)."""

    STREAK = "streak"
    ACTIVITY = "activity"
    COURSE = "course"
    CHILDREN = "children"
    POINTS = "points"
    OTHER = "competency"
    ASSIGNMENT = "assignment"
    MANUAL = "manual"
    QUALIFICATION = "qualification"
    REVIEW = "review"


ROLLS_UP = frozenset({CriterionKind.CHILDREN, CriterionKind.POINTS, CriterionKind.OTHER})
"""Criteria that look at ratings of other competencies."""

STANDING_ALONE = frozenset(CriterionKind) - ROLLS_UP
"""Criteria that look at no other competency."""


class PathOutcome(StrEnum):
    """What meeting a path does (paths/outcome)."""

    NONE = "none"
    EVIDENCE = "evidence"
    RECOMMEND = "recommend"
    COMPLETE = "complete"


class Rater(StrEnum):
    """As what somebody rates a person directly (paths/roles)."""

    SELF = "self"
    MANAGER = "manager"
    REVIEWER = "reviewer"
    TEACHER = "teacher"


class Origin(StrEnum):
    """Where a path comes from: the category's default, the catalogue's owners, or a link on a course or activity."""

    DEFAULT = "default"
    OWN = "own"
    COURSE = "course"
    ACTIVITY = "activity"


@dataclass(frozen=True)
class Item:
    """A sub-competency in a points criterion: what being proficient in it gives, and whether it is required."""

    competency_id: int
    points: int
    required: bool = False


@dataclass(frozen=True)
class Criterion:
    """One condition. Which fields count follows from its kind.

    `subject_id` is the activity, course or other competency; `value_id` the other competency's value, None for
    proficient; `count` the n of 'n of' (None: all) or the total of points; `verified` asks for a verified
    qualification; `linked` counts an activity only where it carried the competency when it was done.
    """

    kind: CriterionKind
    subject_id: int | None = None
    value_id: int | None = None
    count: int | None = None
    items: tuple[Item, ...] = ()
    raters: tuple[Rater, ...] = ()
    verified: bool = False
    linked: bool = False


@dataclass(frozen=True)
class AchievementPath:
    """A way to a value: all its criteria together (paths/and-or).

    Without `value_id` it gives the value of what completes it (a qualification, a rating), else the scale's default.
    """

    criteria: tuple[Criterion, ...]
    value_id: int | None = None
    outcome: PathOutcome = PathOutcome.COMPLETE
    origin: Origin = Origin.OWN
    id: int | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its criteria, in their order."""
        return tuple(dict.fromkeys(str(each.kind) for each in self.criteria))

    @property
    def is_default(self) -> bool:
        """Whether nobody made it: it follows from the category."""
        return self.origin == Origin.DEFAULT

    def of_kind(self, *kinds: CriterionKind) -> Iterator[Criterion]:
        """Its criteria of these kinds."""
        return (each for each in self.criteria if each.kind in kinds)


@dataclass(frozen=True)
class RuleSet:
    """All that decides how a competency's rating comes about: its paths in order, those from links last, its policy.

    `own` says that somebody set the paths; else they are the category's defaults. `practised` says whether any activity
    ever counted for its streak.
    """

    competency_id: int
    category: str
    scale_id: int
    policy: Policy
    paths: tuple[AchievementPath, ...]
    own: bool = False
    children: tuple[int, ...] = ()
    practised: bool = True

    def of_kind(self, *kinds: CriterionKind) -> Iterator[Criterion]:
        """Criteria of these kinds in any path."""
        return (each for path in self.paths for each in path.of_kind(*kinds))

    @property
    def raters(self) -> frozenset[Rater]:
        """Who may rate directly where manual criteria say so; empty where only holders of competency.grade may."""
        return frozenset(rater for each in self.of_kind(CriterionKind.MANUAL) for rater in each.raters)

    def raters_for(self, value_id: int | None) -> frozenset[Rater]:
        """Who may give a value: those its own paths name, else those any path names (paths/roles)."""
        own = {
            rater
            for path in self.paths
            if value_id is not None and path.value_id == value_id
            for criterion in path.of_kind(CriterionKind.MANUAL)
            for rater in criterion.raters
        }
        return frozenset(own) or self.raters


    def with_path(self, path: AchievementPath) -> RuleSet:
        """The rules with a link's path among those from links: courses before activities."""
        return replace(self, paths=tuple(sorted((*self.paths, path), key=lambda each: _LINKS.get(each.origin, 0))))

    def without_path(self, path: AchievementPath) -> RuleSet:
        """The rules without a link's path."""
        return replace(self, paths=tuple(each for each in self.paths if each != path))


_LINKS = {Origin.COURSE: 1, Origin.ACTIVITY: 2}
DEFAULT_CHILDREN = Criterion(CriterionKind.CHILDREN)


def course_path(course_id: int) -> AchievementPath:
    """The path that a course is which completes a competency (courses/completion-complete)."""
    return AchievementPath((Criterion(CriterionKind.COURSE, course_id),), origin=Origin.COURSE)


def activity_path(activity_id: int) -> AchievementPath:
    """The path that an activity is which completes a competency, done while it carried it (activities/outcome)."""
    return AchievementPath((Criterion(CriterionKind.ACTIVITY, activity_id, linked=True),), origin=Origin.ACTIVITY)
