"""Requirements 'N of the group': how many members meet one, and when a group turns (profiles/coverage)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from core.db import WorkspaceSession, insert_rows
from core.gaps.needs import Need
from core.gaps.pairs import MET_CODES, pairs
from core.people.models import Membership, Person, PersonState
from core.profiles import ProfileGroupView, ProfileView, RequirementView, profiles_by_id
from core.profiles.models import CoverageTold, ProfileRequirement

TOLD = cast(sa.Table, CoverageTold.__table__)


@dataclass(frozen=True)
class GroupCoverage:
    """How a group stands with a requirement of so many: `has` of its active members meet it with validity."""

    profile_id: int
    group: ProfileGroupView
    requirement: RequirementView
    has: int

    @property
    def needed(self) -> int:
        """So many are needed."""
        return self.requirement.of_group or 0

    @property
    def enough(self) -> bool:
        """Whether so many are there."""
        return self.has >= self.needed

    @property
    def key(self) -> tuple[int, int, int]:
        """What makes it one: profile, competency, group."""
        return self.profile_id, self.requirement.competency_id, self.group.id


def coverage_of(session: WorkspaceSession, profile: ProfileView) -> list[GroupCoverage]:
    """How each of a profile's groups stands with each of its requirements of so many; one statement."""
    if not profile.of_groups or not profile.groups:
        return []
    counted = _counted(session, profile)
    return [
        GroupCoverage(profile.id, group, each, counted.get((group.id, each.competency_id), 0))
        for group in profile.groups
        for each in profile.of_groups
    ]


def all_coverage(session: WorkspaceSession, group_ids: Collection[int] | None = None) -> list[GroupCoverage]:
    """As `coverage_of` for all profiles in use, or for these groups alone."""
    query = sa.select(ProfileRequirement.profile_id).where(
        ProfileRequirement.of_group.is_not(None), ProfileRequirement.in_force(session.now)
    )
    profiles = profiles_by_id(session, set(session.scalars(query)))
    found = [each for profile in profiles.values() for each in coverage_of(session, profile)]
    return found if group_ids is None else [each for each in found if each.group.id in set(group_ids)]


def turned(session: WorkspaceSession) -> list[GroupCoverage]:
    """Those that are not as they were when last looked at, or were never looked at; nothing is changed."""
    found = all_coverage(session)
    known = _known(session)
    return [each for each in found if known.get(each.key) != each.enough]


def note_turned(session: WorkspaceSession, found: Iterable[GroupCoverage]) -> list[GroupCoverage]:
    """Remember how these stand now; those that really turned by this are returned, each to be told once.

    One looked at for the first time is remembered and tells nobody. Two who do it at once turn each only once.
    """
    rows = list(found)
    known = _known(session)
    insert_rows(session, CoverageTold, [_row(session, each) for each in rows if each.key not in known],
                skip_existing=True)  # fmt: skip
    return [each for each in rows if each.key in known and _turn(session, each)]


def _turn(session: WorkspaceSession, each: GroupCoverage) -> bool:
    profile_id, competency_id, group_id = each.key
    done = session.connection().execute(
        sa.update(TOLD)
        .where(
            TOLD.c.workspace_id == session.workspace_id,
            TOLD.c.profile_id == profile_id,
            TOLD.c.competency_id == competency_id,
            TOLD.c.group_id == group_id,
            TOLD.c.enough.is_(not each.enough),
        )
        .values(enough=each.enough, since=session.now)
    )
    return bool(done.rowcount)


def _row(session: WorkspaceSession, each: GroupCoverage) -> dict[str, Any]:
    profile_id, competency_id, group_id = each.key
    return {
        "profile_id": profile_id, "competency_id": competency_id, "group_id": group_id, "enough": each.enough,
        "since": session.now,
    }  # fmt: skip


def _known(session: WorkspaceSession) -> dict[tuple[int, int, int], bool]:
    query = sa.select(
        CoverageTold.profile_id, CoverageTold.competency_id, CoverageTold.group_id, CoverageTold.enough
    )
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(query)}


def _counted(session: WorkspaceSession, profile: ProfileView) -> dict[tuple[int, int], int]:
    """By group and competency how many active members meet it."""
    groups = [each.id for each in profile.groups]
    needs = [Need(each.competency_id, each.value.position) for each in profile.of_groups]
    found = pairs(session, active_members(session, groups), needs)
    member = cast(sa.Table, Membership.__table__).alias()
    query = (
        sa.select(member.c.group_id, found.c.competency_id, sa.func.count(sa.distinct(found.c.person_id)))
        .select_from(found)
        .join(
            member,
            sa.and_(
                member.c.person_id == found.c.person_id,
                member.c.workspace_id == session.workspace_id,
                member.c.group_id.in_(groups),
                member.c.superseded_at.is_(None),
                member.c.effective_from <= session.now,
                sa.or_(member.c.effective_until.is_(None), member.c.effective_until > session.now),
            ),
        )
        .where(found.c.stands.in_(MET_CODES))
        .group_by(member.c.group_id, found.c.competency_id)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


def active_members(session: WorkspaceSession, group_ids: Sequence[int]) -> sa.Select[Any]:
    """Ids of the active people in any of these groups, as a selection; whoever asks."""
    ours, now = session.workspace_id, session.now
    inside = sa.select(Membership.person_id).where(
        Membership.workspace_id == ours, Membership.in_force(now), Membership.group_id.in_(list(group_ids))
    )
    active = sa.select(PersonState.person_id).where(
        PersonState.workspace_id == ours, PersonState.in_force(now), PersonState.active
    )
    return sa.select(Person.id.label("id")).where(
        Person.workspace_id == ours, Person.id.in_(inside), Person.id.in_(active)
    )
