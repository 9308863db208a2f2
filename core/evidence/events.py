"""Facts about evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Fact):
    """A person put files or links on file as prior learning, for one or several competencies."""

    kind: ClassVar[str] = "evidence.added"
    evidence_ids: tuple[int, ...]
    person_id: int
    competency_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EvidenceCorrected(Fact):
    """Evidence no longer stands; it stays on file beside its correction."""

    kind: ClassVar[str] = "evidence.corrected"
    evidence_ids: tuple[int, ...]
