"""Who is on a course, how far they are, and how a course is completed."""

from core.activities.cohort_models import CohortCourse
from core.activities.cohorts import (
    CohortChange,
    cohort_courses,
    enrolled_on_any,
    follow_enrolments,
    follow_restored,
    make_course_cohort,
    set_cohort_courses,
)
from core.activities.queries.completion import best_score, completed_activities, completions, is_completed
from core.activities.queries.enrolments import (
    CourseCounts,
    CourseStanding,
    counts_of,
    courses_of_person,
    open_courses,
    people_on,
    standing,
    standings,
)
from core.activities.service.completing import (
    Completed,
    CompletedBy,
    NewCompletion,
    complete_course,
    complete_courses,
    keep_completions,
    undo_completion,
)
from core.activities.service.completion import set_completion
from core.activities.service.course_progress import (
    complete_by_enrolment,
    complete_by_narrowing,
    complete_by_results,
)
from core.activities.service.enrolling import (
    Enrolled,
    EnrolmentPlan,
    enrol,
    plan_enrolment,
    undo_enrolment,
    unenrol,
)

__all__ = [
    "CohortChange",
    "CohortCourse",
    "Completed",
    "CompletedBy",
    "CourseCounts",
    "CourseStanding",
    "Enrolled",
    "EnrolmentPlan",
    "NewCompletion",
    "best_score",
    "cohort_courses",
    "complete_by_enrolment",
    "complete_by_narrowing",
    "complete_by_results",
    "complete_course",
    "complete_courses",
    "completed_activities",
    "completions",
    "counts_of",
    "courses_of_person",
    "enrol",
    "enrolled_on_any",
    "follow_enrolments",
    "follow_restored",
    "is_completed",
    "keep_completions",
    "make_course_cohort",
    "open_courses",
    "people_on",
    "plan_enrolment",
    "set_cohort_courses",
    "set_completion",
    "standing",
    "standings",
    "undo_completion",
    "undo_enrolment",
    "unenrol",
]
