"""Decisions about targets: when one is met, what several sources come to, what setting one would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.achievements import Validity
from core.frameworks import ScaleValueView

DIRECT = "direct"
"""The source of a target set on the person; the others are profile, group and plan."""

GROUP = "group"
PROFILE = "profile"
PLAN = "plan"


@dataclass(frozen=True)
class TargetSource:
    """One reason why a person should have a competency: who set it, when, at which value, by which day."""

    target_id: int
    kind: str
    key: int
    value: ScaleValueView
    due_on: date | None
    set_by_id: int | None
    set_at: datetime


class Outcome(StrEnum):
    """What setting a target for one person and one competency does."""

    NEW = "new"
    ALREADY_MET = "already met"
    CHANGED = "changed"
    ALREADY_THERE = "already there"
    EXEMPT = "exempt"
    NOT_SUPERVISED = "not supervised"
    ABOVE_TIER = "above tier"
    INACTIVE = "inactive"


WRITTEN = frozenset({Outcome.NEW, Outcome.ALREADY_MET, Outcome.CHANGED})
"""Outcomes that write a target: one that is met already is set as well, and stays met or becomes a gap later."""

LEFT_OUT = frozenset({Outcome.NOT_SUPERVISED, Outcome.ABOVE_TIER, Outcome.INACTIVE})
"""Outcomes that the dry run names (targets/who)."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: a competency at a value (`named` where somebody said which) by a day, if any."""

    competency_id: int
    value: ScaleValueView
    named: bool
    due_on: date | None


@dataclass(frozen=True)
class Circumstances:
    """What decides about a wish for one person."""

    supervised: bool = True
    active: bool = True
    tier_allows: bool = True
    exempt: bool = False
    existing: TargetSource | None = None
    met: bool = False


def is_met(required_position: int, position: int | None, validity: Validity) -> bool:
    """Whether a rating meets a requirement: at least its value, and valid or expiring (gaps/met).

    Positions count from 0, the lowest value of the scale; no rating is None.
    """
    reaches = position is not None and position >= required_position
    return reaches and validity in (Validity.VALID, Validity.EXPIRING)


def effective(sources: Sequence[TargetSource]) -> tuple[ScaleValueView, date | None]:
    """The value and day that count: the highest value and the earliest date of all sources (targets/effective)."""
    value = max((source.value for source in sources), key=lambda each: each.position)
    return value, earliest(source.due_on for source in sources)


def earliest(days: Iterable[date | None]) -> date | None:
    """The earliest of the days given, None where none is."""
    return min((day for day in days if day is not None), default=None)


def outcome_of(wish: Wish, found: Circumstances) -> Outcome:
    """What setting the wish does (targets/who, targets/duplicate, targets/dry-run)."""
    if not found.supervised:
        return Outcome.NOT_SUPERVISED
    if not found.active:
        return Outcome.INACTIVE
    if not found.tier_allows:
        return Outcome.ABOVE_TIER
    if found.exempt:
        return Outcome.EXEMPT
    if found.existing is not None:
        return Outcome.ALREADY_THERE if _says_it_already(found.existing, wish) else Outcome.CHANGED
    return Outcome.ALREADY_MET if found.met else Outcome.NEW


def _says_it_already(existing: TargetSource, wish: Wish) -> bool:
    """A wish without value or date leaves the value or date that is there."""
    same_value = existing.value.id == wish.value.id or (
        not wish.named and existing.value.position >= wish.value.position
    )
    return same_value and wish.due_on in (None, existing.due_on)


def said(value: str, due_on: date | None) -> str:
    """A target as the audit trail keeps it: its value, with its day where it has one."""
    return f"{value}, due {due_on.isoformat()}" if due_on else value
