"""Facts about courses: what is in them, who is on them, who completed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CourseChanged(Fact):
    """A course's name, description, category or openness was changed, or what is in it."""

    kind: ClassVar[str] = "course.changed"
    course_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CourseNarrowed(Fact):
    """Courses ask for less than before: an activity left them or is no longer required."""

    kind: ClassVar[str] = "course.narrowed"
    course_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CourseCompetenciesChanged(Fact):
    """Competencies were put on a course, taken off it, or got another outcome there."""

    kind: ClassVar[str] = "course.competencies_changed"
    course_id: int
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LinkOutcomeChanged(Fact):
    """A competency on an activity does something else from now on."""

    kind: ClassVar[str] = "skill.outcome_changed"
    activity_id: int
    competency_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class PeopleEnrolled(Fact):
    """People were enrolled on courses; the tuples run in parallel."""

    kind: ClassVar[str] = "course.enrolled"
    enrolment_ids: tuple[int, ...]
    course_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleUnenrolled(Fact):
    """People's enrolments ended, or were undone; the tuples run in parallel."""

    kind: ClassVar[str] = "course.unenrolled"
    enrolment_ids: tuple[int, ...]
    course_ids: tuple[int, ...]
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CoursesCompleted(Fact):
    """People completed courses; the tuples run in parallel. `source` as in `CourseCompletion`."""

    kind: ClassVar[str] = "course.completed"
    completion_ids: tuple[int, ...]
    course_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class CompletionsUndone(Fact):
    """Completions marked by hand were undone: they count as never having been."""

    kind: ClassVar[str] = "course.completion_undone"
    completion_ids: tuple[int, ...]
    course_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
