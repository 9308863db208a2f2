"""The kinds of files that learning comes in."""

from __future__ import annotations

from core.exchange.batches import Batch, Kind
from core.exchange.learning.activities import ActivitiesBatch
from core.exchange.learning.courses import CoursesBatch
from core.exchange.learning.enrolments import CompletionsBatch, EnrolmentsBatch
from core.exchange.learning.quizzes import QuizzesBatch
from core.exchange.learning.results import ResultsBatch
from core.exchange.learning.templates import TemplatesBatch
from core.exchange.likeness import by_columns
from core.exchange.qualifications import QualificationsBatch
from core.exchange.rowwise import RowBatch
from core.exchange.sources import Options, Source
from core.people import Capability
from core.words import Sentence, say


def _kind(name: str, label: Sentence, things: Sentence, capability: Capability, batch: type[RowBatch]) -> Kind:  # type: ignore[type-arg]
    def read(source: Source, options: Options) -> Batch:
        return batch(source, options)

    likeness = by_columns(batch.required, batch.optional)
    return Kind(name, label, things, capability, read, likeness, batch.required, batch.optional)


COURSES = _kind("courses", say("Courses"), say("courses"), Capability.COURSE_MANAGE, CoursesBatch)
ACTIVITIES = _kind("activities", say("Activities"), say("activities"), Capability.ACTIVITY_MANAGE, ActivitiesBatch)
QUIZZES = _kind("quizzes", say("Quizzes"), say("quiz questions"), Capability.ACTIVITY_MANAGE, QuizzesBatch)
ENROLMENTS = _kind("enrolments", say("Enrolments"), say("enrolments"), Capability.ENROL, EnrolmentsBatch)
COMPLETIONS = _kind(
    "completions", say("Completions"), say("course completions"), Capability.COURSE_COMPETENCY_GRADE, CompletionsBatch
)
TEMPLATE = _kind(
    "template", say("Plan templates"), say("plan templates"), Capability.TEMPLATE_MANAGE, TemplatesBatch
)
RESULTS = _kind("results", say("Results"), say("results"), Capability.ACTIVITY_MANAGE, ResultsBatch)
QUALIFICATIONS = _kind(
    "qualifications", say("Qualifications"), say("qualifications"), Capability.QUALIFICATION_WRITE, QualificationsBatch
)
