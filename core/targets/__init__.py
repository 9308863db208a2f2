"""Targets: what a person should have, at which value, by when and why; and what is not required for now.

`plan_targets` says what setting them would do, `assign_targets` does it for those the actor may target, `targets_of`
gives what counts when there are several sources.
"""

from core.targets.assumed import note_assigned, note_withdrawn
from core.targets.events import TargetsAssigned, TargetsWithdrawn
from core.targets.plan import PlannedTarget, TargetPlan, TargetsSet
from core.targets.queries import EffectiveTarget, TargetRecord, open_target, target_records, targets_of
from core.targets.rules import Outcome, TargetSource, is_met
from core.targets.service import assign_targets, plan_targets
from core.targets.undo import undo_targets

__all__ = [
    "note_assigned",
    "note_withdrawn",
    "EffectiveTarget",
    "Outcome",
    "PlannedTarget",
    "TargetPlan",
    "TargetRecord",
    "TargetSource",
    "TargetsAssigned",
    "TargetsSet",
    "TargetsWithdrawn",
    "assign_targets",
    "is_met",
    "open_target",
    "plan_targets",
    "target_records",
    "targets_of",
    "undo_targets",
]
