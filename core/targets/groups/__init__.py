"""Targets on groups: everybody in one has them, whoever joins later too (targets/group)."""

from core.targets.groups.following import (
    drop_group_targets,
    follow_groups,
    follow_groups_of_competency,
    follow_groups_of_person,
    follow_members,
)
from core.targets.groups.setting import (
    GroupTargetsSet,
    plan_group_targets,
    remove_group_targets,
    set_group_targets,
)
from core.targets.groups.undoing import restore_group_targets, undo_group_targets
from core.targets.groups.views import GroupTargetView, group_targets, may_target_group

__all__ = [
    "GroupTargetView",
    "GroupTargetsSet",
    "drop_group_targets",
    "follow_groups",
    "follow_groups_of_competency",
    "follow_groups_of_person",
    "follow_members",
    "group_targets",
    "may_target_group",
    "plan_group_targets",
    "remove_group_targets",
    "restore_group_targets",
    "set_group_targets",
    "undo_group_targets",
]
