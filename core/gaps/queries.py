"""Reading profiles: set-based for any number of people; details only for those who may see them (privacy/details)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.achievements import (
    Pair,
    RatingView,
    Standing,
    days_of,
    ratings_of,
    validity_of,
)
from core.db import WorkspaceSession
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    ScaleView,
    competencies,
    may_see_tier,
    scales_of,
    sees_all_tiers,
)
from core.gaps.left import with_next_values, with_what_is_left
from core.gaps.profile import HeldSkill, Profile, ProfileRow
from core.gaps.rules import GapStatus, status_of
from core.people import Actor, Capability, Person, access_tier_of, allowed_people, over, people, require
from core.qualifications import qualifications_of
from core.targets import EffectiveTarget, targets_of
from core.visibility import Sight, require_details, sight_over

CHUNK = 900


def profile_of(session: WorkspaceSession, actor: Actor, person_id: int) -> Profile:
    """A person's competency profile, for them and those who may see their details (gaps/profile-page).

    A current reviewer and a teacher see what belongs to their competencies. Raises Refused where nothing is open.
    """
    sight = sight_over(session, actor, person_id)
    if not sight:
        require_details(session, actor, person_id)
    if sight.whole:
        require(session, actor, Capability.GAP_VIEW, over(person_id))
    found = profiles_with(session, actor, [person_id])[person_id]
    return narrowed(replace(found, rows=tuple(with_next_values(session, actor, found.rows))), sight)


def narrowed(profile: Profile, sight: Sight) -> Profile:
    """A profile without what belongs to competencies that this sight does not cover (privacy/details)."""
    return replace(
        profile,
        rows=tuple(row for row in profile.rows if sight.covers(row.competency.id)),
        held=tuple(each for each in profile.held if sight.covers(each.competency.id)),
    )


def profiles_of(
    session: WorkspaceSession, actor: Actor, person_ids: Iterable[int], *, with_left: bool = True
) -> dict[int, Profile]:
    """The profiles of those persons whose details and gaps the actor may see; the others are left out.

    Without `with_left` their rows do not say what is left, for tables that show only how they stand.
    """
    wanted = list(dict.fromkeys(person_ids))
    seen = seen_among(session, actor, wanted)
    return profiles_with(session, actor, [each for each in wanted if each in seen], with_left=with_left)


def seen_among(session: WorkspaceSession, actor: Actor, person_ids: Sequence[int]) -> frozenset[int]:
    """Which of these persons' details and gaps the actor may see."""
    details = _allowed_among(session, actor, Capability.DETAILS_VIEW, person_ids)
    return details & _allowed_among(session, actor, Capability.GAP_VIEW, person_ids)


def _allowed_among(
    session: WorkspaceSession, actor: Actor, capability: Capability, person_ids: Sequence[int]
) -> frozenset[int]:
    allowed = allowed_people(session, actor, capability)
    found: set[int] = set()
    for start in range(0, len(person_ids), CHUNK):
        part = person_ids[start : start + CHUNK]
        found |= set(session.scalars(sa.select(Person.id).where(Person.id.in_(part), Person.id.in_(allowed))))
    return frozenset(found)


PUBLIC_CATEGORIES = (
    CompetencyCategory.SKILL,
    CompetencyCategory.LANGUAGE,
    CompetencyCategory.EDUCATION,
    CompetencyCategory.EXPERIENCE,
)
"""What everyone sees of colleagues by name; certifications are details (privacy/names)."""


def names_of(session: WorkspaceSession, actor: Actor, person_id: int) -> list[str]:
    """Names of the skills, languages, education and experience a person has, A to Z, as far as the actor sees the
    skills: no values, no certifications (privacy/names, people/tier-see)."""
    proficient = {
        pair[1] for pair, rating in ratings_of(session, person_ids=[person_id]).items() if rating.proficient
    }
    held = proficient | {each.competency_id for each in qualifications_of(session, actor, person_id)}
    seen = _seen(session, actor, [person_id], competencies(session, held))
    public = [each.name for each in seen.values() if each.category in PUBLIC_CATEGORIES]
    return sorted(public, key=str.casefold)


