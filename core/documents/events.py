"""Facts about documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class DocumentKept(Fact):
    """A document of a person was stored."""

    kind: ClassVar[str] = "document.kept"
    document_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentRemoved(Fact):
    """Documents of people were removed; their content is forgotten at the next sweep."""

    kind: ClassVar[str] = "document.removed"
    document_ids: tuple[int, ...]
    person_ids: tuple[int, ...]
