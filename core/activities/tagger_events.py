"""Facts about how the tagger is set and what it learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class TaggingThresholdSet(Fact):
    """The threshold was set, or followed the confidences where it is 'at most 1 wrong in N' (tagging/threshold)."""

    kind: ClassVar[str] = "tagging.threshold_set"


@dataclass(frozen=True, kw_only=True)
class TaggerRefitted(Fact):
    """The confidence was refitted on the workspace's own decisions; `outcome` says whether that came into force."""

    kind: ClassVar[str] = "tagger.refitted"
    refit_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class TaggerAdjustmentChosen(Fact):
    """An earlier adjustment, or the confidence as shipped (none), came back into force."""

    kind: ClassVar[str] = "tagger.adjustment_chosen"
    refit_id: int | None = None
