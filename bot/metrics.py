"""Figures for Prometheus: counts and times, nothing personal."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

REGISTRY = CollectorRegistry()
ACKNOWLEDGED = Histogram(
    "prowess_acknowledgement_seconds",
    "Time from a verified request to its acknowledgement.",
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 3),
)
REFUSED = Counter("prowess_refused_requests", "Requests refused at the edge.", ["reason"], registry=REGISTRY)
DELIVERIES = Counter("prowess_deliveries", "Deliveries worked off, by outcome.", ["outcome"], registry=REGISTRY)


def exposition() -> tuple[bytes, str]:
    """All figures as Prometheus reads them, with the media type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def count_delivery(outcome: str) -> None:
    """Count a delivery worked off: done, again (it is tried once more) or given up."""
    DELIVERIES.labels(outcome).inc()
