"""Facts about qualifications. The three tuples of a fact run in parallel: one entry for each qualification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class QualificationFact(Fact):
    """What the facts about qualifications have in common: which, whose, and of which competency."""

    qualification_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class QualificationRegistered(QualificationFact):
    """Qualifications were put on file."""

    kind: ClassVar[str] = "qualification.registered"


@dataclass(frozen=True, kw_only=True)
class QualificationRenewed(QualificationFact):
    """Qualifications got a new version with new dates; the old one is history."""

    kind: ClassVar[str] = "qualification.renewed"


@dataclass(frozen=True, kw_only=True)
class QualificationChanged(QualificationFact):
    """Qualifications were corrected, or a document was put on them."""

    kind: ClassVar[str] = "qualification.changed"


@dataclass(frozen=True, kw_only=True)
class QualificationUndone(QualificationFact):
    """Registrations were taken back: they count as never having happened."""

    kind: ClassVar[str] = "qualification.undone"


@dataclass(frozen=True, kw_only=True)
class QualificationTypeChanged(Fact):
    """What a type asks for changed: which dates, whether documents."""

    kind: ClassVar[str] = "qualification_type.changed"
    competency_id: int
