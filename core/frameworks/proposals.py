"""Proposals to the catalogue: closed when a competency of their name, or with it as another name, exists."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks.models import CatalogueProposal, Competency, Synonym, Translation
from core.id_lists import texts

CHUNK = 900


def close_proposals(session: WorkspaceSession, competency_id: int) -> list[int]:
    """Close the open proposals of a competency's names with it, synonyms and translations included; their ids.

    Safe to repeat.
    """
    return close_proposals_of(session, [competency_id])


def close_proposals_of(session: WorkspaceSession, competency_ids: Collection[int]) -> list[int]:
    """As `close_proposals`, for many competencies, set-based."""
    waiting = session.scalars(select(CatalogueProposal).where(CatalogueProposal.answered_at.is_(None))).all()
    if not waiting:
        return []
    found = _named(session, sorted(competency_ids), {row.folded_name for row in waiting})
    closed = [row for row in waiting if row.folded_name in found]
    for row in closed:
        row.answered_at, row.competency_id = session.now, found[row.folded_name]
    session.flush()
    return [row.id for row in closed]


def _named(session: WorkspaceSession, competency_ids: Sequence[int], names: Collection[str]) -> dict[str, int]:
    """By each of these folded names that one of the competencies carries its id; its own name before other names."""
    found: dict[str, int] = {}
    for column, key in (
        (Translation.folded, Translation.competency_id),
        (Synonym.folded, Synonym.competency_id),
        (Competency.folded_name, Competency.id),
    ):
        for start in range(0, len(competency_ids), CHUNK):
            part = competency_ids[start : start + CHUNK]
            query = select(column, key).where(key.in_(part), column.in_(texts(names)))
            found |= {row[0]: row[1] for row in session.execute(query)}
    return found


def competency_proposed(session: WorkspaceSession, proposal_id: int) -> int | None:
    """The competency that a proposal became, None while it is open or when it was declined."""
    return session.scalar(select(CatalogueProposal.competency_id).where(CatalogueProposal.id == proposal_id))
