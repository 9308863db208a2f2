"""Reading role profiles: public ones for all, the others for who edits profiles (profiles/public)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from core.db import WorkspaceSession
from core.errors import NotFound
from core.frameworks import ScaleView, competencies, scales_of
from core.people import SITE, Actor, Capability, allows
from core.people.models import Group, Membership
from core.profiles.details import ProfileGroupView, ProfileView, RequirementView
from core.profiles.models import ProfileGroup, ProfileRequirement, RoleProfile
from core.words import say

_SEEN = select(RoleProfile.id, RoleProfile.idnumber, RoleProfile.name, RoleProfile.public)


def manages_profiles(session: WorkspaceSession, actor: Actor) -> bool:
    """Whether the actor edits profiles, and so sees those that are not public."""
    return allows(session, actor, Capability.PROFILE_MANAGE, SITE)


def profile_views(session: WorkspaceSession, actor: Actor, *, words: str = "") -> list[ProfileView]:
    """The profiles in use that the actor sees, those with these letters, by name; the same queries for any number."""
    query = _in_use(session)
    if not manages_profiles(session, actor):
        query = query.where(RoleProfile.public)
    if words.strip():
        query = query.where(RoleProfile.name.icontains(words.strip(), autoescape=True))
    return _views(session, query)


def profile_view(session: WorkspaceSession, actor: Actor, profile_id: int) -> ProfileView:
    """One profile in use; raises NotFound: hidden and missing read alike."""
    found = _views(session, _in_use(session).where(RoleProfile.id == profile_id))
    if not found or not (found[0].public or manages_profiles(session, actor)):
        raise NotFound(say("I don't find that role profile."), field="profile")
    return found[0]


def profiles_named(session: WorkspaceSession, actor: Actor, words: str) -> list[ProfileView]:
    """Those of this name or id number, whatever the case; else those whose name holds the letters."""
    wanted = " ".join(words.split()).casefold()
    seen = profile_views(session, actor)
    same = [each for each in seen if wanted in (each.name.casefold(), each.idnumber.casefold())]
    return same or [each for each in seen if wanted and wanted in each.name.casefold()]


def profiles_by_id(
    session: WorkspaceSession, profile_ids: Collection[int], *, archived: bool = False
) -> dict[int, ProfileView]:
    """Profiles by id, whoever asks: for what follows from them, not for showing. With `archived` those, too."""
    if not profile_ids:
        return {}
    query = _SEEN if archived else _in_use(session)
    return {each.id: each for each in _views(session, query.where(RoleProfile.id.in_(list(profile_ids))))}


def held_profiles(session: WorkspaceSession, person_id: int) -> list[ProfileView]:
    """The profiles of the positions, and other groups, that somebody is in, also those that are not public: they get
    the targets, not the name (profiles/assigned)."""
    groups = select(Membership.group_id).where(
        Membership.workspace_id == session.workspace_id,
        Membership.person_id == person_id,
        Membership.in_force(session.now),
    )
    ids = select(ProfileGroup.profile_id).where(
        ProfileGroup.workspace_id == session.workspace_id,
        ProfileGroup.group_id.in_(groups),
        ProfileGroup.in_force(session.now),
    )
    return _views(session, _in_use(session).where(RoleProfile.id.in_(ids)))


def profile_names(session: WorkspaceSession, actor: Actor, profile_ids: Iterable[int]) -> dict[int, str]:
    """Names of those of these profiles that the actor may know by name; also of archived ones."""
    ids = sorted(set(profile_ids))
    if not ids:
        return {}
    query = select(RoleProfile.id, RoleProfile.name).where(RoleProfile.id.in_(ids))
    if not manages_profiles(session, actor):
        query = query.where(RoleProfile.public)
    return {row[0]: row[1] for row in session.execute(query)}


def profile_numbered(session: WorkspaceSession, idnumber: str) -> RoleProfile | None:
    """The profile with this id number, archived or not."""
    wanted = sa.func.lower(RoleProfile.idnumber) == idnumber.lower()
    return session.scalar(select(RoleProfile).where(sa.or_(RoleProfile.idnumber == idnumber, wanted)))


def _in_use(session: WorkspaceSession) -> sa.Select[*tuple[Any, ...]]:
    """Those not archived at the session's instant."""
    there = sa.or_(RoleProfile.archived_at.is_(None), RoleProfile.archived_at > session.now)
    return _SEEN.where(there, RoleProfile.created_at <= session.now)


def _views(session: WorkspaceSession, query: sa.Select[*tuple[Any, ...]]) -> list[ProfileView]:
    rows = session.execute(query.order_by(sa.func.lower(RoleProfile.name), RoleProfile.id)).all()
    ids = [row.id for row in rows]
    groups, required = _groups(session, ids), _required(session, ids)
    return [
        ProfileView(row.id, row.idnumber, row.name, row.public, groups.get(row.id, ()), required.get(row.id, ()))
        for row in rows
    ]


def _groups(session: WorkspaceSession, ids: Collection[int]) -> Mapping[int, tuple[ProfileGroupView, ...]]:
    query = (
        select(ProfileGroup.profile_id, Group.id, Group.kind, Group.name)
        .join(Group, Group.id == ProfileGroup.group_id)
        .where(ProfileGroup.profile_id.in_(list(ids)), ProfileGroup.in_force(session.now), Group.archived_at.is_(None))
        .order_by(sa.func.lower(Group.name), Group.id)
    )
    found: dict[int, tuple[ProfileGroupView, ...]] = {}
    for profile_id, group_id, kind, name in session.execute(query) if ids else ():
        found[profile_id] = (*found.get(profile_id, ()), ProfileGroupView(group_id, kind, name))
    return found


def _required(session: WorkspaceSession, ids: Collection[int]) -> Mapping[int, tuple[RequirementView, ...]]:
    version = ProfileRequirement
    query = select(version.profile_id, version.competency_id, version.scale_value_id, version.of_group).where(
        version.profile_id.in_(list(ids)), version.in_force(session.now)
    )
    rows = session.execute(query).all() if ids else []
    skills = {row.competency_id for row in rows}
    names, scales = competencies(session, skills), scales_of(session, skills)
    found: dict[int, tuple[RequirementView, ...]] = {}
    for row in sorted(rows, key=lambda each: names[each.competency_id].name.casefold()):
        found[row.profile_id] = (*found.get(row.profile_id, ()), _requirement(row, scales[row.competency_id]))
    return found


def _requirement(row: Any, scale: ScaleView) -> RequirementView:
    """One of a scale that was changed since counts as the lowest proficient, as targets do."""
    value = scale.value(row.scale_value_id) or scale.lowest_proficient
    return RequirementView(row.competency_id, value, row.of_group)