@dataclass(frozen=True)
class _Found:
    """What was read for all persons at once."""

    ratings: Mapping[Pair, RatingView]
    standings: Mapping[Pair, Standing]
    competencies: Mapping[int, CompetencyView]
    scales: Mapping[int, ScaleView]


def profiles_with(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    *,
    with_left: bool = True,
    targets: Mapping[int, Sequence[EffectiveTarget]] | None = None,
) -> dict[int, Profile]:
    """Profiles of these people, whoever may see them: against their own targets, or those given."""
    targets = targets_of(session, person_ids) if targets is None else targets
    ratings = ratings_of(session, person_ids=person_ids)
    found = _read(session, actor, person_ids, targets, ratings)
    persons = people(session, person_ids)
    every = [target for each in person_ids for target in targets[each] if target.competency_id in found.competencies]
    rows = [_row(found, target) for target in every]
    by_person: dict[int, list[ProfileRow]] = {}
    for row in with_what_is_left(session, actor, rows) if with_left else rows:
        by_person.setdefault(row.person_id, []).append(row)
    return {each: Profile(persons[each], tuple(by_person.get(each, ())), _held(found, each)) for each in person_ids}


def _read(
    session: WorkspaceSession,
    actor: Actor,
    person_ids: Sequence[int],
    targets: Mapping[int, Sequence[EffectiveTarget]],
    ratings: Mapping[Pair, RatingView],
) -> _Found:
    targeted = {(target.person_id, target.competency_id) for each in targets.values() for target in each}
    pairs = targeted | ratings.keys()
    ids = sorted({competency_id for _, competency_id in pairs})
    known = _in_parts(competencies, session, ids)
    return _Found(
        ratings,
        validity_of(session, pairs, today_by_person=days_of(session, person_ids), ratings=ratings),
        _seen(session, actor, person_ids, known),
        _in_parts(scales_of, session, ids),
    )


def _in_parts(query: Any, session: WorkspaceSession, ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), CHUNK):
        found |= query(session, ids[start : start + CHUNK])
    return found


def _seen(
    session: WorkspaceSession, actor: Actor, person_ids: Sequence[int], known: Mapping[int, CompetencyView]
) -> dict[int, CompetencyView]:
    """What the actor sees of these: all of their own, of others what their tier lets them."""
    if list(person_ids) == [actor.person_id] or sees_all_tiers(session, actor):
        return dict(known)
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return {each: view for each, view in known.items() if may_see_tier(view.access_tier, tier)}


def _row(found: _Found, target: EffectiveTarget) -> ProfileRow:
    pair = (target.person_id, target.competency_id)
    competency, scale = found.competencies[target.competency_id], found.scales[target.competency_id]
    rating, standing = found.ratings.get(pair), found.standings[pair]
    has = rating.value if rating else None
    status = status_of(target.value, has, standing.validity, scale=scale, exempt=target.exempt)
    return ProfileRow(
        target.person_id,
        competency,
        scale,
        has,
        target.value,
        target.due_on,
        status,
        standing,
        rating.since if rating else None,
        target.sources,
        exempt_until=target.exempt_until if target.exempt else None,
    )


def _held(found: _Found, person_id: int) -> tuple[HeldSkill, ...]:
    held = [
        HeldSkill(found.competencies[competency_id], rating.value, found.standings[person, competency_id], rating.since)
        for (person, competency_id), rating in found.ratings.items()
        if person == person_id and rating.proficient and rating.value and competency_id in found.competencies
    ]
    return tuple(sorted(held, key=lambda each: each.competency.name.casefold()))


def is_gap(row: ProfileRow) -> bool:
    """Whether something is left to do: required and not met."""
    return row.status != GapStatus.NOT_REQUIRED and not row.met
