"""What is required alike of everybody asked about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """A competency at a position of its scale, which is required of each."""

    competency_id: int
    position: int
