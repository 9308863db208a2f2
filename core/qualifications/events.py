"""Facts about qualifications. The three tuples of a fact run in parallel: one entry for each qualification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
    """Qualifications were put on file.

    With `notify` each person is told that somebody else registered it for them (qualifications/notify); with `ask`
    what is missing is asked again after a week (qualifications/missing).
    """

    kind: ClassVar[str] = "qualification.registered"
    notify: bool = False
    ask: bool = False


@dataclass(frozen=True, kw_only=True)
class QualificationRenewed(QualificationFact):
    """Qualifications got a new version with new dates; the old one is history."""

    kind: ClassVar[str] = "qualification.renewed"
    ask: bool = False


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


@dataclass(frozen=True, kw_only=True)
class QualificationVerified(QualificationFact):
    """A reviewer verified qualifications, `asked` or unasked, or took that back: `undone`, verified `since` then."""

    kind: ClassVar[str] = "qualification.verified"
    asked: bool = False
    undone: bool = False
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class QualificationRemoved(QualificationFact):
    """Qualifications were deleted or withdrawn (`how`); their history stays. `undone` brings them back."""

    kind: ClassVar[str] = "qualification.removed"
    how: str
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class QualificationRevoked(QualificationFact):
    """Qualifications count as revoked from now on, or no longer (`lifted`); `revocation_ids` run in parallel."""

    kind: ClassVar[str] = "qualification.revoked"
    revocation_ids: tuple[int, ...]
    lifted: bool = False
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class VerificationChanged(Fact):
    """A request to verify was made, taken in hand, handed back, passed on, decided, taken back, or lapsed.

    `step` says which; `to_id` is who is asked by it.
    """

    kind: ClassVar[str] = "verification.changed"
    verification_id: int
    qualification_id: int
    person_id: int
    competency_id: int
    step: str
    to_id: int | None = None
