"""Being assigned is evidence: a path 'on assignment' gives its value by it (paths/on-assignment)."""

from __future__ import annotations

from core.achievements import rate_from_assignments, unrate_from_assignments
from core.db import WorkspaceSession
from core.evidence import Assignment
from core.people import Actor
from core.targets.events import TargetsAssigned, TargetsWithdrawn


def note_assigned(session: WorkspaceSession, _actor: Actor, fact: TargetsAssigned) -> None:
    """Keep each target as the evidence that somebody was assigned the competency, and rate by it. Repeatable."""
    lines = zip(fact.person_ids, fact.competency_ids, fact.target_ids, strict=True)
    rate_from_assignments(session, [Assignment(*line, session.now) for line in lines])


def note_withdrawn(session: WorkspaceSession, actor: Actor, fact: TargetsWithdrawn) -> None:
    """Targets that were undone assigned nobody: what they gave is taken back. Repeatable."""
    unrate_from_assignments(session, actor, fact.target_ids)
