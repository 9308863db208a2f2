"""Which framework or competency is meant, and whether the actor may change it (people/matrix, people/tier-see)."""

from __future__ import annotations

from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, NotFound
from core.frameworks.models import Competency, CompetencyState, Framework
from core.frameworks.queries import visible
from core.frameworks.rules import CompetencyCategory
from core.people import Actor, Capability, Where, require
from core.words import say

NO_FRAMEWORK = say("I don't find that framework.")
NO_COMPETENCY = say("I don't find that competency.")


def framework_row(session: WorkspaceSession, framework_id: int, *, locked: bool = False) -> Framework:
    """The framework; `locked` keeps others from changing its tree meanwhile. Raises NotFound."""
    query = select(Framework).where(Framework.id == framework_id)
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise NotFound(NO_FRAMEWORK)
    return row


def managed_framework(
    session: WorkspaceSession, actor: Actor, framework_id: int, *, locked: bool = False
) -> Framework:
    """The framework, for somebody who may change it: on the site, or in its category or above."""
    row = framework_row(session, framework_id, locked=locked)
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=row.category_id))
    return row


def managed_competency(session: WorkspaceSession, actor: Actor, competency_id: int) -> Competency:
    """The competency, for somebody who may change it; one above their access tier reads as missing."""
    found = session.execute(
        select(Competency, Framework.category_id)
        .join(Framework, Framework.id == Competency.framework_id)
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(Competency.id == competency_id, CompetencyState.in_force(session.now), visible(session, actor))
    ).first()
    if found is None:
        raise NotFound(NO_COMPETENCY)
    row, category_id = found
    skills_only = row.category == CompetencyCategory.SKILL
    require(session, actor, Capability.COMPETENCY_MANAGE, Where(category_id=category_id, skills_only=skills_only))
    return row


def check_not_built_in(row: Framework) -> None:
    """Raise Conflict for the built-in framework, which is neither disabled nor deleted."""
    if row.built_in:
        raise Conflict(
            say("{name} is built in: competencies named without a framework go there. It stays.", name=row.name)
        )
