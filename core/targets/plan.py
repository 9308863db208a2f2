"""What setting targets would do, person by person, before anything changes (targets/dry-run)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from core.frameworks import ScaleValueView
from core.targets.rules import LEFT_OUT, WRITTEN, Outcome, TargetSource


@dataclass(frozen=True)
class PlannedTarget:
    """One person and one competency: the target as it would stand, and what setting it does.

    `existing` is the target that is there already and would be replaced or kept.
    """

    person_id: int
    competency_id: int
    value: ScaleValueView
    due_on: date | None
    outcome: Outcome
    existing: TargetSource | None = None


@dataclass(frozen=True)
class TargetPlan:
    """Every person with every competency asked for, in the order they were named."""

    lines: tuple[PlannedTarget, ...]
    due_on: date | None

    def count(self, *outcomes: Outcome) -> int:
        """How many lines come out so."""
        return sum(line.outcome in outcomes for line in self.lines)

    def people(self, *outcomes: Outcome) -> list[int]:
        """Ids of the persons with such a line, or of all, in order."""
        wanted: Collection[Outcome] = outcomes or tuple(Outcome)
        return list(dict.fromkeys(line.person_id for line in self.lines if line.outcome in wanted))

    @property
    def written(self) -> tuple[PlannedTarget, ...]:
        """The lines that would be written."""
        return tuple(line for line in self.lines if line.outcome in WRITTEN)

    @property
    def left_out(self) -> tuple[PlannedTarget, ...]:
        """The lines left out for who the person is, to be named (targets/who)."""
        return tuple(line for line in self.lines if line.outcome in LEFT_OUT)

    @property
    def created(self) -> int:
        """How many targets are made that were not there, those already met among them."""
        return self.count(Outcome.NEW, Outcome.ALREADY_MET)


@dataclass(frozen=True)
class TargetsSet:
    """What was set: the plan as it was carried out, and the ids of the targets written, in its lines' order."""

    plan: TargetPlan
    target_ids: tuple[int, ...]
