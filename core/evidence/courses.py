"""Completed courses as evidence, also where the competency is met already (courses/completion-evidence)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.activities import CompletionsUndone, CourseCompletion, CoursesCompleted, outcomes_at
from core.db import WorkspaceSession
from core.evidence.corrections import correct_source
from core.evidence.models import Evidence
from core.people import Actor
from core.prepared import OURS, ids_of, run

CHUNK = 2_000
COURSE, GENERIC = "course", "generic"
_COLUMNS = (
    "person_id", "competency_id", "kind", "source_id", "strength", "self_declared", "added_by_id", "happened_at",
    "arrived_at", "workspace_id",
)


def evidence_from_courses(session: WorkspaceSession, actor: Actor, fact: CoursesCompleted) -> None:
    """Each completion is evidence for every competency on its course, outcome none excepted; one statement."""
    statement = _adding(session.get_bind().dialect.name)
    for ids in _parts(fact.completion_ids):
        run(session, statement, completions=ids, by=actor.person_id, now=session.now)


def evidence_of_undone_completions(session: WorkspaceSession, actor: Actor, fact: CompletionsUndone) -> None:
    """What an undone completion was evidence for gets a correction; nothing is removed."""
    correct_source(session, actor, COURSE, fact.completion_ids, "undone")


@cache
def _adding(dialect: str) -> Any:
    """Built once: a completion of many competencies is to be quick, and those on file already are left as they are."""
    column = Evidence.__table__.c
    now = sa.bindparam("now", type_=column.arrived_at.type)
    outcomes = outcomes_at(OURS, now).where(CourseCompletion.id.in_(ids_of("completions"))).subquery("outcomes")
    rows = select(
        outcomes.c.person_id,
        outcomes.c.competency_id,
        sa.literal(COURSE),
        outcomes.c.completion_id,
        sa.literal(GENERIC),
        sa.false(),
        sa.bindparam("by", type_=column.added_by_id.type),
        outcomes.c.completed_at,
        outcomes.c.recorded_at,
        OURS,
    )
    native = postgresql if dialect == "postgresql" else sqlite
    # SQLite takes ON CONFLICT after a SELECT for a join condition unless the SELECT has a WHERE.
    adding = native.insert(Evidence.__table__).from_select(list(_COLUMNS), rows.where(sa.true()))
    return adding.on_conflict_do_nothing()


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
