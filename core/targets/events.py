"""Facts about targets. The tuples are parallel: the same place in each belongs to the same target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class TargetsAssigned(Fact):
    """Targets were set, or set anew with another value or date, in one command."""

    kind: ClassVar[str] = "targets.assigned"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TargetsWithdrawn(Fact):
    """Targets were taken back by undo, as if they had never been set (chat/undo)."""

    kind: ClassVar[str] = "targets.withdrawn"
    target_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
