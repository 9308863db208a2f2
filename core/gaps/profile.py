"""What a profile is made of: targets with ratings against them, and what else a person holds. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.achievements import Standing
from core.frameworks import CompetencyView, ScaleValueView, ScaleView
from core.gaps.closing import Closing
from core.gaps.rules import MEETING, GapStatus
from core.people import PersonView
from core.targets import TargetSource
from core.words import Sentence


@dataclass(frozen=True)
class ProfileRow:
    """One target: the rating, the required value, by when, how it stands and what is left (gaps/profile-page).

    `since` is when the rating was given (UTC), `sources` why it is required, `exempt_until` the last day on which it is
    not, where somebody is exempt (targets/exemption). `closing` is what can be done about it; `next_left`
    what is left for the `next_value` up the scale, where that is another than the required one.
    """

    person_id: int
    competency: CompetencyView
    scale: ScaleView
    has: ScaleValueView | None
    needs: ScaleValueView
    due_on: date | None
    status: GapStatus
    standing: Standing
    since: datetime | None
    sources: tuple[TargetSource, ...]
    left: Sentence | None = None
    exempt_until: date | None = None
    closing: Closing | None = None
    next_value: ScaleValueView | None = None
    next_left: Sentence | None = None

    @property
    def met(self) -> bool:
        """Whether the target is met (gaps/met)."""
        return self.status in MEETING


@dataclass(frozen=True)
class HeldSkill:
    """A competency somebody is proficient in, target or not."""

    competency: CompetencyView
    value: ScaleValueView
    standing: Standing
    since: datetime


@dataclass(frozen=True)
class Profile:
    """A person's targets, earliest due first, and everything they are proficient in, by name."""

    person: PersonView
    rows: tuple[ProfileRow, ...]
    held: tuple[HeldSkill, ...]

    @property
    def required(self) -> Sequence[ProfileRow]:
        """The rows that count: those not exempt."""
        return [row for row in self.rows if row.status != GapStatus.NOT_REQUIRED]

    @property
    def met(self) -> int:
        """How many of the required rows are met."""
        return sum(row.met for row in self.required)
