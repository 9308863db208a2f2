"""Gaps: how people stand against what they should have. Reads only; nothing of it is stored."""

from core.gaps.profile import HeldSkill, Profile, ProfileRow
from core.gaps.queries import is_gap, names_of, profile_of, profiles_of, seen_among
from core.gaps.rules import MEETING, GapStatus, StepNames, share_of, status_of, what_is_left
from core.targets import is_met

__all__ = [
    "MEETING",
    "GapStatus",
    "HeldSkill",
    "Profile",
    "ProfileRow",
    "StepNames",
    "is_gap",
    "is_met",
    "names_of",
    "profile_of",
    "profiles_of",
    "seen_among",
    "share_of",
    "status_of",
    "what_is_left",
]
