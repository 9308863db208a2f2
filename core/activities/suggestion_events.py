"""Facts about suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.events import Fact


@dataclass(frozen=True, kw_only=True)
class SkillsSuggested(Fact):
    """The tagger was asked about an activity; without ids nothing fitted well enough (tagging/nothing)."""

    kind: ClassVar[str] = "skills.suggested"
    activity_id: int
    suggestion_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SuggestionRejected(Fact):
    """An editor rejected a suggestion, so that it is not offered again for its activity."""

    kind: ClassVar[str] = "suggestion.rejected"
    suggestion_id: int


@dataclass(frozen=True, kw_only=True)
class SuggestionReopened(Fact):
    """An editor took back what they decided about a suggestion."""

    kind: ClassVar[str] = "suggestion.reopened"
    suggestion_id: int


@dataclass(frozen=True, kw_only=True)
class RejectionsCleared(Fact):
    """An editor let rejected skills be offered again for an activity."""

    kind: ClassVar[str] = "rejections.cleared"
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class BulkTaggingStarted(Fact):
    """Somebody had many activities asked about; what comes of it is proposals only (tagging/bulk)."""

    kind: ClassVar[str] = "tagging.bulk_started"
    bulk_id: int
    activities: int


@dataclass(frozen=True, kw_only=True)
class ActivitiesAskedAgain(Fact):
    """Activities whose texts somebody changed were asked about anew: so many got suggestions (tagging/re-tag)."""

    kind: ClassVar[str] = "activities.asked_again"
    bulk_id: int
    activities: int
