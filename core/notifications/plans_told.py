"""Who is told of plans: given, ready to be completed, completed; and of requests for approval (review/messages)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.achievements import RatingsChanged
from core.db import WorkspaceSession
from core.events import Fact
from core.notifications.outbox import Telling, refresh, tell, tell_many
from core.notifications.settings import NoticeKind
from core.people import Actor
from core.plans import (
    PlanRequestChanged,
    PlansChanged,
    PlansCompleted,
    PlansMade,
    PlanState,
    PlanStepKind,
    PlansWithdrawn,
    Ready,
    ready_among,
    ready_of,
)

PLANS = str(NoticeKind.PLANS)
PLAN_ASKED, PLAN_SAID = "plan_asked", "plan_said"
PLAN, PLAN_STEP = "plan", "plan_step"
GIVEN, READY, COMPLETED = "given", "ready", "completed"

CHUNK = 900


def tell_of_plans(session: WorkspaceSession, actor: Actor, fact: PlansMade) -> None:
    """Tell everyone who was given a plan, once; nobody of what they made, nor of what came from a file."""
    if not fact.told or actor.kind == "operator" or fact.state != PlanState.ACTIVE:
        return
    pairs = zip(fact.plan_ids, fact.person_ids, strict=True)
    tell_many(
        session,
        [
            _telling(person_id, plan_id, GIVEN, by=actor.person_id)
            for plan_id, person_id in pairs
            if person_id != actor.person_id
        ],
    )


def rewrite_told_plans(session: WorkspaceSession, _actor: Actor, fact: PlansChanged | PlansWithdrawn) -> None:
    """Have the messages about these plans rewritten as they stand now; offer those to complete that are ready."""
    refresh(session, PLAN, fact.plan_ids)
    if isinstance(fact, PlansChanged):
        for start in range(0, len(fact.plan_ids), CHUNK):
            _offer(session, ready_of(session, fact.plan_ids[start : start + CHUNK]))


def tell_of_completed(session: WorkspaceSession, actor: Actor, fact: PlansCompleted) -> None:
    """Tell those whose plans somebody else, or the due date, completed; all copies settle."""
    refresh(session, PLAN, fact.plan_ids)
    pairs = zip(fact.plan_ids, fact.person_ids, strict=True)
    tell_many(
        session,
        [
            _telling(person_id, plan_id, COMPLETED, by=actor.person_id)
            for plan_id, person_id in pairs
            if person_id != actor.person_id
        ],
    )


def offer_met_plans(session: WorkspaceSession, _actor: Actor, fact: RatingsChanged) -> None:
    """Offer the plans to complete of which the last item is met by these ratings (plans/complete)."""
    _offer_to(session, fact.person_ids, fact.competency_ids)


def offer_renewed_plans(session: WorkspaceSession, _actor: Actor, fact: Fact) -> None:
    """The same, where a qualification was renewed or verified, or somebody was exempted."""
    _offer_to(session, sorted(fact.people()), None)


def tell_of_request(session: WorkspaceSession, actor: Actor, fact: PlanRequestChanged) -> None:
    """Tell the approver of what is asked, the person of every word and decision, never its author."""
    refresh(session, PLAN, [fact.plan_id])
    if fact.undone:
        refresh(session, PLAN_STEP, [fact.step_id])
        return
    if fact.step in (PlanStepKind.ASKED, PlanStepKind.HANDED_BACK):
        _ask(session, fact)
        return
    recipient = _hearing(fact, actor)
    if recipient is None or recipient == actor.person_id:
        return
    tell(
        session,
        recipient,
        PLAN_SAID,
        {"request": fact.request_id, "step": fact.step_id},
        key=f"{PLAN_SAID}:{recipient}:{fact.step_id}",
        subjects=[(PLAN_STEP, fact.step_id), (PLAN, fact.plan_id)],
    )


def _hearing(fact: PlanRequestChanged, actor: Actor) -> int | None:
    """Whom a step is told: the person, but their own comment to who approves."""
    if fact.step in (PlanStepKind.ACCEPTED, PlanStepKind.REJECTED):
        return fact.person_id
    if fact.step == PlanStepKind.COMMENT:
        return fact.approver_id if actor.person_id == fact.person_id else fact.person_id
    return None


def _ask(session: WorkspaceSession, fact: PlanRequestChanged) -> None:
    if fact.approver_id is None:
        return
    tell(
        session,
        fact.approver_id,
        PLAN_ASKED,
        {"request": fact.request_id, "round": fact.round},
        key=f"{PLAN_ASKED}:{fact.request_id}:{fact.round}:{fact.approver_id}",
        subjects=[(PLAN, fact.plan_id)],
    )


def _offer_to(session: WorkspaceSession, person_ids: Sequence[int], skills: Sequence[int] | None) -> None:
    people = sorted(set(person_ids))
    for start in range(0, len(people), CHUNK):
        _offer(session, ready_among(session, people[start : start + CHUNK], skills))


def _offer(session: WorkspaceSession, found: Iterable[Ready]) -> None:
    """Offer each ready plan to who has it and who manages it, once for what it asks for."""
    tellings = []
    for each in found:
        for recipient in {each.plan.person_id, each.manager_id} - {None}:
            key = f"{PLANS}:{READY}:{each.plan.id}:{recipient}:{each.mark}"
            refs = {"what": READY, "plan": each.plan.id}
            tellings.append(Telling(int(recipient or 0), PLANS, refs, key=key, subjects=[(PLAN, each.plan.id)]))
    tell_many(session, tellings)


def _telling(recipient: int, plan_id: int, what: str, *, by: int | None) -> Telling:
    refs = {"what": what, "plan": plan_id, "by": by}
    key = f"{PLANS}:{what}:{plan_id}:{recipient}" if what == GIVEN else None
    return Telling(recipient, PLANS, refs, key=key, subjects=[(PLAN, plan_id)])
