"""Targets: what a person should have, at which value, by when and why; and what is not required for now.

`plan_targets` says what setting them would do, `assign_targets` does it for those the actor may target, `targets_of`
gives what counts when there are several sources.
"""

from core.targets.assumed import begin_scheduled, beginning_is_due, note_assigned, note_withdrawn
from core.targets.events import (
    ExemptionEnded,
    ExemptionGranted,
    GroupTargetsChanged,
    TargetsAssigned,
    TargetsChanged,
    TargetsEnded,
    TargetsScheduled,
    TargetsWithdrawn,
)
from core.targets.exemption_undo import restore_exemption, undo_exemption
from core.targets.exemptions import ExemptionView, end_exemption, exempted_person, exemptions_seen, grant_exemption
from core.targets.groups import (
    GroupTargetsSet,
    GroupTargetView,
    drop_group_targets,
    follow_groups_of_competency,
    follow_groups_of_person,
    follow_members,
    group_targets,
    may_target_group,
    plan_group_targets,
    remove_group_targets,
    restore_group_targets,
    set_group_targets,
    undo_group_targets,
)
from core.targets.plan import PlannedTarget, TargetPlan, TargetsSet
from core.targets.planning import supervised_among
from core.targets.queries import (
    EffectiveTarget,
    TargetRecord,
    exemptions_of,
    open_target,
    sources_of,
    target_records,
    targets_of,
    were_ended,
)
from core.targets.removing import LockedTarget, RemovedTarget, remove_targets, restore_targets
from core.targets.rules import DIRECT, GROUP, PLAN, PROFILE, Outcome, TargetSource, is_met
from core.targets.service import assign_targets, plan_targets
from core.targets.source_facts import SourceTarget
from core.targets.sources import SourcesFollowed, end_sources, follow_sources
from core.targets.undo import undo_targets, withdraw_sources

__all__ = [
    "DIRECT",
    "EffectiveTarget",
    "ExemptionEnded",
    "ExemptionGranted",
    "ExemptionView",
    "GROUP",
    "GroupTargetView",
    "GroupTargetsChanged",
    "GroupTargetsSet",
    "LockedTarget",
    "Outcome",
    "PLAN",
    "PROFILE",
    "PlannedTarget",
    "RemovedTarget",
    "SourceTarget",
    "SourcesFollowed",
    "TargetPlan",
    "TargetRecord",
    "TargetSource",
    "TargetsAssigned",
    "TargetsChanged",
    "TargetsEnded",
    "TargetsScheduled",
    "TargetsSet",
    "TargetsWithdrawn",
    "assign_targets",
    "begin_scheduled",
    "beginning_is_due",
    "drop_group_targets",
    "end_exemption",
    "end_sources",
    "exempted_person",
    "exemptions_of",
    "exemptions_seen",
    "follow_groups_of_competency",
    "follow_groups_of_person",
    "follow_members",
    "follow_sources",
    "grant_exemption",
    "group_targets",
    "is_met",
    "may_target_group",
    "note_assigned",
    "note_withdrawn",
    "open_target",
    "plan_group_targets",
    "plan_targets",
    "remove_group_targets",
    "remove_targets",
    "restore_exemption",
    "restore_group_targets",
    "restore_targets",
    "set_group_targets",
    "sources_of",
    "supervised_among",
    "target_records",
    "targets_of",
    "undo_exemption",
    "undo_group_targets",
    "undo_targets",
    "were_ended",
    "withdraw_sources",
]
