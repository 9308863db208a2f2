"""Facts about looking after the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class AuditExported(Fact):
    """Somebody took the audit trail out in a file; how many facts, and about whom where only one person's."""

    kind: ClassVar[str] = "audit.exported"
    format: str
    facts: int
    about_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ChainChecked(Fact):
    """Somebody had the whole chain checked; whether it held, and how long it was."""

    kind: ClassVar[str] = "audit.checked"
    holds: bool
    length: int
