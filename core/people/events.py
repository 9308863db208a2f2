"""Facts about people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Fact):
    """A person was registered, or their details, tier, line or roles changed."""

    kind: ClassVar[str] = "person.changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GroupChanged(Fact):
    """A group was made, renamed, archived or brought back."""

    kind: ClassVar[str] = "group.changed"
    group_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipsChanged(Fact):
    """People joined a group, left it, or lead it from now on or no longer."""

    kind: ClassVar[str] = "group.members_changed"
    group_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RoleEdited(Fact):
    """A role was made or removed, or its capabilities changed."""

    kind: ClassVar[str] = "role.edited"
    role_id: int


@dataclass(frozen=True, kw_only=True)
class ActionRefused(Fact):
    """Somebody tried what they may not do; kept so that an admin can see it (privacy/audit)."""

    kind: ClassVar[str] = "action.refused"
    capability: str
