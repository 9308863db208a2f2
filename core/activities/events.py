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
    """Questions were added to an activity's quiz.

    `shown` says that the answer to the act itself tells the author what counts, so that no message has to.
    """

    kind: ClassVar[str] = "quiz.questions_added"
    activity_id: int
    question_ids: tuple[int, ...]
    shown: bool = False


@dataclass(frozen=True, kw_only=True)
class QuestionsChanged(Fact):
    """Questions of an activity's quiz were changed, moved, deleted or brought back."""

    kind: ClassVar[str] = "quiz.questions_changed"
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


@dataclass(frozen=True, kw_only=True)
class ResultsChanged(Fact):
    """Results were corrected or taken back by their source, or an admin; the tuples run in parallel.

    Nothing acquired is lost by it (acquisition/never-lost).
    """

    kind: ClassVar[str] = "result.changed"
    result_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    activity_ids: tuple[int, ...]
    voided: bool = False


@dataclass(frozen=True, kw_only=True)
class ResultsKept(Fact):
    """Results of unknown people or activities were kept until these are known (activities/unmatched)."""

    kind: ClassVar[str] = "result.kept"
    unmatched_ids: tuple[int, ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class ResultsMatched(Fact):
    """Kept results found their person and activity, and became results, or were dropped by an admin."""

    kind: ClassVar[str] = "result.matched"
    unmatched_ids: tuple[int, ...]
    source: str
    dropped: bool = False


@dataclass(frozen=True, kw_only=True)
class XapiKeyMade(Fact):
    """A key for another system was made."""

    kind: ClassVar[str] = "xapi_key.made"
    key_id: int


@dataclass(frozen=True, kw_only=True)
class XapiKeyRevoked(Fact):
    """A key for another system was ended."""

    kind: ClassVar[str] = "xapi_key.revoked"
    key_id: int
