"""Who may write a person's qualifications: the person themself, who supervises them, admins (people/leaders)."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.errors import NotFound, Refused
from core.frameworks import CompetencyView, may_see_tier, sees_all_tiers
from core.people import (
    Actor,
    Capability,
    access_tier_of,
    allowed_people,
    allows,
    over,
    people,
    reason_for,
    require,
)
from core.qualifications.models import Qualification
from core.words import say, say_count

CHUNK = 900
MOST_NAMED = 5


def require_writing(session: WorkspaceSession, actor: Actor, person_id: int) -> None:
    """Raise Refused unless the actor may write this person's qualifications, their own or another's."""
    if actor.person_id != person_id:
        require(session, actor, Capability.QUALIFICATION_WRITE, over(person_id))
    elif not allows(session, actor, Capability.QUALIFICATION_WRITE, over(person_id)):
        require(session, actor, Capability.QUALIFICATION_OWN_WRITE, over(person_id))


def may_write(session: WorkspaceSession, actor: Actor, person_id: int) -> bool:
    """Whether the actor may write this person's qualifications."""
    where = over(person_id)
    own = actor.person_id == person_id and allows(session, actor, Capability.QUALIFICATION_OWN_WRITE, where)
    return own or allows(session, actor, Capability.QUALIFICATION_WRITE, where)


def require_writing_all(session: WorkspaceSession, actor: Actor, person_ids: Collection[int]) -> None:
    """The same for many persons, set-based: one of them out of reach refuses all, and they are named."""
    if actor.trusted:
        return
    wanted = set(person_ids)
    out_of_reach = sorted(wanted - _reached(session, actor, sorted(wanted)))
    if len(wanted) == 1 or out_of_reach == [actor.person_id]:
        for person_id in out_of_reach:
            require_writing(session, actor, person_id)
    elif refused := [each for each in out_of_reach if each != actor.person_id or not _own(session, actor)]:
        names = [each.name for each in people(session, refused[:MOST_NAMED]).values()]
        more = len(refused) - len(names)
        shown = [*names, say_count("{n} more", "{n} more", more)] if more else names
        raise Refused(
            say("Nothing was saved: you may not change the qualifications of {names}. Those who supervise them, or an "
                "admin, can.", names=shown),
            why=reason_for(Capability.QUALIFICATION_WRITE),
            capability=str(Capability.QUALIFICATION_WRITE),
        )


def _own(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether the actor may write their own."""
    own = over(actor.person_id or 0)
    return allows(session, actor, Capability.QUALIFICATION_OWN_WRITE, own)


def require_judging(session: WorkspaceSession, actor: Actor, held: Qualification) -> None:
    """Raise Refused unless the actor may verify, withdraw and revoke this: a reviewer or admin (Permissions)."""
    where = over(held.person_id, competency_id=held.competency_id)
    require(session, actor, Capability.QUALIFICATION_VERIFY, where)


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
