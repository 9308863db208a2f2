"""Corrections: evidence is never changed or removed; what no longer stands gets an entry that says so."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.evidence.events import EvidenceCorrected
from core.evidence.models import Evidence
from core.people import Actor, Capability, over, require
from core.words import say

CORRECTION, GENERIC = "correction", "generic"
CORRECTABLE = frozenset({"file", "link"})
"""What a person adds by hand; what comes from a result, course or rating is corrected where it comes from."""

CHUNK = 900


def correct_evidence(session: WorkspaceSession, actor: Actor, evidence_id: int, reason: str) -> None:
    """Say that a file or link no longer stands as evidence, and why (evidence/append-only).

    Allowed: who added it for themself, and those who may review the person's evidence. Raises Invalid without a
    reason, Conflict when it was corrected already.
    """
    row = session.scalar(select(Evidence).where(Evidence.id == evidence_id, Evidence.kind != CORRECTION))
    if row is None:
        raise NotFound(say("That evidence is not on file."))
    if not (actor.person_id == row.person_id == row.added_by_id):
        require(session, actor, Capability.EVIDENCE_REVIEW, over(row.person_id, competency_id=row.competency_id))
    if row.kind not in CORRECTABLE:
        raise Invalid(say("Only files and links are corrected here; this comes from something else on file."))
    if not reason.strip():
        raise Invalid(say("Why does it no longer stand? Example: wrong file."), field="reason")
    if not note_corrections(session, actor, [evidence_id], reason.strip()):
        raise Conflict(say("That was corrected already. Nothing changed."))


def note_corrections(session: WorkspaceSession, actor: Actor, evidence_ids: Iterable[int], reason: str) -> int:
    """Add a correction to each of these pieces of evidence that has none yet; how many. Repeatable."""
    found = 0
    wanted = sorted(set(evidence_ids))
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(Evidence.id, Evidence.person_id, Evidence.competency_id).where(
                Evidence.id.in_(wanted[start : start + CHUNK])
            )
        ).all()
        found += _correct(session, actor, [(row[0], row[1], row[2]) for row in rows], reason)
    return found


def correct_source(
    session: WorkspaceSession, actor: Actor, kind: str, source_ids: Iterable[int], reason: str
) -> int:
    """Correct all evidence of a kind that comes from these rows; how many pieces. Repeatable."""
    wanted = sorted(set(source_ids))
    found: list[int] = []
    for start in range(0, len(wanted), CHUNK):
        chosen = sa.and_(Evidence.kind == kind, Evidence.source_id.in_(wanted[start : start + CHUNK]))
        found += session.scalars(select(Evidence.id).where(chosen)).all()
    return note_corrections(session, actor, found, reason)


def _correct(session: WorkspaceSession, actor: Actor, pieces: list[tuple[int, int, int]], reason: str) -> int:
    rows = [
        {
            "person_id": person_id,
            "competency_id": competency_id,
            "kind": CORRECTION,
            "source_id": evidence_id,
            "strength": GENERIC,
            "self_declared": actor.person_id == person_id,
            "added_by_id": actor.person_id,
            "happened_at": session.now,
            "arrived_at": session.now,
            "note": reason,
        }
        for evidence_id, person_id, competency_id in pieces
    ]
    added = insert_rows(session, Evidence, rows, skip_existing=True)
    if added:
        record(
            session,
            actor,
            EvidenceCorrected(
                evidence_ids=tuple(piece[0] for piece in pieces),
                changes=tuple(
                    Change("evidence", competency_id, evidence_id, reason, person_id=person_id)
                    for evidence_id, person_id, competency_id in pieces
                ),
            ),
        )
    return added
