"""Qualifications: what people hold, with dates, documents and versions; types' switches; drafts that wait for a yes.

Statuses are computed when shown. Registering, renewing, correcting and undoing record the facts that ratings, notices
and targets answer to.
"""

from core.qualifications.details import (
    DEGREES,
    NewQualification,
    QualificationDetails,
    Status,
    TypeSwitches,
)
from core.qualifications.drafts import (
    StoredDraft,
    draft,
    draft_in,
    drafts_waiting_for,
    drop_draft,
    forget_old_drafts,
    keep_draft,
    latest_draft,
    settle_draft,
    wait_for,
)
from core.qualifications.events import (
    QualificationChanged,
    QualificationFact,
    QualificationRegistered,
    QualificationRenewed,
    QualificationTypeChanged,
    QualificationUndone,
)
from core.qualifications.queries import (
    QualificationView,
    earlier_versions,
    held_of,
    qualification,
    qualifications_of,
    same_on_file,
)
from core.qualifications.rights import require_writing
from core.qualifications.rules import (
    EXPIRING_DAYS,
    Paper,
    check_dates,
    days_left,
    is_same,
    missing_fields,
    statuses,
)
from core.qualifications.service import (
    attach_document,
    documents_on,
    edit_qualification,
    log_qualification,
    log_qualifications,
    renew_qualification,
)
from core.qualifications.standing import HeldVersion, standing_for
from core.qualifications.types import set_type, types_of
from core.qualifications.undo import undo_change, undo_log, version_in_hand

__all__ = [
    "DEGREES",
    "EXPIRING_DAYS",
    "HeldVersion",
    "NewQualification",
    "Paper",
    "QualificationChanged",
    "QualificationDetails",
    "QualificationFact",
    "QualificationRegistered",
    "QualificationRenewed",
    "QualificationTypeChanged",
    "QualificationUndone",
    "QualificationView",
    "Status",
    "StoredDraft",
    "TypeSwitches",
    "attach_document",
    "check_dates",
    "days_left",
    "documents_on",
    "draft",
    "draft_in",
    "drafts_waiting_for",
    "drop_draft",
    "earlier_versions",
    "edit_qualification",
    "forget_old_drafts",
    "held_of",
    "is_same",
    "keep_draft",
    "latest_draft",
    "log_qualification",
    "log_qualifications",
    "missing_fields",
    "qualification",
    "qualifications_of",
    "renew_qualification",
    "require_writing",
    "same_on_file",
    "set_type",
    "settle_draft",
    "standing_for",
    "statuses",
    "types_of",
    "undo_change",
    "undo_log",
    "version_in_hand",
    "wait_for",
]
