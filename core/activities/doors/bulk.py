"""Many activities asked about at once, and those whose suggestions wait for a decision."""

from core.activities.bulk_runs import (
    ASKED,
    CHANGED,
    DONE,
    RUNNING,
    STOPPED,
    BulkPlan,
    BulkProgress,
    bulk_progress,
    go_on_bulk,
    open_bulk,
    plan_bulk,
    running_bulks,
    start_bulk,
    stop_bulk,
)
from core.activities.bulk_work import ToAsk, claim_bulk, settle_bulk, to_ask
from core.activities.queries.taggable import EVERYWHERE, Scope, next_waiting, waiting_activities
from core.activities.retagging import ask_about, ask_again
from core.activities.suggestion_events import ActivitiesAskedAgain, BulkTaggingStarted

__all__ = [
    "ASKED",
    "CHANGED",
    "DONE",
    "EVERYWHERE",
    "RUNNING",
    "STOPPED",
    "ActivitiesAskedAgain",
    "BulkPlan",
    "BulkProgress",
    "BulkTaggingStarted",
    "Scope",
    "ToAsk",
    "ask_about",
    "ask_again",
    "bulk_progress",
    "claim_bulk",
    "go_on_bulk",
    "next_waiting",
    "open_bulk",
    "plan_bulk",
    "running_bulks",
    "settle_bulk",
    "start_bulk",
    "stop_bulk",
    "to_ask",
    "waiting_activities",
]
