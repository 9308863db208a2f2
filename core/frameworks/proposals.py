"""Proposals to the catalogue: closed when a competency of their name exists."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import CatalogueProposal, Competency

CHUNK = 900


def close_proposals(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Close the open proposals of a competency's name with it; their ids. Safe to repeat."""
    name = select(Competency.folded_name).where(
        Competency.id == competency_id, Competency.workspace_id == session.workspace_id
    )
    rows = session.scalars(
        select(CatalogueProposal).where(
            CatalogueProposal.folded_name == name.scalar_subquery(), CatalogueProposal.answered_at.is_(None)
        )
    ).all()
    for row in rows:
        row.answered_at, row.competency_id = session.now, competency_id
    session.flush()
    return [row.id for row in rows]


def close_proposals_of(session: WorkspaceSession, competency_ids: Collection[int]) -> list[int]:
    """Close the open proposals of any of these competencies' names; their ids. Safe to repeat, set-based."""
    waiting = session.scalars(select(CatalogueProposal).where(CatalogueProposal.answered_at.is_(None))).all()
    if not waiting:
        return []
    wanted, found = sorted(competency_ids), dict[str, int]()
    for start in range(0, len(wanted), CHUNK):
        query = select(Competency.folded_name, Competency.id).where(
            Competency.id.in_(wanted[start : start + CHUNK]),
            Competency.folded_name.in_({row.folded_name for row in waiting}),
        )
        found |= {row[0]: row[1] for row in session.execute(query)}
    closed = [row for row in waiting if row.folded_name in found]
    for row in closed:
        row.answered_at, row.competency_id = session.now, found[row.folded_name]
    session.flush()
    return [row.id for row in closed]


def competency_proposed(session: WorkspaceSession, proposal_id: int) -> int | None:
    """The competency that a proposal became, None while it is open or when it was declined."""
    return session.scalar(select(CatalogueProposal.competency_id).where(CatalogueProposal.id == proposal_id))
