"""Who may write a person's qualifications: the person themself, who supervises them, admins (people/leaders)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import CompetencyView, may_see_tier, sees_all_tiers
from core.people import Actor, Capability, access_tier_of, allowed_people, allows, over, require
from core.words import say

CHUNK = 900


def require_writing(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Raise Refused unless the actor may write this person's qualifications, their own or another's."""
    if actor.person_id != person_id:
        require(session, actor, Capability.QUALIFICATION_WRITE, over(person_id))
    elif not allows(session, actor, Capability.QUALIFICATION_WRITE, over(person_id)):
        require(session, actor, Capability.QUALIFICATION_OWN_WRITE, over(person_id))


def require_writing_all(session: WorkspaceSession, actor: Actor, person_ids: Collection[int]) -> None:
    """The same for many persons, set-based: one of them out of reach refuses all."""
    if actor.trusted:
        return
    reached = _reached(session, actor, sorted(set(person_ids)))
    for person_id in sorted(set(person_ids) - reached):
        require_writing(session, actor, person_id)


def require_visible(session: WorkspaceSession, actor: Actor, found: CompetencyView | None) -> CompetencyView:
    """The competency, unless there is none or its tier hides it: both read alike (people/tier-see)."""
    if found is None or not _sees(session, actor, found):
        raise NotFound(say("I don't find that competency."), field="competency")
    return found


def _sees(session: WorkspaceSession, actor: Actor, found: CompetencyView) -> bool:
    if found.access_tier is None or sees_all_tiers(session, actor):
        return True
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return may_see_tier(found.access_tier, tier)


def _reached(session: WorkspaceSession, actor: Actor, person_ids: list[int]) -> set[int]:
    allowed = allowed_people(session, actor, Capability.QUALIFICATION_WRITE).subquery()
    found = set[int]()
    for start in range(0, len(person_ids), CHUNK):
        chunk = person_ids[start : start + CHUNK]
        found |= set(session.scalars(sa.select(allowed.c[0]).where(allowed.c[0].in_(chunk))))
    return found
