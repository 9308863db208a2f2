"""Making, changing and archiving role profiles; what follows for people is beside it (profiles/profile)."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from core.audit import record
from core.db import WorkspaceSession, insert_rows
from core.errors import Conflict, Invalid, NotFound
from core.events import Change
from core.frameworks import ScaleView, competencies, scales_of
from core.history import end_all
from core.kept_drafts import own_draft
from core.people import Actor, Capability, GroupKind, group_views, require
from core.profiles.details import ProfileDetails, ProfileView, Requirement, checked
from core.profiles.events import ProfileChanged
from core.profiles.models import ProfileDraft, ProfileGroup, ProfileRequirement, RoleProfile
from core.profiles.queries import profile_numbered, profiles_by_id
from core.words import say

FOR_KINDS = (GroupKind.POSITION, GroupKind.TEAM, GroupKind.LOCATION, GroupKind.COMPANY)
"""A profile is for positions; what is needed in a place or a team can be for that one."""


def save_profile(
    session: WorkspaceSession, actor: Actor, details: ProfileDetails, profile_id: int | None = None
) -> int:
    """Make a profile, or bring one in line with these details; its id. Repeatable: what is the same stays as it is.

    One archived under the id number is in use again. Raises Conflict where another has the id number, Invalid for a
    disabled competency, a value of another scale or a group that is no position, team, location or company.
    """
    require(session, actor, Capability.PROFILE_MANAGE)
    wanted = checked_profile(session, details, profile_id)
    row = _row(session, wanted, profile_id)
    before = _stored(session, row.id) if row.id is not None else None
    was_archived, row.archived_at = row.archived_at is not None, None
    row.name, row.idnumber, row.public = wanted.name, wanted.idnumber, wanted.public
    session.add(row)
    session.flush()
    _align_groups(session, row.id, before, wanted)
    _align_requirements(session, row.id, before, wanted)
    if before is None or was_archived or not before.details.same_as(wanted):
        record(session, actor, ProfileChanged(profile_id=row.id, changes=_changes(row.id, before, wanted)))
    return row.id


def checked_profile(
    session: WorkspaceSession, details: ProfileDetails, profile_id: int | None = None
) -> ProfileDetails:
    """The details tidied, each requirement with its value; raises as `save_profile` does, changes nothing."""
    wanted = checked(details)
    known = profiles_by_id(session, [profile_id]).get(profile_id) if profile_id is not None else None
    _check_groups(session, wanted)
    kept = {each.competency_id for each in known.requirements} if known else set()
    valued = _valued(session, wanted, kept)
    if profile_id is None:
        return valued
    other = profile_numbered(session, valued.idnumber)
    if other is not None and other.id != profile_id:
        raise Conflict(
            say("{name} has the id number {number} already. Choose another.", name=other.name, number=valued.idnumber),
            field="idnumber",
        )
    return valued


def archive_profile(session: WorkspaceSession, actor: Actor, profile_id: int) -> str:
    """Take a profile out of use: its targets end, ratings stay, its history too; its name."""
    row = _managed(session, actor, profile_id)
    if row.archived_at is not None:
        raise Conflict(say("{name} is archived already. Nothing changed.", name=row.name))
    row.archived_at = session.now
    change = Change("archived", row.id, None, session.now.isoformat())
    record(session, actor, ProfileChanged(profile_id=row.id, changes=(change,)))
    return row.name


def restore_profile(session: WorkspaceSession, actor: Actor, profile_id: int) -> str:
    """Bring an archived profile back as it was; its name (chat/undo)."""
    row = _managed(session, actor, profile_id)
    if row.archived_at is None:
        raise Conflict(say("{name} is in use. Nothing changed.", name=row.name))
    change = Change("archived", row.id, row.archived_at.isoformat(), None)
    row.archived_at = None
    record(session, actor, ProfileChanged(profile_id=row.id, changes=(change,)))
    return row.name


def keep_profile_draft(
    session: WorkspaceSession, actor: Actor, details: ProfileDetails, profile_id: int | None
) -> int:
    """Keep a profile that is to be confirmed; its id. Rights are asked when it is applied."""
    body = {"profile": profile_id, "details": details.packed()}
    row = ProfileDraft(made_by_id=actor.person_id, body=body, made_at=session.now)
    session.add(row)
    session.flush()
    return row.id


def profile_draft(
    session: WorkspaceSession, actor: Actor, draft_id: int, *, taken: bool = False
) -> tuple[ProfileDetails, int | None]:
    """The actor's own draft and the profile it changes; `taken` for the caller to apply in this transaction, once."""
    row = own_draft(session, ProfileDraft, actor.person_id, draft_id, taken=taken)
    return ProfileDetails.of(row.body["details"]), row.body["profile"]


def _managed(session: WorkspaceSession, actor: Actor, profile_id: int) -> RoleProfile:
    require(session, actor, Capability.PROFILE_MANAGE)
    row: RoleProfile | None = session.get(RoleProfile, profile_id)
    if row is None:
        raise NotFound(say("I don't find that role profile. Nothing changed."), field="profile")
    return row


