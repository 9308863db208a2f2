"""Facts about the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CompetencyCreated(Fact):
    """A competency was added to a framework."""

    kind: ClassVar[str] = "competency.created"
    competency_id: int


@dataclass(frozen=True, kw_only=True)
class CompetencyChanged(Fact):
    """A competency's name, description, status, tier or synonyms changed."""

    kind: ClassVar[str] = "competency.changed"
    competency_id: int


@dataclass(frozen=True, kw_only=True)
class CompetencyProposed(Fact):
    """Somebody proposed a competency to the catalogue's owners."""

    kind: ClassVar[str] = "competency.proposed"
    proposal_id: int


@dataclass(frozen=True, kw_only=True)
class FieldSetChanged(Fact):
    """A field set was made or its fields changed."""

    kind: ClassVar[str] = "field_set.changed"
    field_set_id: int
