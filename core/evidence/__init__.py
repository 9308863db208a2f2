"""Evidence: why we believe that somebody can do something. It is only ever added to (evidence/append-only)."""

from core.evidence.queries import EvidenceView, evidence_of
from core.evidence.service import (
    evidence_from_qualifications,
    evidence_from_results,
    evidence_of_undone_qualifications,
)

__all__ = [
    "EvidenceView",
    "evidence_from_qualifications",
    "evidence_from_results",
    "evidence_of_undone_qualifications",
    "evidence_of",
]
