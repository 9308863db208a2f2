"""The fact of many competencies put on file at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class CompetenciesFiled(Fact):
    """A part of a file was put on file: ids of the competencies it created, of those it changed, of
    parents that got a sub-competency, and of those that lost one."""

    kind: ClassVar[str] = "competencies.filed"
    framework_id: int
    created: tuple[int, ...]
    changed: tuple[int, ...]
    parent_ids: tuple[int, ...] = ()
    left_parent_ids: tuple[int, ...] = ()
