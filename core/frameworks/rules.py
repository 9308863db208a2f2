"""Decisions about frameworks: categories, built-in scales, folding of names, what a tier lets one see."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class CompetencyCategory(StrEnum):
    """The five categories: none can be added, renamed or removed (frameworks/category)."""

    SKILL = "skill"
    LANGUAGE = "language"
    CERTIFICATION = "certification"
    EDUCATION = "education"
    EXPERIENCE = "experience"


ACTIVE, DISABLED = "active", "disabled"

COMPANY_SKILLS = "COMPANY"
"""Id number of the built-in framework 'Company skills' (frameworks/create)."""

DEPTH_NAMES = (
    "Domain", "Competency", "Behaviour", "Indicator", "Outcome", "Level", "Concept", "Value", "Practice", "Skill",
    "Proficiency",
)
"""The names a depth can have (frameworks/taxonomy)."""

MAX_DEPTH = 4


@dataclass(frozen=True)
class ValueOfScale:
    """An entry of a scale before it is stored."""

    name: str
    proficient: bool = False
    default: bool = False


ACQUIRED_SCALE = "Not acquired / Acquired"
CEFR_SCALE = "CEFR"

BUILT_IN_SCALES: dict[str, tuple[ValueOfScale, ...]] = {
    ACQUIRED_SCALE: (
        ValueOfScale("Not acquired"),
        ValueOfScale("Acquired", proficient=True, default=True),
    ),
    CEFR_SCALE: (
        ValueOfScale("A1"),
        ValueOfScale("A2"),
        ValueOfScale("B1", proficient=True, default=True),
        ValueOfScale("B2", proficient=True),
        ValueOfScale("C1", proficient=True),
        ValueOfScale("C2", proficient=True),
        ValueOfScale("Native", proficient=True),
    ),
}
"""The scales every workspace starts with (frameworks/scale-builtin)."""


def built_in_scale_for(category: CompetencyCategory) -> str:
    """The built-in scale a competency of this category starts on: CEFR for languages."""
    return CEFR_SCALE if category == CompetencyCategory.LANGUAGE else ACQUIRED_SCALE


def folded(name: str) -> str:
    """A name without case, spaces, punctuation and width variants, for comparing (frameworks/duplicate-guard)."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in plain if each.isalnum())


def may_see_tier(tier_of_skill: int | None, tier_of_person: int | None, *, sees_all: bool = False) -> bool:
    """Whether a tier hides a skill: a person without tier counts as 0 (people/tier-see)."""
    return sees_all or tier_of_skill is None or tier_of_skill <= (tier_of_person or 0)


def may_select_tier(tier_of_skill: int | None, tier_of_editor: int | None) -> bool:
    """Whether an editor may put the skill on an activity: without tier they select all (people/tier-select)."""
    return tier_of_editor is None or tier_of_skill is None or tier_of_skill <= tier_of_editor
