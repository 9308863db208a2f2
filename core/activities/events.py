"""Facts about courses, activities and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CourseCreated(Fact):
    """A course was added."""

    kind: ClassVar[str] = "course.created"
    course_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Fact):
    """An activity was added, edited, or taken out of use."""

    kind: ClassVar[str] = "activity.changed"
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class SkillsLinked(Fact):
    """Competencies were put on activities; the tuples run in parallel."""

    kind: ClassVar[str] = "skill.linked"
    link_ids: tuple[int, ...]
    activity_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SkillsUnlinked(Fact):
    """Competencies were taken off activities; what was acquired by them stays."""

    kind: ClassVar[str] = "skill.unlinked"
    activity_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class QuestionsAdded(Fact):
    """Questions were added to an activity's quiz."""

    kind: ClassVar[str] = "quiz.questions_added"
    activity_id: int
    question_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ResultsRecorded(Fact):
    """Results of activities came in; the tuples run in parallel.

    `quiet` marks a history brought in at set-up, of which nobody is told.
    """

    kind: ClassVar[str] = "result.recorded"
    result_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    activity_ids: tuple[int, ...]
    source: str
    quiet: bool = False
