"""What spans the catalogue: who answers proposals, what a framework in use allows, links moved between frameworks."""

from core.catalogue.dashboard import SkillTotals, activity_counts, skill_totals
from core.catalogue.evidence_named import NamedEvidence, named_evidence
from core.catalogue.framework_status import disable_framework, enable_framework
from core.catalogue.grading import GradingView, gradable, grade, grading_view, undo_grading
from core.catalogue.migrating import migrate_links
from core.catalogue.migration_plan import LinkToMove, Migration, Stays, plan_migration
from core.catalogue.proposals import OWNERS, PROPOSED, catalogue_owners, tell_owners
from core.catalogue.skill_status import disable_competency, enable_competency

__all__ = [
    "OWNERS",
    "PROPOSED",
    "GradingView",
    "LinkToMove",
    "Migration",
    "NamedEvidence",
    "SkillTotals",
    "Stays",
    "activity_counts",
    "catalogue_owners",
    "disable_competency",
    "disable_framework",
    "enable_competency",
    "enable_framework",
    "gradable",
    "grade",
    "grading_view",
    "migrate_links",
    "named_evidence",
    "plan_migration",
    "skill_totals",
    "tell_owners",
    "undo_grading",
]
