"""Results of activities from quizzes, files and other systems, matched or waiting."""

from core.activities.queries.naming import (
    activities_meant,
    courses_meant,
    modules_meant,
    people_meant,
    reference_hash,
)
from core.activities.queries.on_file import ToldResult, results_told
from core.activities.queries.unmatched import Waiting, WaitingPage, unmatched_result, unmatched_results
from core.activities.references import by_account, by_checksum, by_email, references_to
from core.activities.service.correcting import Correction, correct_results, void_results
from core.activities.service.incoming import IncomingResult, Judged, Outcome, judge_results, take_in_results
from core.activities.service.results import NewResult, Recorded, record_result, record_results
from core.activities.service.statements import (
    XAPI,
    NewStatement,
    keep_statements,
    statement_on_file,
    void_statements,
)
from core.activities.service.unmatched import (
    Unknown,
    drop_unmatched,
    erased_references,
    forget_unmatched,
    keep_unmatched,
    match_activity,
    match_person,
    match_to_activity,
    match_to_person,
)
from core.activities.service.xapi_keys import (
    MadeKey,
    XapiKeyView,
    make_xapi_key,
    opens,
    revoke_xapi_key,
    workspace_in,
    xapi_keys,
)

__all__ = [
    "XAPI",
    "Correction",
    "IncomingResult",
    "Judged",
    "MadeKey",
    "NewResult",
    "NewStatement",
    "Outcome",
    "Recorded",
    "ToldResult",
    "Unknown",
    "Waiting",
    "WaitingPage",
    "XapiKeyView",
    "activities_meant",
    "by_account",
    "by_checksum",
    "by_email",
    "correct_results",
    "courses_meant",
    "drop_unmatched",
    "erased_references",
    "forget_unmatched",
    "judge_results",
    "keep_statements",
    "keep_unmatched",
    "make_xapi_key",
    "match_activity",
    "match_person",
    "match_to_activity",
    "match_to_person",
    "modules_meant",
    "opens",
    "people_meant",
    "record_result",
    "record_results",
    "reference_hash",
    "references_to",
    "results_told",
    "revoke_xapi_key",
    "statement_on_file",
    "take_in_results",
    "unmatched_result",
    "unmatched_results",
    "void_results",
    "void_statements",
    "workspace_in",
    "xapi_keys",
]
