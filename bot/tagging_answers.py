"""What the tagger answered, as the engine keeps it."""

from __future__ import annotations

from bot.tagger_adjustments import Adjusted
from core.activities import Asked, Measurement, Offer
from tagging.tagger import Suggestions


def offers_of(found: Suggestions) -> list[Offer]:
    """The suggestions, surest first."""
    return [Offer(one.skill_id, one.confidence, one.source, one.reason, one.words) for one in found.suggestions]


def asked_of(found: Suggestions, adjusted: Adjusted) -> Asked:
    """How it was asked, what the best was, and what was measured before the workspace's own adjustment."""
    measured = Measurement(found.basis, dict(found.considered), adjusted.on(found.basis)) if found.considered else None
    return Asked(
        threshold=found.threshold,
        model=found.model,
        prompt_version=found.prompt_version,
        degraded=found.degraded,
        best_competency_id=found.best.skill_id if found.best else None,
        best_confidence=found.best.confidence if found.best else None,
        measured=measured,
    )
