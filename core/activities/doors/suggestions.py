"""Suggestions of skills for activities, and what editors decided about them."""

from core.activities.choices import choice_for, choices_for
from core.activities.proposing import Proposed, TaggerAnswer, propose_for_many, propose_skills
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
    latest_run,
    linked_skills,
    open_suggestions,
    rejected_skills,
    run_view,
    tagging_feedback,
    tagging_threshold,
)
from core.activities.suggestion_rules import (
    ACCEPTED,
    CLEARED,
    OPEN,
    REJECTED,
    REPLACED,
    Asked,
    Choice,
    Measurement,
    Offer,
)
from core.activities.suggestions import (
    accept_suggestion,
    clear_rejections,
    reject_suggestion,
    undo_decision,
)

__all__ = [
    "ACCEPTED",
    "CLEARED",
    "OPEN",
    "REJECTED",
    "REPLACED",
    "TAGGING_THRESHOLD",
    "Asked",
    "Choice",
    "Feedback",
    "Measurement",
    "Offer",
    "Proposed",
    "RejectionsCleared",
    "RunView",
    "SkillsSuggested",
    "SuggestionRejected",
    "SuggestionReopened",
    "SuggestionView",
    "TaggerAnswer",
    "accept_suggestion",
    "choice_for",
    "choices_for",
    "clear_rejections",
    "latest_run",
    "linked_skills",
    "open_suggestions",
    "propose_for_many",
    "propose_skills",
    "reject_suggestion",
    "rejected_skills",
    "run_view",
    "tagging_feedback",
    "tagging_threshold",
    "undo_decision",
]
