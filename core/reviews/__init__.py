"""Reviews: a request for a judgement of one person's competency, who is asked for it, and what was decided.

A decision is a judgement like any other: accepting gives the rating (`give_rating`) and is evidence below.
"""

from core.clock import after_working_days
from core.reviews.comments import comment, undo_comment
from core.reviews.deciding import Decided, accept_review, hand_back, reject_review, start_review, undo_decision
from core.reviews.events import ExpertsNamed, ReviewChanged, ReviewsOpened, ReviewsPassedOn
from core.reviews.opening import open_recommended
from core.reviews.passing_on import Passing, free_reviews, pass_on_untouched, passing_is_due, passings_due
from core.reviews.queries import (
    ReviewView,
    StepView,
    keep_undo,
    open_review_ids,
    review,
    review_of,
    review_steps,
    reviews_asked_by,
    reviews_held_by,
    waiting_reviews,
)
from core.reviews.requesting import Requested, request_review, withdraw_request
from core.reviews.reviewers import MOST_EXPERTS, eligible_reviewers, name_experts, reviewers_of
from core.reviews.rules import LONGEST_WORDS, ReviewState, StepKind, claimed
from core.reviews.undoing import withdraw_recommended

__all__ = [
    "LONGEST_WORDS",
    "MOST_EXPERTS",
    "Decided",
    "ExpertsNamed",
    "Passing",
    "Requested",
    "ReviewChanged",
    "ReviewState",
    "ReviewView",
    "ReviewsOpened",
    "ReviewsPassedOn",
    "StepKind",
    "StepView",
    "accept_review",
    "after_working_days",
    "claimed",
    "comment",
    "eligible_reviewers",
    "free_reviews",
    "hand_back",
    "keep_undo",
    "name_experts",
    "open_recommended",
    "open_review_ids",
    "pass_on_untouched",
    "passing_is_due",
    "passings_due",
    "reject_review",
    "request_review",
    "review",
    "review_of",
    "review_steps",
    "reviewers_of",
    "reviews_asked_by",
    "reviews_held_by",
    "start_review",
    "undo_comment",
    "undo_decision",
    "waiting_reviews",
    "withdraw_recommended",
    "withdraw_request",
]
