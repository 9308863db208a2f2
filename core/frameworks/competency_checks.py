"""What a competency's parts must be before it is created or edited (frameworks/competency, frameworks/idnumber)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import Conflict, Invalid
from core.frameworks.models import Competency, CompetencyState, Framework, Scale
from core.frameworks.queries import sees_all_tiers, visible
from core.frameworks.rights import NO_FRAMEWORK, framework_row
from core.frameworks.rules import COMPANY_SKILLS, CompetencyCategory, built_in_scale_for, folded, may_see_tier
from core.frameworks.scales import scale_named
from core.people import Actor, access_tier_of
from core.words import say

MOST_TIERS = 1_000_000


def checked_name(name: str) -> str:
    """A competency's name with its spaces tidied; raises Invalid where nothing is left of it (skills/create)."""
    clean = " ".join(name.split())
    if not folded(clean):
        raise Invalid(say("A competency needs a name. Example: Fire safety."), field="name")
    return clean


def framework_in_use(session: WorkspaceSession, framework_id: int | None) -> Framework:
    """The framework a new competency goes into, 'Company skills' for None; raises Invalid without one in use."""
    wanted = Framework.id == framework_id if framework_id is not None else Framework.idnumber == COMPANY_SKILLS
    framework = session.scalar(select(Framework).where(wanted))
    if framework is None:
        raise Invalid(NO_FRAMEWORK, field="framework")
    if framework.disabled_at is not None:
        raise Invalid(say("{framework} is disabled. Enable it first.", framework=framework.name), field="framework")
    return framework


def tidy_idnumber(idnumber: str | None) -> str | None:
    """An id number without spaces around it, None for none."""
    return (idnumber or "").strip() or None


def check_idnumber(session: WorkspaceSession, actor: Actor, framework_id: int, idnumber: str | None) -> None:
    """Raise Conflict naming the holder where the id number is taken in the framework (frameworks/idnumber).

    Those who give id numbers in one framework take turns. A holder above the actor's access tier is not named.
    """
    if idnumber is None:
        return
    framework_row(session, framework_id, locked=True)
    named = sa.and_(Competency.framework_id == framework_id, Competency.idnumber == idnumber)
    found = session.execute(
        select(Competency.name, visible(session, actor).label("seen"))
        .join(CompetencyState, CompetencyState.competency_id == Competency.id)
        .where(named, CompetencyState.superseded_at.is_(None), CompetencyState.effective_until.is_(None))
    ).first()
    if found is not None:
        holder = found.name if found.seen else say("another competency")
        raise Conflict(
            say("The id number {idnumber} belongs to {holder}. Choose another.", idnumber=idnumber, holder=holder),
            field="idnumber",
        )


def check_tier(session: WorkspaceSession, actor: Actor, tier: int | None) -> None:
    """A tier is a whole number, and not so high that who sets it would lose sight of the competency."""
    if tier is None:
        return
    if not 0 <= tier < MOST_TIERS:
        raise Invalid(say("An access tier is a whole number from 0 upward. Example: 2."), field="access_tier")
    own = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    if not may_see_tier(tier, own, sees_all=sees_all_tiers(session, actor)):
        raise Invalid(
            say("Your own access tier is {own}; with {tier} you would not see it any more.", own=own or 0, tier=tier),
            field="access_tier",
        )


def own_scale(
    session: WorkspaceSession, framework: Framework, category: CompetencyCategory, chosen: int | None
) -> int | None:
    """The scale chosen for it; in a built-in framework else the built-in one of its category."""
    if chosen is not None:
        if session.scalar(select(Scale.id).where(Scale.id == chosen)) is None:
            raise Invalid(say("I don't find that scale."), field="scale")
        return None if chosen == framework.scale_id else chosen
    scale_id = scale_named(session, built_in_scale_for(category))
    return None if not framework.built_in or scale_id == framework.scale_id else scale_id
