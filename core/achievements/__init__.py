"""What people achieved: the streak by which a skill is acquired, ratings with their history, and their validity.

A rating is set by the engine from results and qualifications; proficient, validity and progress are computed.
"""

from core.achievements.cascade import roll_up
from core.achievements.evaluating import evaluate
from core.achievements.events import (
    RatingGiven,
    RatingInError,
    RatingsChanged,
    ReviewRecommended,
    RulesChanged,
    SkillAcquired,
)
from core.achievements.judging import GivenRating, RatingKind, give_rating, mark_in_error, undo_rating
from core.achievements.paths.checks import Known, check_paths
from core.achievements.paths.drafts import (
    DraftRules,
    apply_rules_draft,
    keep_rules_draft,
    path_from,
    plain_path,
    rules_draft,
)
from core.achievements.paths.kinds import (
    AchievementPath,
    Criterion,
    CriterionKind,
    Item,
    Origin,
    PathOutcome,
    Rater,
    RuleSet,
    activity_path,
    course_path,
)
from core.achievements.paths.setting import may_manage, proposed, require_managing, set_many_rules, set_rules
from core.achievements.paths.stored import default_paths, rules_of
from core.achievements.policies import Policy
from core.achievements.previewing import Preview, active_people, preview, preview_rules
from core.achievements.queries import (
    Pair,
    RatingView,
    acquired_at,
    acquired_by,
    acquisitions_of,
    rating_of,
    ratings_of,
)
from core.achievements.raters import RATER_WORDS, given_as
from core.achievements.ratings import RULE_CHANGED, hold_people
from core.achievements.reachable import without_way
from core.achievements.reasons import RatingReason, StreakEvidence, why_rated
from core.achievements.reevaluating import (
    Running,
    go_on,
    reevaluate_course_links,
    reevaluate_parents,
    reevaluate_rules,
    reevaluation,
    running,
)
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
    rate_from_assignments,
    rate_from_courses,
    rate_from_links,
    rate_from_qualifications,
    rate_from_results,
    unrate_from_assignments,
    unrate_from_courses,
)
from core.achievements.shortest import Step, Way, shortest_way, shortest_ways
from core.achievements.streak_following import (
    follow_changed_results,
    follow_links,
    follow_results,
    follow_unlinks,
    rate_from_changed_results,
)
from core.achievements.streak_models import StreakState
from core.achievements.streak_rebuilding import StreakDifference, rebuild_streaks
from core.achievements.streak_states import State, followed_by, states_of
from core.achievements.streaks import (
    Effect,
    NextQuiz,
    Progress,
    counts_for,
    effects_of,
    helpful_skills,
    next_activity,
    next_quiz,
    streak_of,
    streaks_of,
)
from core.achievements.unreachable import Unreachable, unreachable_streaks
from core.achievements.validity import days_of, validity_of

__all__ = [
    "RULE_CHANGED",
    "active_people",
    "activity_path",
    "course_path",
    "may_manage",
    "proposed",
    "require_managing",
    "RATER_WORDS",
    "given_as",
    "without_way",
    "Step",
    "Way",
    "shortest_way",
    "shortest_ways",
    "AchievementPath",
    "Criterion",
    "CriterionKind",
    "DraftRules",
    "GivenRating",
    "Item",
    "Known",
    "Origin",
    "PathOutcome",
    "Policy",
    "Preview",
    "Rater",
    "RatingGiven",
    "RatingInError",
    "RatingKind",
    "ReviewRecommended",
    "RuleSet",
    "RulesChanged",
    "Running",
    "apply_rules_draft",
    "check_paths",
    "default_paths",
    "evaluate",
    "give_rating",
    "go_on",
    "keep_rules_draft",
    "mark_in_error",
    "path_from",
    "plain_path",
    "preview",
    "preview_rules",
    "rate_from_assignments",
    "rate_from_courses",
    "reevaluate_course_links",
    "reevaluate_parents",
    "reevaluate_rules",
    "reevaluation",
    "roll_up",
    "rules_draft",
    "rules_of",
    "running",
    "set_many_rules",
    "set_rules",
    "undo_rating",
    "unrate_from_assignments",
    "unrate_from_courses",
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
    "State",
    "StreakDifference",
    "StreakState",
    "StreakEvidence",
    "Unreachable",
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
    "follow_changed_results",
    "follow_links",
    "follow_results",
    "follow_unlinks",
    "helpful_skills",
    "hold_people",
    "next_activity",
    "next_quiz",
    "passes",
    "rate_from_changed_results",
    "rate_from_links",
    "rate_from_qualifications",
    "rate_from_results",
    "rating_of",
    "ratings_of",
    "rebuild_streaks",
    "states_of",
    "streak_of",
    "streaks_of",
    "followed_by",
    "unreachable_streaks",
    "validity_of",
    "why_rated",
]
