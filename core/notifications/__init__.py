"""What to tell whom and when: the inbox and outbox of the durable edge, reminders, and each person's own switches.

`tell` puts a message into the outbox in the transaction of what it tells of; `refresh` has what was sent rewritten.
The workers' and deliverers' side is in `inbox` and `sending`, which know no session.
"""

from core.notifications.courses_told import (
    COURSES,
    rewrite_told_completions,
    rewrite_told_enrolments,
    tell_of_completions,
    tell_of_enrolments,
    tell_of_grading,
    withdraw_told_grading,
)
from core.notifications.departing import COUNTED, Departure, MessagePart
from core.notifications.digest import Digest, Lacking, gather_digest, is_digest_admin
from core.notifications.digest_round import week_of
from core.notifications.due import DueLine, due_day, due_lines
from core.notifications.events import NoticesHeld, NoticesResumed, NoticeSwitched
from core.notifications.holds import UNDO_HOLD, book_renewal, snooze_notices, undo_hold
from core.notifications.hours import Hours, next_opening
from core.notifications.limits import MOST_MESSAGES, Limits, limits_of, set_limits
from core.notifications.not_needed import (
    LONGEST_REASON,
    NOT_NEEDED,
    NOT_NEEDED_ANSWERED,
    UNDO_ANSWER,
    UNDO_QUESTION,
    answer_not_needed,
    say_not_needed,
    undo_answer,
    undo_question,
)
from core.notifications.notices import (
    NoticeLine,
    NoticeRef,
    NoticeState,
    Told,
    lines_about,
    notice_lines,
    notice_ref,
)
from core.notifications.outbox import Telling, drop_pending, refresh, tell, tell_many, withdraw_pending
from core.notifications.qualifications_told import (
    ASKED_AGAIN,
    QUALIFICATION_MISSING,
    QUALIFICATION_REGISTERED,
    QUALIFICATION_SAID,
    VERIFICATION_ASKED,
    VERIFICATION_SAID,
    ask_for_missing,
    tell_of_registered,
    tell_of_removed,
    tell_of_revoked,
    tell_of_verification,
    tell_of_verified,
)
from core.notifications.questions import Question, question
from core.notifications.ratings_told import (
    NO_LONGER_MEETS,
    RATING_GIVEN,
    rewrite_told_rating,
    tell_of_falls,
    tell_of_rating,
)
from core.notifications.reevaluations_told import REEVALUATION, rewrite_reevaluation, tell_of_reevaluation
from core.notifications.reminders import (
    DueReminder,
    due_reminders,
    follow_person,
    follow_qualifications,
    follow_type,
    queue_due_reminders,
    sweep_is_due,
    switch_notice,
)
from core.notifications.returned_drafts import DRAFT_RETURNED, return_drafts, return_drafts_of_filed
from core.notifications.reviews_told import (
    REVIEW_ASKED,
    REVIEW_SAID,
    rewrite_told_reviews,
    tell_of_reviews,
    tell_of_step,
)
from core.notifications.rounds import RoundsAhead, make_rounds, rebuild_rounds, round_is_due, rounds_ahead
from core.notifications.rules import BOOKED, SNOOZE, Hold
from core.notifications.schedule import ScheduleDifference, rebuild_schedule
from core.notifications.sending import Outgoing, Undelivered, send_again, undelivered_messages
from core.notifications.settings import Medium, NoticeKind, NoticeSwitch, is_muted, notice_switches, wants
from core.notifications.skills_told import (
    PERFECT_QUIZ,
    SKILL_ACQUIRED,
    tell_of_perfect_quiz,
    tell_of_skills,
)
from core.notifications.streaks_told import (
    STREAK_PROGRESS,
    STREAK_UNREACHABLE,
    tell_of_progress,
    tell_of_unreachable_by_deletion,
    tell_of_unreachable_by_results,
    tell_of_unreachable_by_unlinking,
)
from core.notifications.targets_told import TARGETS_SET, rewrite_told_targets, tell_of_targets
from core.notifications.threads import message_at

__all__ = [
    "ASKED_AGAIN",
    "QUALIFICATION_MISSING",
    "QUALIFICATION_REGISTERED",
    "QUALIFICATION_SAID",
    "VERIFICATION_ASKED",
    "VERIFICATION_SAID",
    "ask_for_missing",
    "tell_of_registered",
    "tell_of_removed",
    "tell_of_revoked",
    "tell_of_verification",
    "tell_of_verified",
    "COUNTED",
    "Departure",
    "MessagePart",
    "Digest",
    "Lacking",
    "gather_digest",
    "is_digest_admin",
    "week_of",
    "DueLine",
    "due_day",
    "due_lines",
    "Hours",
    "MOST_MESSAGES",
    "Limits",
    "limits_of",
    "set_limits",
    "LONGEST_REASON",
    "NOT_NEEDED",
    "NOT_NEEDED_ANSWERED",
    "UNDO_ANSWER",
    "UNDO_QUESTION",
    "answer_not_needed",
    "say_not_needed",
    "undo_answer",
    "undo_question",
    "Told",
    "lines_about",
    "Question",
    "question",
    "make_rounds",
    "RoundsAhead",
    "rounds_ahead",
    "rebuild_rounds",
    "round_is_due",
    "send_again",
    "Medium",
    "wants",
    "REVIEW_ASKED",
    "REVIEW_SAID",
    "message_at",
    "rewrite_told_reviews",
    "tell_of_reviews",
    "tell_of_step",
    "NO_LONGER_MEETS",
    "RATING_GIVEN",
    "REEVALUATION",
    "rewrite_reevaluation",
    "rewrite_told_rating",
    "tell_of_falls",
    "tell_of_rating",
    "tell_of_reevaluation",
    "COURSES",
    "rewrite_told_completions",
    "rewrite_told_enrolments",
    "tell_of_completions",
    "tell_of_enrolments",
    "tell_of_grading",
    "withdraw_told_grading",
    "DRAFT_RETURNED",
    "BOOKED",
    "PERFECT_QUIZ",
    "SKILL_ACQUIRED",
    "SNOOZE",
    "STREAK_PROGRESS",
    "STREAK_UNREACHABLE",
    "TARGETS_SET",
    "UNDO_HOLD",
    "DueReminder",
    "Hold",
    "NoticeKind",
    "NoticeLine",
    "NoticeRef",
    "NoticeState",
    "NoticeSwitch",
    "NoticeSwitched",
    "NoticesHeld",
    "NoticesResumed",
    "Outgoing",
    "ScheduleDifference",
    "Telling",
    "drop_pending",
    "Undelivered",
    "book_renewal",
    "due_reminders",
    "follow_person",
    "follow_qualifications",
    "follow_type",
    "is_muted",
    "next_opening",
    "notice_lines",
    "notice_ref",
    "notice_switches",
    "queue_due_reminders",
    "rebuild_schedule",
    "refresh",
    "rewrite_told_targets",
    "snooze_notices",
    "sweep_is_due",
    "switch_notice",
    "tell",
    "tell_many",
    "tell_of_perfect_quiz",
    "tell_of_progress",
    "tell_of_skills",
    "tell_of_unreachable_by_deletion",
    "tell_of_unreachable_by_results",
    "tell_of_unreachable_by_unlinking",
    "tell_of_targets",
    "undelivered_messages",
    "undo_hold",
    "withdraw_pending",
    "return_drafts",
    "return_drafts_of_filed",
]
