"""The audit trail for those who look after the site: paged, searched, checked, and taken out in a file."""

from core.oversight.events import AuditExported, ChainChecked
from core.oversight.exporting import FORMATS, write_audit
from core.oversight.service import (
    COMPETENCY,
    OF_A_COMPETENCY,
    RATING,
    AuditPage,
    audit_page,
    check_audit,
    note_checked,
    note_taken_out,
    require_oversight,
)

__all__ = [
    "COMPETENCY",
    "FORMATS",
    "OF_A_COMPETENCY",
    "RATING",
    "AuditExported",
    "AuditPage",
    "ChainChecked",
    "audit_page",
    "check_audit",
    "note_checked",
    "note_taken_out",
    "require_oversight",
    "write_audit",
]
