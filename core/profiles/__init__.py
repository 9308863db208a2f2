"""Role profiles: what a role or position requires, of each or of so many in a group (profiles/profile).

Members of a profile's groups have its targets at once; those under a profile that is not public see the targets, not
its name.
"""

from core.profiles.details import ProfileDetails, ProfileGroupView, ProfileView, Requirement, RequirementView
from core.profiles.events import ProfileChanged
from core.profiles.following import (
    follow_profile,
    follow_profile_competency,
    follow_profile_members,
    follow_profile_person,
)
from core.profiles.queries import (
    held_profiles,
    manages_profiles,
    profile_names,
    profile_numbered,
    profile_view,
    profile_views,
    profiles_by_id,
    profiles_named,
)
from core.profiles.service import (
    FOR_KINDS,
    archive_profile,
    checked_profile,
    keep_profile_draft,
    profile_draft,
    restore_profile,
    save_profile,
)

__all__ = [
    "FOR_KINDS",
    "ProfileChanged",
    "ProfileDetails",
    "ProfileGroupView",
    "ProfileView",
    "Requirement",
    "RequirementView",
    "archive_profile",
    "checked_profile",
    "follow_profile",
    "follow_profile_competency",
    "follow_profile_members",
    "follow_profile_person",
    "held_profiles",
    "keep_profile_draft",
    "manages_profiles",
    "profile_draft",
    "profile_names",
    "profile_numbered",
    "profile_view",
    "profile_views",
    "profiles_by_id",
    "profiles_named",
    "restore_profile",
    "save_profile",
]
