"""Proposals to the catalogue: closed when a competency of their name exists."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import CatalogueProposal, Competency


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


def competency_proposed(session: WorkspaceSession, proposal_id: int) -> int | None:
    """The competency that a proposal became, None while it is open or when it was declined."""
    return session.scalar(select(CatalogueProposal.competency_id).where(CatalogueProposal.id == proposal_id))