def _row(session: WorkspaceSession, wanted: ProfileDetails, profile_id: int | None) -> RoleProfile:
    if profile_id is not None:
        row: RoleProfile | None = session.get(RoleProfile, profile_id)
        if row is None:
            raise NotFound(say("I don't find that role profile. Nothing changed."), field="profile")
        return row
    found = profile_numbered(session, wanted.idnumber)
    if found is not None and found.archived_at is None:
        raise Conflict(say("There is a role profile {name} already.", name=found.name), field="name")
    return found or RoleProfile(created_at=session.now)


def _stored(session: WorkspaceSession, profile_id: int) -> ProfileView:
    return profiles_by_id(session, [profile_id], archived=True)[profile_id]


def _check_groups(session: WorkspaceSession, details: ProfileDetails) -> None:
    found = {each.id: each for each in group_views(session, ids=details.group_ids)} if details.group_ids else {}
    if any(each not in found for each in details.group_ids):
        raise NotFound(say("I don't find that group."), field="groups")
    for each in found.values():
        if each.kind not in FOR_KINDS:
            raise Invalid(
                say("A profile is for positions, teams, locations or companies; {name} is a {kind}.",
                    name=each.name, kind=each.kind),
                field="groups",
            )  # fmt: skip


def _valued(session: WorkspaceSession, details: ProfileDetails, kept: set[int]) -> ProfileDetails:
    """Each requirement with a value of its competency's scale."""
    ids = [each.competency_id for each in details.requirements]
    known, scales = competencies(session, ids), scales_of(session, ids)
    found = []
    for each in details.requirements:
        skill = known.get(each.competency_id)
        if skill is None:
            raise NotFound(say("I don't find that competency."), field="requirements")
        if not skill.active and each.competency_id not in kept:
            raise Invalid(
                say("{skill} is disabled and takes no new targets. Choose another.", skill=skill.name),
                field="requirements",
            )
        found.append(_with_value(each, scales[each.competency_id], skill.name))
    return ProfileDetails(details.name, details.idnumber, details.public, details.group_ids, tuple(found))


def _with_value(requirement: Requirement, scale: ScaleView, name: str) -> Requirement:
    value = scale.lowest_proficient if requirement.value_id is None else scale.value(requirement.value_id)
    if value is None:
        names = [each.name for each in scale.values]
        raise Invalid(
            say("{skill} has other values. Choose one of: {values}.", skill=name, values=names), field="requirements"
        )
    return Requirement(requirement.competency_id, value.id, requirement.of_group)


def _align_groups(
    session: WorkspaceSession, profile_id: int, before: ProfileView | None, wanted: ProfileDetails
) -> None:
    there = {each.id for each in before.groups} if before else set()
    _end(session, ProfileGroup, profile_id, "group_id", there - set(wanted.group_ids))
    rows = [
        {"profile_id": profile_id, "group_id": each, "effective_from": session.now, "recorded_at": session.now}
        for each in wanted.group_ids
        if each not in there
    ]
    insert_rows(session, ProfileGroup, rows, skip_existing=True)


def _align_requirements(
    session: WorkspaceSession, profile_id: int, before: ProfileView | None, wanted: ProfileDetails
) -> None:
    there = {each.competency_id: each for each in before.details.requirements} if before else {}
    said = {each.competency_id: each for each in wanted.requirements}
    gone = {each for each, requirement in there.items() if said.get(each) != requirement}
    _end(session, ProfileRequirement, profile_id, "competency_id", gone)
    rows = [
        {
            "profile_id": profile_id,
            "competency_id": each.competency_id,
            "scale_value_id": each.value_id,
            "of_group": each.of_group,
            "effective_from": session.now,
            "recorded_at": session.now,
        }
        for each in said.values()
        if there.get(each.competency_id) != each
    ]
    insert_rows(session, ProfileRequirement, rows, skip_existing=True)


def _end(
    session: WorkspaceSession,
    model: type[ProfileGroup] | type[ProfileRequirement],
    profile_id: int,
    column: str,
    ids: set[int],
) -> None:
    if ids:
        columns = model.__table__.c
        end_all(session, model, sa.and_(columns.profile_id == profile_id, columns[column].in_(sorted(ids))))


def _changes(profile_id: int, before: ProfileView | None, wanted: ProfileDetails) -> tuple[Change, ...]:
    """What became of name, number, openness, groups and requirements, as the audit trail keeps it."""
    was, now = _said(before.details) if before else {}, _said(wanted)
    return tuple(
        Change(what, profile_id, was.get(what), now.get(what))
        for what in sorted({*was, *now})
        if was.get(what) != now.get(what)
    )


def _said(details: ProfileDetails) -> Mapping[str, str]:
    found = {"name": details.name, "idnumber": details.idnumber, "public": "yes" if details.public else "no"}
    found |= {f"group {each}": "in" for each in details.group_ids}
    found |= {
        f"competency {each.competency_id}": f"value {each.value_id}"
        + (f", {each.of_group} of the group" if each.of_group is not None else "")
        for each in details.requirements
    }
    return found
