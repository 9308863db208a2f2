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


@dataclass(frozen=True, kw_only=True)
class LimitsSet(Fact):
    """The hours of reminders, or the messages a week, were set for everybody."""

    kind: ClassVar[str] = "notices.limited"


@dataclass(frozen=True, kw_only=True)
class NotNeededAsked(Fact):
    """Somebody said that a qualification is no longer needed; notices go on until the one asked answers."""

    kind: ClassVar[str] = "notices.not_needed"
    qualification_id: int
    asked_id: int | None


@dataclass(frozen=True, kw_only=True)
class NotNeededAnswered(Fact):
    """It was answered whether the notices of a qualification stop, or the answer was taken back (`stops` none)."""

    kind: ClassVar[str] = "notices.answered"
    qualification_id: int
    stops: bool | None
