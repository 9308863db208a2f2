"""What spans the catalogue: who answers proposals, what a framework in use allows, links moved between frameworks."""

from core.catalogue.answering import (
    LONGEST_REASON,
    PROPOSAL_ANSWERED,
    answer_askers,
    decline_proposals,
    take_as_synonym,
    undo_decline,
    undo_taken,
)
from core.catalogue.categories import CategoryView, category_view, edit_category
from core.catalogue.dashboard import SkillTotals, activity_counts, skill_totals
from core.catalogue.events import CategoryChanged, ProposalsDeclined
from core.catalogue.evidence_named import NamedEvidence, named_evidence
from core.catalogue.framework_status import disable_framework, enable_framework
from core.catalogue.gathered import (
    ProposalFate,
    ProposalView,
    decides_on_proposals,
    proposal_fate,
    propose_to_owners,
    waiting_proposals,
)
from core.catalogue.grading import GradingView, gradable, grade, grading_view, undo_grading
from core.catalogue.link_drafts import LinkChange, keep_link_change, link_change, take_link_change
from core.catalogue.link_effects import LinkEffect, link_effects, most_concerned
from core.catalogue.migrating import migrate_links
from core.catalogue.migration_plan import LinkToMove, Migration, Stays, plan_migration
from core.catalogue.proposals import OWNERS, PROPOSED, catalogue_owners, tell_owners
from core.catalogue.skill_status import disable_competency, enable_competency

__all__ = [
    "LONGEST_REASON",
    "PROPOSAL_ANSWERED",
    "ProposalFate",
    "ProposalView",
    "ProposalsDeclined",
    "answer_askers",
    "decides_on_proposals",
    "decline_proposals",
    "proposal_fate",
    "propose_to_owners",
    "take_as_synonym",
    "undo_decline",
    "undo_taken",
    "waiting_proposals",
    "OWNERS",
    "PROPOSED",
    "CategoryChanged",
    "CategoryView",
    "GradingView",
    "LinkChange",
    "LinkEffect",
    "LinkToMove",
    "Migration",
    "NamedEvidence",
    "SkillTotals",
    "Stays",
    "activity_counts",
    "catalogue_owners",
    "category_view",
    "disable_competency",
    "disable_framework",
    "edit_category",
    "enable_competency",
    "enable_framework",
    "gradable",
    "grade",
    "grading_view",
    "keep_link_change",
    "link_change",
    "link_effects",
    "migrate_links",
    "most_concerned",
    "named_evidence",
    "plan_migration",
    "skill_totals",
    "take_link_change",
    "tell_owners",
    "undo_grading",
]
