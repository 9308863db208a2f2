"""Adding evidence, set-based and safe to repeat: one row for each person, competency and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.activities import LinkOutcome, Result, ResultsRecorded, SkillLink, linked_results
from core.db import WorkspaceSession, insert_from, insert_rows
from core.evidence.models import Evidence
from core.people import Actor
from core.qualifications import QualificationFact, QualificationUndone

CHUNK = 900
ACTIVITY, QUALIFICATION, CORRECTION = "activity", "qualification", "correction"
GENERIC = "generic"
"""Strength of evidence that something was done, without anybody judging it."""


def evidence_from_results(session: WorkspaceSession, actor: Actor, fact: ResultsRecorded) -> None:
    """Each result is evidence for every competency linked at its time, theory included; outcome none excepted."""
    for ids in _parts(fact.result_ids):
        insert_from(session, Evidence, _COLUMNS, _from_results(session, actor, ids), skip_existing=True)


_COLUMNS = (
    "person_id", "competency_id", "kind", "source_id", "strength", "self_declared", "added_by_id", "happened_at",
    "arrived_at",
)


def _from_results(session: WorkspaceSession, actor: Actor, result_ids: Sequence[int]) -> sa.Select[Any]:
    linked = (
        linked_results(session)
        .where(Result.id.in_(result_ids), SkillLink.outcome != LinkOutcome.NONE)
        .subquery("linked")
    )
    columns: list[Any] = [
        linked.c.person_id,
        linked.c.competency_id,
        sa.literal(ACTIVITY),
        linked.c.result_id,
        sa.literal(GENERIC),
        sa.false(),
        sa.literal(actor.person_id, Evidence.__table__.c.added_by_id.type),
        linked.c.happened_at,
        linked.c.arrived_at,
    ]
    # SQLite takes ON CONFLICT after a SELECT for a join condition unless the SELECT has a WHERE.
    return select(*columns).where(sa.true())


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
