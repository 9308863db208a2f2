"""Facts about role profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Fact):
    """A role profile was made, changed, archived or brought back: whom it is for, or what it requires."""

    kind: ClassVar[str] = "profile.changed"
    profile_id: int
