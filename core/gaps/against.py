"""People against role profiles: how they stand with what one asks of each, and which fits best (gaps/person,
gaps/best-fit)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.db import WorkspaceSession
from core.gaps.profile import Profile
from core.gaps.queries import narrowed, profiles_with
from core.people import Actor, Capability, over, require
from core.profiles import ProfileView, held_profiles, manages_profiles, profile_view, profile_views
from core.targets import PROFILE, EffectiveTarget, TargetSource, exemptions_of
from core.visibility import require_details, sight_over

MOST_FITTING = 10


@dataclass(frozen=True)
class Against:
    """How somebody stands with what a role profile asks of each.

    `name` is the profile's, None where the asker may not know it: they see targets, not its name (profiles/assigned).
    `own` says that the person is in a position that it is for.
    """

    profile_id: int
    name: str | None
    positions: tuple[str, ...]
    profile: Profile
    own: bool = False

    @property
    def share(self) -> float:
        """The share of the requirements that is met, 0 to 1; of none all are."""
        required = len(self.profile.required)
        return self.profile.met / required if required else 1.0


def against_profile(session: WorkspaceSession, actor: Actor, person_id: int, profile_id: int) -> Against:
    """How somebody stands with a profile the actor sees: themself, or somebody whose details are open to them.

    Raises NotFound for a profile that is hidden or not there, Refused over somebody whose gaps aren't open.
    """
    wanted = profile_view(session, actor, profile_id)
    return _against(session, actor, person_id, [wanted])[0]


def against_own_positions(session: WorkspaceSession, actor: Actor, person_id: int) -> list[Against]:
    """How somebody stands with the profile of each position they are in, by name (gaps/graph)."""
    return _against(session, actor, person_id, held_profiles(session, person_id))


def fitting_profiles(session: WorkspaceSession, actor: Actor, person_id: int) -> list[Against]:
    """The profiles that the actor sees, those that fit the person best first: by share met, then the fewest missing."""
    found = _against(session, actor, person_id, profile_views(session, actor), with_left=False)
    asking = [each for each in found if each.profile.required]
    return sorted(asking, key=lambda each: (-each.share, len(each.profile.required) - each.profile.met))


def as_targets(
    session: WorkspaceSession, profile: ProfileView, person_ids: Iterable[int]
) -> dict[int, tuple[EffectiveTarget, ...]]:
    """What a profile asks of each of these people, as if they had its targets; exempt where they are exempt."""
    ids = list(person_ids)
    exempt = exemptions_of(session, ids)
    return {each: _wishes(session, profile, each, exempt) for each in ids}


def _wishes(
    session: WorkspaceSession, profile: ProfileView, person_id: int, exempt: Mapping[tuple[int, int], object]
) -> tuple[EffectiveTarget, ...]:
    return tuple(
        EffectiveTarget(
            person_id,
            each.competency_id,
            each.value,
            None,
            (TargetSource(0, PROFILE, profile.id, each.value, None, None, session.now),),
            exempt=(person_id, each.competency_id) in exempt,
        )
        for each in profile.of_each
    )


def _against(
    session: WorkspaceSession,
    actor: Actor,
    person_id: int,
    profiles: Sequence[ProfileView],
    *,
    with_left: bool = True,
) -> list[Against]:
    sight = sight_over(session, actor, person_id)
    if not sight:
        require_details(session, actor, person_id)
    if sight.whole:
        require(session, actor, Capability.GAP_VIEW, over(person_id))
    held = {each.id for each in held_profiles(session, person_id)}
    sees_all = manages_profiles(session, actor)
    return [
        Against(
            each.id,
            each.name if each.public or sees_all else None,
            tuple(group.name for group in each.groups),
            narrowed(_one(session, actor, person_id, each, with_left=with_left), sight),
            own=each.id in held,
        )
        for each in profiles
    ]


def _one(
    session: WorkspaceSession, actor: Actor, person_id: int, profile: ProfileView, *, with_left: bool
) -> Profile:
    targets = as_targets(session, profile, [person_id])
    return profiles_with(session, actor, [person_id], with_left=with_left, targets=targets)[person_id]
