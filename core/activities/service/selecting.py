"""Which competencies an editor may put on a course or an activity (people/tier-select, skills/disabled-unusable)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.db import WorkspaceSession
from core.errors import Invalid, NotFound
from core.frameworks import CompetencyView, competencies, hold_in_use, sees_all_tiers
from core.people import Actor, access_tier_of
from core.words import say

CHUNK = 900


def to_link(
    session: WorkspaceSession, actor: Actor, competency_ids: Iterable[int]
) -> dict[int, CompetencyView]:
    """As `all_selectable`, and nobody disables them before the transaction ends; see there for what it raises."""
    wanted = sorted(set(competency_ids))
    disabled_by_now = hold_in_use(session, wanted)
    found = all_selectable(session, actor, wanted)
    _check_in_use(each for each in found.values() if each.id in disabled_by_now)
    return found


def all_selectable(
    session: WorkspaceSession, actor: Actor, competency_ids: Iterable[int]
) -> dict[int, CompetencyView]:
    """These competencies, if the actor may select them all and all are in use.

    Raises NotFound for one above the actor's tier, as for one that is not there, and Invalid for a disabled one.
    """
    wanted = sorted(set(competency_ids))
    found: dict[int, CompetencyView] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= competencies(session, wanted[start : start + CHUNK])
    hidden = _above_tier(session, actor, found.values())
    if any(each not in found or each in hidden for each in wanted):
        raise NotFound(say("I don't find that skill."))
    _check_in_use(each for each in found.values() if not each.active)
    return found


def _check_in_use(disabled: Iterable[CompetencyView]) -> None:
    if (first := next(iter(disabled), None)) is not None:
        raise Invalid(say("{skill} is disabled. Enable it first, then it can be linked.", skill=first.name))


def _above_tier(session: WorkspaceSession, actor: Actor, views: Collection[CompetencyView]) -> set[int]:
    tiered = {each.id: each.access_tier for each in views if each.access_tier is not None}
    if not tiered or sees_all_tiers(session, actor):
        return set()
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    return {each for each, needed in tiered.items() if needed > (tier or 0)}
