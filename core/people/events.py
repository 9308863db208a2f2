"""Facts about people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class PersonChanged(Fact):
    """A person was registered, or their details, tier, line, groups or roles changed."""

    kind: ClassVar[str] = "person.changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class RoleEdited(Fact):
    """A role's capabilities changed."""

    kind: ClassVar[str] = "role.edited"
    role_id: int


@dataclass(frozen=True, kw_only=True)
class ActionRefused(Fact):
    """Somebody tried what they may not do; kept so that an admin can see it (privacy/audit)."""

    kind: ClassVar[str] = "action.refused"
    capability: str
