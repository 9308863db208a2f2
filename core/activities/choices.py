"""What an editor may put on activities, and what is out because it is there already or was rejected."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select

from core.activities.models import SkillLink, Suggestion
from core.activities.service.scope import elsewhere_for
from core.activities.suggestion_rules import REJECTED, Choice
from core.db import WorkspaceSession
from core.frameworks import (
    CompetencyCategory,
    CompetencyView,
    competencies,
    may_see_tier,
    sees_all_tiers,
    visible_ids,
)
from core.frameworks.models import Competency
from core.people import Actor, access_tier_of


def choice_for(
    session: WorkspaceSession, actor: Actor, activity_id: int, among: Collection[int] | None = None
) -> Choice:
    """What the actor may put on this activity, and what is out because it is on it or was rejected for it.

    Whoever sees a skill may select it: tiers hide a skill from an editor just where they bar it (people/tier-select).
    With `among` only these skills are looked at, which spares reading a large catalogue.
    """
    return choices_for(session, actor, [activity_id], among)[activity_id]


def choices_for(
    session: WorkspaceSession, actor: Actor, activity_ids: Collection[int], among: Collection[int] | None = None
) -> dict[int, Choice]:
    """As `choice_for`, for some hundred activities with a few queries."""
    selectable = frozenset(_selectable(session, actor, among))
    outside = elsewhere_for(session, activity_ids)
    linked, rejected = _linked(session, activity_ids), _rejected(session, activity_ids)
    return {
        each: Choice(
            selectable=selectable - outside[each] if outside[each] else selectable,
            linked=frozenset(linked.get(each, ())),
            rejected=frozenset(rejected.get(each, ())),
        )
        for each in activity_ids
    }


def seen_by(session: WorkspaceSession, actor: Actor, ids: Iterable[int]) -> dict[int, CompetencyView]:
    """Those of the competencies that tiers don't hide from the actor."""
    found = competencies(session, ids)
    if not found:
        return {}
    tier = access_tier_of(session, actor.person_id) if actor.person_id is not None else None
    sees_all = sees_all_tiers(session, actor)
    return {key: view for key, view in found.items() if may_see_tier(view.access_tier, tier, sees_all=sees_all)}


def _selectable(session: WorkspaceSession, actor: Actor, among: Collection[int] | None) -> set[int]:
    if among is None:
        return visible_ids(session, actor, category=CompetencyCategory.SKILL)
    seen = seen_by(session, actor, among)
    return {key for key, view in seen.items() if view.active and view.category == CompetencyCategory.SKILL}


def _linked(session: WorkspaceSession, activity_ids: Collection[int]) -> dict[int, set[int]]:
    """Skills on these activities, whoever reads; competencies of other categories are not counted."""
    query = (
        select(SkillLink.activity_id, SkillLink.competency_id)
        .join(Competency, Competency.id == SkillLink.competency_id)
        .where(
            SkillLink.activity_id.in_(list(activity_ids)),
            SkillLink.in_force(session.now),
            Competency.category == str(CompetencyCategory.SKILL),
        )
    )
    return _gathered(session.execute(query).all())


def _rejected(session: WorkspaceSession, activity_ids: Collection[int]) -> dict[int, set[int]]:
    query = select(Suggestion.activity_id, Suggestion.competency_id).where(
        Suggestion.activity_id.in_(list(activity_ids)), Suggestion.status == REJECTED
    )
    return _gathered(session.execute(query).all())


def _gathered(pairs: Iterable[Collection[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for activity_id, competency_id in pairs:
        found.setdefault(activity_id, set()).add(competency_id)
    return found
