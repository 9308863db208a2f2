"""Courses, modules and activities; the skills linked to them; quizzes and the results of all of them.

An activity carries at most three skills. Results come from quizzes, files and other systems; what they lead to is
worked out above, in achievements.
"""

from core.activities.events import (
    ActivityChanged,
    CourseCreated,
    QuestionsAdded,
    ResultsRecorded,
    SkillsLinked,
    SkillsUnlinked,
)
from core.activities.models import Result, SkillLink
from core.activities.picking import Picked, pick_skills, undo_pick
from core.activities.queries.activities import (
    ActivityView,
    activities,
    activities_containing,
    activities_named,
    activity,
)
from core.activities.queries.alike import activities_alike
from core.activities.queries.links import (
    Counted,
    LinkView,
    Offered,
    activities_of,
    countable_activities,
    counted_results,
    link,
    linked_results,
    links_of,
    quizzed_skills,
)
from core.activities.queries.modules import ModuleView, editable_modules
from core.activities.queries.quizzes import (
    AnswerView,
    AttemptView,
    QuestionView,
    attempt,
    best_score,
    is_completed,
    open_attempt,
    points_of,
)
from core.activities.rules import MAX_SKILLS, LinkOutcome, QuestionKind
from core.activities.service.activities import ActivityDetails, create_activity, delete_activity, edit_activity
from core.activities.service.contexts import require_on_activity
from core.activities.service.courses import CourseDetails, create_course, create_module
from core.activities.service.links import link_skill, undo_link, unlink_skill
from core.activities.service.quizzes import (
    QUIZ,
    Answered,
    NewQuestion,
    add_questions,
    answer_question,
    start_or_resume_quiz,
)
from core.activities.service.results import NewResult, Recorded, record_result, record_results
from core.activities.suggestion_events import (
    RejectionsCleared,
    SkillsSuggested,
    SuggestionRejected,
    SuggestionReopened,
)
from core.activities.suggestion_queries import (
    TAGGING_THRESHOLD,
    Feedback,
    RunView,
    SuggestionView,
    choice_for,
    latest_run,
    linked_skills,
    open_suggestions,
    rejected_skills,
    run_view,
    tagging_feedback,
    tagging_threshold,
)
from core.activities.suggestion_rules import ACCEPTED, CLEARED, OPEN, REJECTED, REPLACED, Asked, Choice, Offer
from core.activities.suggestions import (
    Proposed,
    accept_suggestion,
    clear_rejections,
    propose_skills,
    reject_suggestion,
    undo_decision,
)

__all__ = [
    "ACCEPTED",
    "CLEARED",
    "MAX_SKILLS",
    "OPEN",
    "QUIZ",
    "REJECTED",
    "REPLACED",
    "TAGGING_THRESHOLD",
    "ActivityChanged",
    "ActivityDetails",
    "ActivityView",
    "AnswerView",
    "Answered",
    "Asked",
    "AttemptView",
    "Choice",
    "Counted",
    "CourseCreated",
    "CourseDetails",
    "Feedback",
    "LinkOutcome",
    "LinkView",
    "ModuleView",
    "NewQuestion",
    "NewResult",
    "Offer",
    "Offered",
    "Picked",
    "Proposed",
    "QuestionKind",
    "QuestionView",
    "QuestionsAdded",
    "Recorded",
    "RejectionsCleared",
    "Result",
    "ResultsRecorded",
    "RunView",
    "SkillLink",
    "SkillsLinked",
    "SkillsSuggested",
    "SkillsUnlinked",
    "SuggestionRejected",
    "SuggestionReopened",
    "SuggestionView",
    "accept_suggestion",
    "activities",
    "activities_alike",
    "activities_containing",
    "activities_named",
    "activities_of",
    "activity",
    "add_questions",
    "answer_question",
    "attempt",
    "best_score",
    "choice_for",
    "clear_rejections",
    "countable_activities",
    "counted_results",
    "create_activity",
    "create_course",
    "create_module",
    "delete_activity",
    "edit_activity",
    "editable_modules",
    "is_completed",
    "latest_run",
    "link",
    "link_skill",
    "linked_results",
    "linked_skills",
    "links_of",
    "open_attempt",
    "open_suggestions",
    "pick_skills",
    "points_of",
    "propose_skills",
    "quizzed_skills",
    "record_result",
    "record_results",
    "reject_suggestion",
    "rejected_skills",
    "require_on_activity",
    "run_view",
    "start_or_resume_quiz",
    "tagging_feedback",
    "tagging_threshold",
    "undo_decision",
    "undo_link",
    "undo_pick",
    "unlink_skill",
]
