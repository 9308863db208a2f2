"""Evidence: why we believe that somebody can do something. It is only ever added to (evidence/append-only)."""

from core.evidence.corrections import correct_evidence, correct_source, note_corrections
from core.evidence.courses import evidence_from_courses, evidence_of_undone_completions
from core.evidence.events import EvidenceAdded, EvidenceCorrected
from core.evidence.from_rules import (
    ASSUMED,
    Assignment,
    MetRule,
    evidence_from_assignments,
    evidence_from_rules,
)
from core.evidence.judgements import (
    JudgementView,
    NewJudgement,
    add_judgement,
    judgement,
    judgements_of,
    withdraw_judgement,
)
from core.evidence.opening import open_evidence
from core.evidence.prior_learning import add_prior_learning, undo_prior_learning
from core.evidence.queries import EvidenceView, evidence_of
from core.evidence.service import (
    evidence_from_qualifications,
    evidence_from_results,
    evidence_of_undone_qualifications,
)
from core.evidence.voided import evidence_of_voided_results

__all__ = [
    "evidence_of_voided_results",
    "ASSUMED",
    "Assignment",
    "EvidenceAdded",
    "EvidenceCorrected",
    "JudgementView",
    "MetRule",
    "NewJudgement",
    "add_judgement",
    "add_prior_learning",
    "correct_evidence",
    "correct_source",
    "evidence_from_assignments",
    "evidence_from_rules",
    "judgement",
    "judgements_of",
    "note_corrections",
    "open_evidence",
    "undo_prior_learning",
    "withdraw_judgement",
    "EvidenceView",
    "evidence_from_courses",
    "evidence_of_undone_completions",
    "evidence_from_qualifications",
    "evidence_from_results",
    "evidence_of_undone_qualifications",
    "evidence_of",
]
