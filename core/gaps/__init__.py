"""Gaps: how people stand against what they should have. Nothing of it is stored but what leads were told last."""

from core.gaps.against import Against, against_own_positions, against_profile, fitting_profiles
from core.gaps.closing import Closing, ClosingKind, closing_of
from core.gaps.coverage import GroupCoverage, all_coverage, coverage_of, note_turned, turned
from core.gaps.effect import ProfileEffect, profile_effect
from core.gaps.matrix import (
    Among,
    GapMatrix,
    PersonGaps,
    RequirementGaps,
    best_fitting,
    gap_matrix,
    whole_matrix,
)
from core.gaps.profile import HeldSkill, Profile, ProfileRow
from core.gaps.queries import is_gap, names_of, profile_of, profiles_of, seen_among
from core.gaps.rules import MEETING, GapStatus, StepNames, share_of, status_of, what_is_left
from core.targets import is_met

__all__ = [
    "MEETING",
    "Against",
    "Among",
    "Closing",
    "ClosingKind",
    "GapMatrix",
    "GapStatus",
    "GroupCoverage",
    "HeldSkill",
    "PersonGaps",
    "Profile",
    "ProfileEffect",
    "ProfileRow",
    "RequirementGaps",
    "StepNames",
    "against_own_positions",
    "against_profile",
    "all_coverage",
    "best_fitting",
    "closing_of",
    "coverage_of",
    "fitting_profiles",
    "gap_matrix",
    "is_gap",
    "is_met",
    "names_of",
    "note_turned",
    "profile_effect",
    "profile_of",
    "profiles_of",
    "seen_among",
    "share_of",
    "status_of",
    "turned",
    "what_is_left",
    "whole_matrix",
]
