"""What follows from role profiles for people: members of its groups have its targets, at once (profiles/assigned)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from core.db import WorkspaceSession
from core.frameworks import CompetencyChanged
from core.people import Actor, MembershipsChanged, PersonChanged
from core.people.models import Membership
from core.profiles.events import ProfileChanged
from core.profiles.models import ProfileGroup, ProfileRequirement
from core.profiles.queries import profiles_by_id
from core.targets import PROFILE, SourceTarget, follow_sources


def follow_profile(session: WorkspaceSession, actor: Actor, fact: ProfileChanged) -> None:
    """Bring everybody's targets in step with a profile that changed. Repeatable."""
    _follow(session, actor, [fact.profile_id])


def follow_profile_members(session: WorkspaceSession, actor: Actor, fact: MembershipsChanged) -> None:
    """Who comes into a position gets its targets, who leaves it loses them; ratings stay. Repeatable."""
    _follow(session, actor, _profiles_for(session, [fact.group_id]), among=fact.person_ids)


def follow_profile_person(session: WorkspaceSession, actor: Actor, fact: PersonChanged) -> None:
    """Who is active again, or cleared for more, gets the targets that were left out until now. Repeatable."""
    if not any(each.what == "state" for each in fact.changes):
        return
    groups = select(Membership.group_id).where(
        Membership.person_id == fact.person_id, Membership.in_force(session.now)
    )
    found = _profiles_for(session, session.scalars(groups).all()) if _any_profile(session) else set()
    _follow(session, actor, found, among=[fact.person_id])


def follow_profile_competency(session: WorkspaceSession, actor: Actor, fact: CompetencyChanged) -> None:
    """A competency enabled again, or needing less clearance, becomes a target where it was left out. Repeatable."""
    query = select(ProfileRequirement.profile_id).where(
        ProfileRequirement.competency_id == fact.competency_id, ProfileRequirement.in_force(session.now)
    )
    _follow(session, actor, set(session.scalars(query)))


def _any_profile(session: WorkspaceSession) -> bool:
    return session.scalar(select(ProfileGroup.id).where(ProfileGroup.in_force(session.now)).limit(1)) is not None


def _profiles_for(session: WorkspaceSession, group_ids: Collection[int]) -> set[int]:
    """Ids of the profiles that are for these groups."""
    query = select(ProfileGroup.profile_id).where(
        ProfileGroup.group_id.in_(list(group_ids)), ProfileGroup.in_force(session.now)
    )
    return set(session.scalars(query)) if group_ids else set()


def _follow(
    session: WorkspaceSession, actor: Actor, profile_ids: Collection[int], *, among: Collection[int] | None = None
) -> None:
    if profile_ids:
        wanted = _wanted(session, profile_ids, among)
        follow_sources(session, actor, PROFILE, sorted(profile_ids), wanted, among=among)


def _wanted(
    session: WorkspaceSession, profile_ids: Collection[int], among: Collection[int] | None
) -> Iterable[SourceTarget]:
    """What profiles in use want of the members of their groups."""
    profiles = profiles_by_id(session, profile_ids)
    for profile_id, person_id in _members(session, profiles, among):
        for each in profiles[profile_id].of_each:
            yield SourceTarget(profile_id, person_id, each.competency_id, each.value.id)


def _members(
    session: WorkspaceSession, profile_ids: Collection[int], among: Collection[int] | None
) -> Iterable[tuple[int, int]]:
    query = (
        select(ProfileGroup.profile_id, Membership.person_id)
        .join(Membership, Membership.group_id == ProfileGroup.group_id)
        .where(
            ProfileGroup.profile_id.in_(list(profile_ids)),
            ProfileGroup.in_force(session.now),
            Membership.in_force(session.now),
        )
        .distinct()
    )
    if among is not None:
        query = query.where(Membership.person_id.in_(list(among)))
    return [(row[0], row[1]) for row in session.execute(query)] if profile_ids else []
