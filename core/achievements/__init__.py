"""What people achieved: the streak by which a skill is acquired, ratings with their history, and their validity.

A rating is set by the engine from results and qualifications; proficient, validity and progress are computed.
"""

from core.achievements.events import RatingsChanged, SkillAcquired
from core.achievements.queries import (
    Pair,
    RatingView,
    acquired_at,
    acquired_by,
    acquisitions_of,
    rating_of,
    ratings_of,
)
from core.achievements.reasons import RatingReason, StreakEvidence, why_rated
from core.achievements.rules import (
    STREAK_LENGTH,
    STREAK_SCORE,
    Counting,
    Path,
    Standing,
    Validity,
    counting,
    default_path,
    passes,
)
from core.achievements.service import (
    evaluate_streaks,
    rate_from_links,
    rate_from_qualifications,
    rate_from_results,
)
from core.achievements.streaks import (
    Effect,
    NextQuiz,
    Progress,
    counts_for,
    effects_of,
    helpful_skills,
    next_quiz,
    streak_of,
    streaks_of,
)
from core.achievements.validity import days_of, validity_of

__all__ = [
    "Counting",
    "Effect",
    "NextQuiz",
    "Pair",
    "Path",
    "Progress",
    "RatingReason",
    "RatingView",
    "RatingsChanged",
    "STREAK_LENGTH",
    "STREAK_SCORE",
    "SkillAcquired",
    "Standing",
    "StreakEvidence",
    "Validity",
    "acquired_at",
    "acquired_by",
    "acquisitions_of",
    "counting",
    "counts_for",
    "days_of",
    "default_path",
    "effects_of",
    "evaluate_streaks",
    "helpful_skills",
    "next_quiz",
    "passes",
    "rate_from_links",
    "rate_from_qualifications",
    "rate_from_results",
    "rating_of",
    "ratings_of",
    "streak_of",
    "streaks_of",
    "validity_of",
    "why_rated",
]
