"""What a workspace starts with, and what people propose to the catalogue's owners."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession
from core.events import Change
from core.frameworks.competency_checks import checked_name
from core.frameworks.events import CompetencyProposed
from core.frameworks.models import CatalogueProposal, Framework
from core.frameworks.rules import ACQUIRED_SCALE, COMPANY_SKILLS, CompetencyCategory, folded
from core.frameworks.scales import scale_named, seed_scales
from core.people import Actor


def seed_catalogue(session: WorkspaceSession) -> None:
    """Give the workspace its built-in scales and the framework 'Company skills'."""
    seed_scales(session)
    if session.scalar(select(Framework.id).where(Framework.idnumber == COMPANY_SKILLS)) is None:
        session.add(
            Framework(
                idnumber=COMPANY_SKILLS,
                name="Company skills",
                scale_id=scale_named(session, ACQUIRED_SCALE),
                category_id=None,
                depth_names=["Domain", "Skill", "Skill", "Skill"],
                built_in=True,
                created_at=session.now,
            )
        )
        session.flush()


def propose_competency(
    session: WorkspaceSession, actor: Actor, name: str, category: CompetencyCategory
) -> int:
    """Propose a competency to the catalogue's owners; the same open proposal is joined. Its id."""
    wanted = checked_name(name)
    query = select(CatalogueProposal).where(
        CatalogueProposal.folded_name == folded(wanted), CatalogueProposal.answered_at.is_(None)
    )
    if (known := session.scalar(query)) is not None:
        return known.id
    row = CatalogueProposal(
        name=wanted,
        folded_name=folded(wanted),
        category=str(category),
        proposed_by_id=actor.person_id,
        proposed_at=session.now,
        answered_at=None,
        competency_id=None,
    )
    session.add(row)
    session.flush()
    record(session, actor, CompetencyProposed(proposal_id=row.id, changes=(Change("proposal", row.id, None, wanted),)))
    return row.id
