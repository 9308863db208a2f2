"""Plans of which everything is met now: who has them, and who manages them, are offered to complete them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from core.db import WorkspaceSession
from core.people import Actor, Capability, allows, over, supervisors_of
from core.plans.items import items_of, tallies_of, wanted_items
from core.plans.queries import PlanView, plans, plans_of
from core.plans.rules import PlanState, Tallied


@dataclass(frozen=True)
class Ready:
    """A plan that is ready to be completed; `mark` differs once it asks for something else, or is active anew."""

    plan: PlanView
    manager_id: int | None
    mark: str


def ready_among(
    session: WorkspaceSession, person_ids: Iterable[int], competency_ids: Collection[int] | None = None
) -> list[Ready]:
    """The active plans of these people that are ready: of those that ask for one of these competencies, or all."""
    found = {each.id: each for each in plans_of(session, person_ids, PlanState.ACTIVE)}
    return _ready(session, found, None if competency_ids is None else set(competency_ids)) if found else []


def ready_of(session: WorkspaceSession, plan_ids: Iterable[int]) -> list[Ready]:
    """Those of these plans that are active and ready."""
    found = {each.id: each for each in plans(session, plan_ids).values() if each.active}
    return _ready(session, found, None) if found else []


def _ready(session: WorkspaceSession, views: dict[int, PlanView], skills: set[int] | None) -> list[Ready]:
    items = wanted_items(session, list(views))
    asked = {each: {item.competency_id for item in items[each]} for each in views}
    looked_at = [each for each in views if skills is None or asked[each] & skills]
    tallies = tallies_of(session, looked_at) if looked_at else {}
    met = [views[each] for each, tally in tallies.items() if tally.all_met]
    return [Ready(each, manager_of(session, each), _mark(each, asked[each.id])) for each in met]


def manager_of(session: WorkspaceSession, view: PlanView) -> int | None:
    """The nearest of those who supervise the plan's person and may complete it, else who made it, if they may."""
    above = supervisors_of(session, view.person_id)
    maker = [view.made_by_id] if view.made_by_id not in (None, view.person_id) else []
    for each in (*above, *maker):
        actor = Actor(session.workspace_id, each)
        if allows(session, actor, Capability.PLAN_MANAGE, over(view.person_id)):
            return each
    return None


def tally_of(session: WorkspaceSession, view: PlanView) -> Tallied:
    """How far a plan is, a completed one as it was then."""
    if view.live:
        return tallies_of(session, [view.id])[view.id]
    return view.frozen or Tallied(0, len(items_of(session, [view])[view.id]))


def _mark(view: PlanView, skills: Collection[int]) -> str:
    asked = ",".join(map(str, sorted(skills)))
    return f"{view.standing_id}:{sha256(asked.encode()).hexdigest()[:12]}"
