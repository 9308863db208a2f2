"""Facts about notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class NoticesHeld(Fact):
    """Somebody held the notices of a qualification until a day, by a snooze or a booking."""

    kind: ClassVar[str] = "notices.held"
    qualification_id: int
    how: str
    until: date


@dataclass(frozen=True, kw_only=True)
class NoticesResumed(Fact):
    """A hold of a qualification's notices was taken back."""

    kind: ClassVar[str] = "notices.resumed"
    qualification_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeSwitched(Fact):
    """A person switched a kind of notice on or off for themself."""

    kind: ClassVar[str] = "notice.switched"
    person_id: int
    notice: str
    on: bool
