"""Adding evidence, set-based and safe to repeat: one row for each person, competency and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.activities import LinkOutcome, Result, ResultsRecorded, SkillLink, linked_at_its_time
from core.db import WorkspaceSession, insert_rows
from core.evidence.models import Evidence
from core.people import Actor
from core.prepared import OURS, ids_of, run
from core.qualifications import QualificationFact, QualificationUndone

CHUNK = 2_000
ACTIVITY, QUALIFICATION, CORRECTION = "activity", "qualification", "correction"
GENERIC = "generic"
"""Strength of evidence that something was done, without anybody judging it."""


def evidence_from_results(session: WorkspaceSession, actor: Actor, fact: ResultsRecorded) -> None:
    """Each result is evidence for every competency linked at its time, theory included; outcome none excepted."""
    statement = _from_results(session.get_bind().dialect.name)
    for ids in _parts(fact.result_ids):
        run(session, statement, results=ids, added_by=actor.person_id)


_COLUMNS = (
    "person_id", "competency_id", "kind", "source_id", "strength", "self_declared", "added_by_id", "happened_at",
    "arrived_at", "workspace_id",
)


@cache
def _from_results(dialect: str) -> Any:
    """Inserts the evidence of `results` that is not there yet, added by `added_by`."""
    evidence, result, link = (cast(sa.Table, each.__table__) for each in (Evidence, Result, SkillLink))
    selected = (
        sa.select(
            result.c.person_id,
            link.c.competency_id,
            sa.literal(ACTIVITY),
            result.c.id,
            sa.literal(GENERIC),
            sa.false(),
            sa.bindparam("added_by", type_=evidence.c.added_by_id.type),
            result.c.happened_at,
            result.c.arrived_at,
            sa.cast(OURS, evidence.c.workspace_id.type),
        )
        .join(link, linked_at_its_time(OURS, result.c, link.c))
        .where(
            result.c.workspace_id == OURS,
            result.c.voided_at.is_(None),
            result.c.id.in_(ids_of("results")),
            link.c.outcome != LinkOutcome.NONE,
        )
    )
    native = postgresql if dialect == "postgresql" else sqlite
    return native.insert(evidence).from_select(_COLUMNS, selected).on_conflict_do_nothing()


def evidence_from_qualifications(session: WorkspaceSession, actor: Actor, fact: QualificationFact) -> None:
    """Each qualification is evidence for its competency: self-declared where its holder put it on file."""
    rows = [
        {
            "person_id": person_id,
            "competency_id": competency_id,
            "kind": QUALIFICATION,
            "source_id": qualification_id,
            "strength": GENERIC,
            "self_declared": actor.person_id == person_id,
            "added_by_id": actor.person_id,
            "happened_at": session.now,
            "arrived_at": session.now,
        }
        for qualification_id, person_id, competency_id in _triples(fact)
    ]
    insert_rows(session, Evidence, rows, skip_existing=True)


def evidence_of_undone_qualifications(
    session: WorkspaceSession, actor: Actor, fact: QualificationUndone
) -> None:
    """What an undone qualification was evidence for gets a correction; nothing is removed."""
    for ids in _parts(fact.qualification_ids):
        query = select(Evidence.id, Evidence.person_id, Evidence.competency_id).where(
            Evidence.kind == QUALIFICATION, Evidence.source_id.in_(ids)
        )
        rows = [
            {
                "person_id": person_id,
                "competency_id": competency_id,
                "kind": CORRECTION,
                "source_id": evidence_id,
                "strength": GENERIC,
                "self_declared": False,
                "added_by_id": actor.person_id,
                "happened_at": session.now,
                "arrived_at": session.now,
                "note": "undone",
            }
            for evidence_id, person_id, competency_id in session.execute(query).all()
        ]
        insert_rows(session, Evidence, rows, skip_existing=True)


def _triples(fact: QualificationFact) -> Iterable[tuple[int, int, int]]:
    return zip(fact.qualification_ids, fact.person_ids, fact.competency_ids, strict=True)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
