"""Evidence that a rule leaves: the paths of a competency that a person met (paths/outcome)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.db import WorkspaceSession, insert_returning, insert_rows
from core.evidence.models import Evidence

RULE, ASSIGNMENT, GENERIC = "rule", "assignment", "generic"
ASSUMED = "assumed from position"
"""What marks the evidence of an assignment (paths/on-assignment)."""


@dataclass(frozen=True)
class MetRule:
    """A person met a path (0 for the default one) of a competency, at an instant in UTC."""

    person_id: int
    competency_id: int
    path_id: int
    at: datetime

    @property
    def key(self) -> tuple[int, int, int]:
        """What makes it one piece of evidence, however often it is found."""
        return self.person_id, self.competency_id, self.path_id


@dataclass(frozen=True)
class Assignment:
    """A person was assigned a competency, by the target `source_id`, at an instant in UTC."""

    person_id: int
    competency_id: int
    source_id: int
    at: datetime


def evidence_from_rules(session: WorkspaceSession, met: Iterable[MetRule]) -> list[MetRule]:
    """Keep the paths met as evidence; those that were not on file yet. Repeatable."""
    first: dict[tuple[int, int, int], MetRule] = {}
    for each in sorted(met, key=lambda one: one.at):
        first.setdefault(each.key, each)
    rows = [_row(session, each.person_id, each.competency_id, RULE, each.path_id, each.at) for each in first.values()]
    columns = ("person_id", "competency_id", "source_id")
    fresh = set(insert_returning(session, Evidence, rows, *columns, skip_existing=True))
    return [each for key, each in first.items() if key in fresh]


def evidence_from_assignments(session: WorkspaceSession, assigned: Iterable[Assignment]) -> None:
    """Keep assignments as evidence, marked as assumed from position. Repeatable."""
    rows = [
        _row(session, each.person_id, each.competency_id, ASSIGNMENT, each.source_id, each.at) | {"note": ASSUMED}
        for each in assigned
    ]
    insert_rows(session, Evidence, rows, skip_existing=True)


def _row(
    session: WorkspaceSession, person_id: int, competency_id: int, kind: str, source_id: int, at: datetime
) -> dict[str, object]:
    return {
        "person_id": person_id,
        "competency_id": competency_id,
        "kind": kind,
        "source_id": source_id,
        "strength": GENERIC,
        "self_declared": False,
        "added_by_id": None,
        "happened_at": at,
        "arrived_at": session.now,
        "note": None,
    }
