"""Evidence that a rule leaves: the paths of a competency that a person met (paths/outcome)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

import sqlalchemy as sa

from core.db import WorkspaceSession, insert_rows
from core.evidence.models import Evidence
from core.prepared import OURS, ids_of, run

RULE, ASSIGNMENT, GENERIC = "rule", "assignment", "generic"
ASSUMED = "assumed from position"
"""What marks the evidence of an assignment (paths/on-assignment)."""

CHUNK = 900


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
    known = _known(session, first.values())
    fresh = [each for key, each in first.items() if key not in known]
    rows = [_row(session, each.person_id, each.competency_id, RULE, each.path_id, each.at) for each in fresh]
    insert_rows(session, Evidence, rows, skip_existing=True)
    return fresh


def evidence_from_assignments(session: WorkspaceSession, assigned: Iterable[Assignment]) -> None:
    """Keep assignments as evidence, marked as assumed from position. Repeatable."""
    rows = [
        _row(session, each.person_id, each.competency_id, ASSIGNMENT, each.source_id, each.at) | {"note": ASSUMED}
        for each in assigned
    ]
    insert_rows(session, Evidence, rows, skip_existing=True)


def _known(session: WorkspaceSession, met: Iterable[MetRule]) -> set[tuple[int, int, int]]:
    wanted = list(met)
    people, skills = sorted({each.person_id for each in wanted}), sorted({each.competency_id for each in wanted})
    found: set[tuple[int, int, int]] = set()
    for start in range(0, len(people), CHUNK):
        rows = run(session, _by_rules(), people=people[start : start + CHUNK], skills=skills)
        found |= {(row[0], row[1], row[2]) for row in rows}
    return found


@cache
def _by_rules() -> sa.Select[int, int, int]:
    evidence = cast(sa.Table, Evidence.__table__).c
    return sa.select(evidence.person_id, evidence.competency_id, evidence.source_id).where(
        evidence.workspace_id == OURS,
        evidence.kind == RULE,
        evidence.person_id.in_(ids_of("people")),
        evidence.competency_id.in_(ids_of("skills")),
    )


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
