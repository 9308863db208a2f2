"""Facts about frameworks, scales and the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class FrameworkCreated(Fact):
    """A framework was added, perhaps as the copy of another one."""

    kind: ClassVar[str] = "framework.created"
    framework_id: int
    copied_from_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FrameworkChanged(Fact):
    """A framework's name, id number, scale, scope, depth names or status changed."""

    kind: ClassVar[str] = "framework.changed"
    framework_id: int


@dataclass(frozen=True, kw_only=True)
class FrameworkDeleted(Fact):
    """A framework that nothing had ever referred to was deleted with its competencies."""

    kind: ClassVar[str] = "framework.deleted"
    framework_id: int


@dataclass(frozen=True, kw_only=True)
class CompetencyDeleted(Fact):
    """A competency that nothing had ever referred to was deleted."""

    kind: ClassVar[str] = "competency.deleted"
    competency_id: int


@dataclass(frozen=True, kw_only=True)
class ParentsChanged(Fact):
    """A competency stands under other parents than before; its branch went with it."""

    kind: ClassVar[str] = "competency.moved"
    competency_id: int
    parent_ids: tuple[int, ...]
    left_parent_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RelationChanged(Fact):
    """Two competencies were joined as related, or are no longer."""

    kind: ClassVar[str] = "competency.related"
    one_id: int
    other_id: int
    related: bool


@dataclass(frozen=True, kw_only=True)
class ScaleSaved(Fact):
    """A scale was made or edited."""

    kind: ClassVar[str] = "scale.saved"
    scale_id: int


@dataclass(frozen=True, kw_only=True)
class ScaleSwapped(Fact):
    """A competency uses another scale of its own, or its framework's again (`scale_id` none)."""

    kind: ClassVar[str] = "competency.scale"
    competency_id: int
    scale_id: int | None
