"""Facts about data brought into today's format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class DataConverted(Fact):
    """A workspace's data of an older format were converted whole: how many rows were read, and how many changed."""

    kind: ClassVar[str] = "data.converted"
    conversion: str
    read: int
    changed: int
