"""Being assigned is evidence: a path 'on assignment' gives its value by it (paths/on-assignment)."""

from __future__ import annotations

import sqlalchemy as sa

from core.achievements import rate_from_assignments, unrate_from_assignments
from core.audit import record
from core.db import WorkspaceSession
from core.evidence import Assignment
from core.evidence.from_rules import ASSIGNMENT
from core.evidence.models import Evidence
from core.people import Actor
from core.targets.events import TargetsAssigned, TargetsWithdrawn
from core.targets.models import LATER, Target


def note_assigned(session: WorkspaceSession, _actor: Actor, fact: TargetsAssigned) -> None:
    """Keep each target as the evidence that somebody was assigned the competency, and rate by it. Repeatable."""
    lines = zip(fact.person_ids, fact.competency_ids, fact.target_ids, strict=True)
    rate_from_assignments(session, [Assignment(*line, session.now) for line in lines])


def beginning_is_due(session: WorkspaceSession) -> bool:
    """Whether a target recorded before its beginning begins now."""
    return session.execute(_beginning(session).limit(1)).first() is not None


def begin_scheduled(session: WorkspaceSession) -> int:
    """Assign the targets whose beginning has come since they were recorded; how many. Repeatable."""
    rows = session.execute(_beginning(session).order_by(Target.id)).all()
    for source in dict.fromkeys(row.source for row in rows):
        of_it = [row for row in rows if row.source == source]
        fact = TargetsAssigned(
            target_ids=tuple(row.id for row in of_it),
            person_ids=tuple(row.person_id for row in of_it),
            competency_ids=tuple(row.competency_id for row in of_it),
            source=source,
            source_keys=tuple(row.source_key for row in of_it),
        )
        record(session, Actor.engine(session.workspace_id), fact)
    return len(rows)


def _beginning(session: WorkspaceSession) -> sa.Select[int, int, int, str, int]:
    """Targets recorded before their beginning, which has come, and not yet kept as evidence of an assignment."""
    noted = sa.select(Evidence.id).where(
        Evidence.workspace_id == session.workspace_id,
        Evidence.person_id == Target.person_id,
        Evidence.competency_id == Target.competency_id,
        Evidence.kind == ASSIGNMENT,
        Evidence.source_id == Target.id,
    )
    return sa.select(Target.id, Target.person_id, Target.competency_id, Target.source, Target.source_key).where(
        LATER, Target.effective_from <= session.now, ~noted.exists()
    )


def note_withdrawn(session: WorkspaceSession, actor: Actor, fact: TargetsWithdrawn) -> None:
    """Targets that were undone assigned nobody: what they gave is taken back. Repeatable."""
    unrate_from_assignments(session, actor, fact.target_ids)
