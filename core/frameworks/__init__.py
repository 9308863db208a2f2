"""Frameworks, scales and competencies (skill is the category most of them are in), and the texts they are found by."""

from core.frameworks.events import CompetencyChanged, CompetencyCreated, CompetencyProposed
from core.frameworks.proposals import close_proposals, competency_proposed
from core.frameworks.queries import (
    CompetencyText,
    CompetencyView,
    catalogue_revision,
    competencies,
    competency,
    competency_texts,
    find_named,
    keep_vectors,
    sees_all_tiers,
    stored_vectors,
    visible_competencies,
    visible_ids,
)
from core.frameworks.rules import ACTIVE, DISABLED, CompetencyCategory, folded, may_see_tier, may_select_tier
from core.frameworks.scales import ScaleValueView, ScaleView, scale_of, scales_of
from core.frameworks.service import (
    CompetencyDetails,
    add_parent,
    add_synonyms,
    create_competency,
    propose_competency,
    rename_competency,
    seed_catalogue,
    set_status,
)
from core.frameworks.vectors import VectorDifferences, rebuild_vectors

__all__ = [
    "VectorDifferences",
    "rebuild_vectors",
    "ACTIVE",
    "DISABLED",
    "CompetencyCategory",
    "CompetencyChanged",
    "CompetencyCreated",
    "CompetencyDetails",
    "CompetencyProposed",
    "CompetencyText",
    "CompetencyView",
    "ScaleValueView",
    "ScaleView",
    "add_parent",
    "add_synonyms",
    "catalogue_revision",
    "close_proposals",
    "competencies",
    "competency",
    "competency_proposed",
    "competency_texts",
    "create_competency",
    "find_named",
    "folded",
    "keep_vectors",
    "may_see_tier",
    "may_select_tier",
    "propose_competency",
    "rename_competency",
    "scale_of",
    "scales_of",
    "sees_all_tiers",
    "seed_catalogue",
    "set_status",
    "stored_vectors",
    "visible_competencies",
    "visible_ids",
]
