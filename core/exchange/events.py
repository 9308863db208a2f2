"""Facts about files in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class FileImported(Fact):
    """A file was imported whole; how many of its rows ended how."""

    kind: ClassVar[str] = "file.imported"
    import_id: int
    of: str
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class FileExported(Fact):
    """Somebody took things out in a file; how many rows."""

    kind: ClassVar[str] = "file.exported"
    of: str
    format: str
    rows: int
    framework_id: int | None = None
