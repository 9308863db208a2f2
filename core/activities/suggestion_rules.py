"""Which offered skills may be suggested for an activity at all, whatever a model answered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.activities.rules import MAX_SKILLS

OPEN, ACCEPTED, REJECTED, CLEARED, REPLACED = "open", "accepted", "rejected", "cleared", "replaced"
"""States of a suggestion: one that was rejected stays out until it is cleared (tagging/rejected)."""


@dataclass(frozen=True)
class Offer:
    """A skill the tagger found: how sure it is (0 to 1), by which step (retrieval, judge), why, and the words met."""

    competency_id: int
    confidence: float
    source: str
    reason: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measurement:
    """What was measured before the workspace's own adjustment: confidences (0 to 1) of the likeliest skills by id.

    `basis` names the coefficients and models that measured, `refit_id` the adjustment laid over it, if any.
    """

    basis: str
    considered: Mapping[int, float]
    refit_id: int | None = None


@dataclass(frozen=True)
class Asked:
    """How the tagger was asked and what the best it found was, also where that is too little to be offered.

    `read_at` is when the activity's text was read, None for just now.
    """

    threshold: float
    model: str
    prompt_version: str | None = None
    degraded: str | None = None
    best_competency_id: int | None = None
    best_confidence: float | None = None
    measured: Measurement | None = None
    read_at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """What an activity leaves to choose from: skills the editor may select, those linked, those rejected for it."""

    selectable: frozenset[int]
    linked: frozenset[int]
    rejected: frozenset[int]

    @property
    def room(self) -> int:
        """How many skills the activity can still carry (activities/skills-limit)."""
        return max(0, MAX_SKILLS - len(self.linked))

    @property
    def excluded(self) -> frozenset[int]:
        """Skills not to be offered: on the activity already, or rejected for it."""
        return self.linked | self.rejected

    @property
    def open(self) -> frozenset[int]:
        """Skills that may be offered; none when the activity is full."""
        return self.selectable - self.excluded if self.room else frozenset()


def admissible(offers: Iterable[Offer], choice: Choice, threshold: float) -> list[Offer]:
    """The offers that may be shown, surest first (tagging/never-new, tagging/at-most-three, tagging/threshold).

    A confidence exactly at the threshold passes; one that is no number from 0 to 1 does not.
    """
    kept: dict[int, Offer] = {}
    for offer in sorted(offers, key=_surest_first):
        if offer.competency_id in choice.open and _passes(offer.confidence, threshold):
            kept.setdefault(offer.competency_id, offer)
    return list(kept.values())[: choice.room]


def _surest_first(offer: Offer) -> float:
    return -offer.confidence if math.isfinite(offer.confidence) else math.inf


def _passes(confidence: float, threshold: float) -> bool:
    return math.isfinite(confidence) and threshold <= confidence <= 1
