"""Facts about achievements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class RatingsChanged(Fact):
    """Ratings of people were set, by the engine or by somebody; before and after stand in the changes."""

    kind: ClassVar[str] = "rating.changed"
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    cause: str


@dataclass(frozen=True, kw_only=True)
class SkillAcquired(Fact):
    """People became proficient in competencies for the first time (rating/acquired-at).

    `shown` says that the answer to the act itself tells the person, so that no message has to.
    """

    kind: ClassVar[str] = "skill.acquired"
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]
    cause: str
    shown: bool = False
