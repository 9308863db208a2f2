"""Facts about the use of AI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class AiSwitched(Fact):
    """The AI was switched on or off: for everybody, for the members of a group, or for oneself."""

    kind: ClassVar[str] = "ai.switched"
    on: bool
    group_id: int | None = None
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class AiBudgetSet(Fact):
    """The tokens that may be spent on the language model a day were set."""

    kind: ClassVar[str] = "ai.budget_set"
