"""What an event gives a person, before it is decided whether it sets the rating."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.achievements.queries import Pair
from core.frameworks import ScaleValueView


@dataclass(frozen=True)
class Earned:
    """An event that gives a person a value, or none: why, by which row, and when it happened (UTC).

    `order` is the place of its path among the competency's paths; `path` its kinds of criteria with + between them, the
    one that completed it first. `rated_by_id` is who judged, where somebody did.
    """

    person_id: int
    competency_id: int
    value: ScaleValueView | None
    cause: str
    source_id: int | None
    happened_at: datetime
    order: int = 0
    path: str | None = None
    path_id: int | None = None
    rated_by_id: int | None = None
    self_declared: bool = False

    @property
    def pair(self) -> Pair:
        """Whose rating, of what."""
        return self.person_id, self.competency_id

    @property
    def position(self) -> int:
        """The place of its value on the scale; below the lowest where it takes the value away."""
        return self.value.position if self.value is not None else -1

    @property
    def value_id(self) -> int | None:
        """The id of its value, None where it takes the value away."""
        return self.value.id if self.value is not None else None

    @property
    def proficient(self) -> bool:
        """Whether its value is a proficient one."""
        return self.value is not None and self.value.proficient
