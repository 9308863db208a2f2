"""Facts about the catalogue as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Fact):
    """A category of the catalogue got another name or another place."""

    kind: ClassVar[str] = "category.changed"
    category_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalsDeclined(Fact):
    """Owners of the catalogue declined proposed competencies, or took that back (`undone`)."""

    kind: ClassVar[str] = "proposals.declined"
    proposal_ids: tuple[int, ...]
    undone: bool = False
