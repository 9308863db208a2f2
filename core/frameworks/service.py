"""Changes to frameworks and competencies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import select

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks.events import CompetencyChanged, CompetencyCreated, CompetencyProposed
from core.frameworks.models import (
    CatalogueProposal,
    CatalogueRevision,
    Competency,
    CompetencyState,
    Framework,
    ParentEdge,
    Synonym,
    Tag,
)
from core.frameworks.rules import ACQUIRED_SCALE, ACTIVE, CompetencyCategory, built_in_scale_for, folded
from core.frameworks.scales import scale_named, seed_scales
from core.history import begin, replace
from core.people import Actor, Capability, Where, require
from core.words import say

COMPANY_SKILLS = "COMPANY"
"""Id number of the built-in framework 'Company skills' (frameworks/create)."""


@dataclass(frozen=True)
class CompetencyDetails:
    """What a competency is made of; without `framework_id` it goes into 'Company skills'."""

    name: str
    category: CompetencyCategory = CompetencyCategory.SKILL
    description: str = ""
    idnumber: str | None = None
    framework_id: int | None = None
    access_tier: int | None = None
    status: str = ACTIVE
    synonyms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


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


def create_competency(session: WorkspaceSession, actor: Actor, details: CompetencyDetails) -> int:
    """Add a competency; its id. Raises Invalid without a name, Conflict when its id number is taken
    (skills/create, frameworks/idnumber)."""
    framework = _framework(session, details.framework_id)
    skills_only = details.category == CompetencyCategory.SKILL
    where = Where(category_id=framework.category_id, skills_only=skills_only)
    require(session, actor, Capability.COMPETENCY_MANAGE, where)
    name = _checked_name(details.name)
    _check_idnumber(session, framework, details.idnumber)
    row = Competency(
        framework_id=framework.id,
        idnumber=details.idnumber,
        name=name,
        folded_name=folded(name),
        description=details.description.strip(),
        category=str(details.category),
        scale_id=_own_scale(session, framework, details.category),
        created_at=session.now,
    )
    session.add(row)
    session.flush()
    state = CompetencyState(competency_id=row.id, status=details.status, access_tier=details.access_tier)
    begin(session, state)
    add_synonyms(session, row.id, details.synonyms)
    insert_rows(session, Tag, [{"competency_id": row.id, "name": tag} for tag in details.tags], skip_existing=True)
    _touch(session)
    changes = (Change("competency", row.id, None, name),)
    record(session, actor, CompetencyCreated(competency_id=row.id, changes=changes))
    return row.id


def add_synonyms(
    session: WorkspaceSession, competency_id: int, names: Iterable[str], language: str = "en"
) -> None:
    """Add other names of a competency; those it has are left as they are (frameworks/synonyms)."""
    rows = [
        {"competency_id": competency_id, "language": language, "text": name.strip(), "folded": folded(name)}
        for name in names
        if folded(name)
    ]
    insert_rows(session, Synonym, rows, skip_existing=True)


def add_parent(session: WorkspaceSession, actor: Actor, child_id: int, parent_id: int) -> None:
    """Put a competency under a parent of its own framework; itself and cycles are refused (frameworks/hierarchy)."""
    child, parent = _competency(session, child_id), _competency(session, parent_id)
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(skills_only=child.category == "skill"))
    if child.framework_id != parent.framework_id:
        raise Invalid(say("{parent} is in another framework; a parent comes from the same.", parent=parent.name))
    if child_id == parent_id or parent_id in _descendants(session, child_id):
        raise Invalid(say("{child} can't stand under itself.", child=child.name))
    insert_rows(
        session,
        ParentEdge,
        [{"parent_id": parent_id, "child_id": child_id, "effective_from": session.now,
          "recorded_at": session.now}],
        skip_existing=True,
    )


def rename_competency(session: WorkspaceSession, actor: Actor, competency_id: int, name: str) -> None:
    """Change a competency's name everywhere at once; links and achievements stay (skills/edit)."""
    row = _competency(session, competency_id)
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(skills_only=row.category == "skill"))
    before, row.name = row.name, _checked_name(name)
    row.folded_name = folded(row.name)
    _touch(session)
    changes = (Change("name", competency_id, before, row.name),)
    record(session, actor, CompetencyChanged(competency_id=competency_id, changes=changes))


def set_status(session: WorkspaceSession, actor: Actor, competency_id: int, status: str) -> None:
    """Make a competency active or disabled. The guard that asks for its links stands in the catalogue slice."""
    row = _competency(session, competency_id)
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(skills_only=row.category == "skill"))
    state = session.scalars(
        select(CompetencyState).where(
            CompetencyState.competency_id == competency_id, CompetencyState.in_force(session.now)
        )
    ).one()
    before = state.status
    if before == status:
        return
    replace(session, state, status=status)
    _touch(session)
    changes = (Change("status", competency_id, before, status),)
    record(session, actor, CompetencyChanged(competency_id=competency_id, changes=changes))


def propose_competency(
    session: WorkspaceSession, actor: Actor, name: str, category: CompetencyCategory
) -> int:
    """Propose a competency to the catalogue's owners; the same open proposal is joined. Its id."""
    wanted = _checked_name(name)
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


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not folded(clean):
        raise Invalid(say("A competency needs a name. Example: Fire safety."), field="name")
    return clean


def _framework(session: WorkspaceSession, framework_id: int | None) -> Framework:
    query = select(Framework)
    query = query.where(
        Framework.id == framework_id if framework_id is not None else Framework.idnumber == COMPANY_SKILLS
    )
    framework = session.scalar(query)
    if framework is None:
        raise NotFound(say("I don't find that framework."))
    return framework


def _check_idnumber(session: WorkspaceSession, framework: Framework, idnumber: str | None) -> None:
    if idnumber is None:
        return
    holder = session.scalar(
        select(Competency.name).where(Competency.framework_id == framework.id, Competency.idnumber == idnumber)
    )
    if holder is not None:
        raise Conflict(
            say("The id number {idnumber} belongs to {holder}. Choose another.", idnumber=idnumber, holder=holder),
            field="idnumber",
        )


def _own_scale(session: WorkspaceSession, framework: Framework, category: CompetencyCategory) -> int | None:
    scale_id = scale_named(session, built_in_scale_for(category))
    return None if not framework.built_in or scale_id == framework.scale_id else scale_id


def _competency(session: WorkspaceSession, competency_id: int) -> Competency:
    row = session.scalar(select(Competency).where(Competency.id == competency_id))
    if row is None:
        raise NotFound(say("I don't find that competency."))
    return row


def _descendants(session: WorkspaceSession, competency_id: int) -> set[int]:
    found, frontier = set[int](), {competency_id}
    while frontier:
        children = session.scalars(
            select(ParentEdge.child_id).where(
                ParentEdge.parent_id.in_(frontier), ParentEdge.in_force(session.now)
            )
        )
        frontier = set(children) - found
        found |= frontier
    return found


def _touch(session: WorkspaceSession) -> None:
    """Move the catalogue's revision, so that snapshots of its texts are seen to be old (tagging/fresh)."""
    moved = session.execute(
        sa.update(CatalogueRevision)
        .where(CatalogueRevision.workspace_id == session.workspace_id)
        .values(revision=CatalogueRevision.revision + 1)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        insert_rows(session, CatalogueRevision, [{"revision": 1}], skip_existing=True)
