"""Facts about targets. The tuples are parallel: the same place in each belongs to the same target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact
from core.targets.rules import DIRECT


@dataclass(frozen=True, kw_only=True)
class TargetsAssigned(Fact):
    """Targets were set, or direct ones set anew with another value or date, in one command.

    `source_keys` says which group, profile or plan each comes from, where `source` is no direct one; with `told` False
    nobody is told by this.
    """

    kind: ClassVar[str] = "targets.assigned"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    source: str = DIRECT
    source_keys: tuple[int, ...] = ()
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class TargetsScheduled(Fact):
    """Targets of a group, profile or plan will begin at an instant still to come; then they are assigned."""

    kind: ClassVar[str] = "targets.scheduled"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    source: str
    source_keys: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TargetsChanged(Fact):
    """Targets have another value or date from now on, or hold again: `target_ids` are the new ones."""

    kind: ClassVar[str] = "targets.changed"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    source: str
    source_keys: tuple[int, ...]
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class TargetsEnded(Fact):
    """Targets hold no longer: a source ended, somebody left it, or one was removed. Ratings stay (targets/leaving)."""

    kind: ClassVar[str] = "targets.ended"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    source: str = DIRECT
    source_keys: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TargetsWithdrawn(Fact):
    """Targets were taken back by undo, as if they had never been set (chat/undo)."""

    kind: ClassVar[str] = "targets.withdrawn"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class GroupTargetsChanged(Fact):
    """What is required of everybody in a group was set, changed or removed (targets/group)."""

    kind: ClassVar[str] = "targets.group_changed"
    group_id: int


@dataclass(frozen=True, kw_only=True)
class ExemptionGranted(Fact):
    """Competencies are not required of people until a day (targets/exemption)."""

    kind: ClassVar[str] = "exemption.granted"
    exemption_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ExemptionEnded(Fact):
    """Exemptions ended before their day, or were taken back: what they were of is required again."""

    kind: ClassVar[str] = "exemption.ended"
    exemption_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
