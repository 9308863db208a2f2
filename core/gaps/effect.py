"""What saving a role profile would do to people's targets, before anything changes (targets/dry-run)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from core.db import WorkspaceSession
from core.frameworks import scales_of
from core.gaps.coverage import active_members
from core.gaps.needs import Need
from core.gaps.pairs import CODES, pairs
from core.gaps.rules import MEETING, GapStatus
from core.profiles import ProfileDetails
from core.targets import PROFILE
from core.targets.models import Target

Pair = tuple[int, int]


@dataclass(frozen=True)
class ProfileEffect:
    """How many people a profile is for, and what becomes of its targets for them: `new` ones, of which some are `met`
    already or `exempt`; those `changed` in value, `there` as they are, and `ended`."""

    people: int
    new: int = 0
    met: int = 0
    exempt: int = 0
    changed: int = 0
    there: int = 0
    ended: int = 0

    @property
    def touches(self) -> bool:
        """Whether anybody's targets change."""
        return bool(self.new or self.changed or self.ended)


def profile_effect(session: WorkspaceSession, details: ProfileDetails, profile_id: int | None) -> ProfileEffect:
    """What saving these details, as `checked_profile` gives them, would do; a few statements for any crowd."""
    wanted = {each.competency_id: each.value_id for each in details.requirements if each.of_group is None}
    stands = _stands(session, details, wanted)
    there = _there(session, profile_id)
    people = len(session.scalars(active_members(session, details.group_ids)).all()) if details.group_ids else 0
    new = [pair for pair in stands if pair not in there]
    changed = sum(1 for pair in stands if pair in there and there[pair] != wanted[pair[1]])
    return ProfileEffect(
        people,
        len(new),
        sum(stands[pair] in MEETING for pair in new),
        sum(stands[pair] == GapStatus.NOT_REQUIRED for pair in new),
        changed,
        len(stands) - len(new) - changed,
        sum(1 for pair in there if pair not in stands),
    )


def _stands(
    session: WorkspaceSession, details: ProfileDetails, wanted: Mapping[int, int | None]
) -> dict[Pair, GapStatus]:
    """How each member of its groups stands with each of its requirements."""
    if not details.group_ids or not wanted:
        return {}
    scales = scales_of(session, wanted)
    values = {each: scales[each].value(value_id) or scales[each].lowest_proficient for each, value_id in wanted.items()}
    needs = [Need(each, value.position) for each, value in values.items()]
    found = pairs(session, active_members(session, details.group_ids), needs)
    return {(row[0], row[1]): CODES[row[2]] for row in session.execute(sa.select(found))}


def _there(session: WorkspaceSession, profile_id: int | None) -> dict[Pair, int]:
    """The value of each target that the profile gives now."""
    if profile_id is None:
        return {}
    query = sa.select(Target.person_id, Target.competency_id, Target.scale_value_id).where(
        Target.source == PROFILE, Target.source_key == profile_id, Target.in_force(session.now)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}
