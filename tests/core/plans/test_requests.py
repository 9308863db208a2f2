"""Drafts and their approval: who is asked, who may decide, what follows, one decision whoever presses at once."""

from __future__ import annotations

import pytest

from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import Capability, ContextKind, RoleContext, add_role, give_role
from core.people.service import set_state
from core.plans import (
    PlanDetails,
    PlanState,
    RequestState,
    accept_plan,
    activate_plan,
    add_to_plan,
    approvers_of,
    comment_on_plan,
    draft_plan,
    plan,
    plans_of,
    reject_plan,
    request,
    request_approval,
    request_steps,
    require_sight,
    sees_plan,
    start_approval,
    undo_plan_step,
    waiting_requests,
)
from core.targets import targets_of
from tests.bot.asking import messages_to
from tests.builders import a_person, a_skill
from tests.conftest import House


class Firm:
    """Anna under Ben under Dina; Petra administers plans, Ada is admin, Erik is a peer; Anna has a draft."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.writing() as session:
            self.dina = a_person(session, "Dina Dahl")
            self.ben = a_person(session, "Ben Dahl", manager=self.dina)
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.erik = a_person(session, "Erik Moe", manager=self.ben)
            self.petra = a_person(session, "Petra Lund", role="plan_admin")
            self.ada = a_person(session, "Ada Vik", role="admin")
            self.fire = a_skill(session, "Fire safety")
            self.plan = draft_plan(session, house.as_(self.anna), self.anna, PlanDetails("Mine"), [self.fire])

    def ask(self) -> int:
        with self.house.writing() as session:
            return request_approval(session, self.house.as_(self.anna), self.plan).request_id

    def told(self, person_id: int) -> list[str]:
        return [each.kind for each in messages_to(self.house, person_id) if each.kind.startswith("plan_")]


@pytest.fixture
def firm(house: House) -> Firm:
    return Firm(house)


@pytest.mark.rule("plans/own")
def test_ones_own_plan_is_a_draft_and_its_approval_is_asked_of_the_nearest_who_may(firm: Firm) -> None:
    house = firm.house
    with house.reading() as session:
        assert plan(session, firm.plan).state == PlanState.DRAFT
        assert approvers_of(session, firm.anna) == [firm.ben, firm.dina, firm.petra, firm.ada]
    request_id = firm.ask()
    with house.writing() as session:
        found = request(session, request_id)
        assert (found.state, found.approver_id) == (RequestState.WAITING, firm.ben)
        with pytest.raises(Conflict, match="It waits for Ben"):
            request_approval(session, house.as_(firm.anna), firm.plan)
        with pytest.raises(Refused, match="asked by whose plan it is"):
            request_approval(session, house.as_(firm.ben), firm.plan)
        empty = draft_plan(session, house.as_(firm.anna), firm.anna, PlanDetails("Empty"))
        with pytest.raises(Invalid, match="has no competencies yet"):
            request_approval(session, house.as_(firm.anna), empty)
    assert firm.told(firm.ben) == ["plan_asked"]
    assert firm.told(firm.dina) == []


@pytest.mark.rule("plans/own")
def test_who_holds_plan_manage_own_activates_their_own_and_nobody_else_does(firm: Firm) -> None:
    house = firm.house
    with house.writing() as session:
        with pytest.raises(Refused):
            activate_plan(session, house.as_(firm.anna), firm.plan)
        with pytest.raises(NotFound):
            activate_plan(session, house.as_(firm.erik), firm.plan)
        role = add_role(session, house.operator, "self-manager", [Capability.PLAN_MANAGE_OWN])
        give_role(session, house.operator, firm.anna, role, RoleContext(ContextKind.SITE))
    with house.writing() as session:
        activate_plan(session, house.as_(firm.anna), firm.plan)
        add_to_plan(session, house.as_(firm.anna), firm.plan, [a_skill(session, "First aid")])
    with house.reading() as session:
        assert plan(session, firm.plan).state == PlanState.ACTIVE
        assert len(targets_of(session, [firm.anna])[firm.anna]) == 2


@pytest.mark.rule("plans/approve")
@pytest.mark.rule("plans/states")
def test_a_holder_of_plan_approve_starts_and_accepts_and_the_plan_is_active_at_once(firm: Firm) -> None:
    house, request_id = firm.house, firm.ask()
    with house.writing() as session:
        for refused in (firm.erik, firm.anna):
            with pytest.raises((Refused, NotFound)):
                start_approval(session, house.as_(refused), request_id)
        start_approval(session, house.as_(firm.dina), request_id)
        assert request(session, request_id).state == RequestState.IN_REVIEW
        assert plan(session, firm.plan).state == PlanState.DRAFT
        with pytest.raises(Conflict, match="In review by Dina"):
            accept_plan(session, house.as_(firm.ben), request_id)
        accept_plan(session, house.as_(firm.dina), request_id, "Good")
    with house.reading() as session:
        assert request(session, request_id).state == RequestState.ACCEPTED
        assert plan(session, firm.plan).state == PlanState.ACTIVE
        assert [each.competency_id for each in targets_of(session, [firm.anna])[firm.anna]] == [firm.fire]
        assert waiting_requests(session, house.as_(firm.ben), limit=10) == ([], 0)
    with house.writing() as session, pytest.raises(Conflict, match="Accepted by Dina"):
        reject_plan(session, house.as_(firm.ben), request_id, "No")


@pytest.mark.rule("plans/approve")
@pytest.mark.rule("plans/states")
def test_a_rejected_draft_stays_one_and_the_same_request_waits_again(firm: Firm) -> None:
    house, request_id = firm.house, firm.ask()
    with house.writing() as session:
        with pytest.raises(Invalid, match="Why"):
            reject_plan(session, house.as_(firm.ben), request_id, "  ")
        reject_plan(session, house.as_(firm.ben), request_id, "Add first aid.")
        assert plan(session, firm.plan).state == PlanState.DRAFT
        assert request(session, request_id).state == RequestState.REJECTED
        assert targets_of(session, [firm.anna])[firm.anna] == ()
    assert firm.ask() == request_id
    with house.reading() as session:
        assert request(session, request_id).round == 2
        assert [each.kind for each in request_steps(session, request_id)] == ["asked", "rejected", "asked"]
    assert firm.told(firm.ben) == ["plan_asked", "plan_asked"]
    assert firm.told(firm.anna) == ["plan_said"]


@pytest.mark.rule("review/messages")
def test_every_comment_and_decision_is_told_to_the_person_always_and_never_to_its_author(firm: Firm) -> None:
    house, request_id = firm.house, firm.ask()
    with house.writing() as session:
        comment_on_plan(session, house.as_(firm.ben), request_id, "By when?")
    assert firm.told(firm.anna) == ["plan_said"]
    with house.writing() as session:
        comment_on_plan(session, house.as_(firm.anna), request_id, "By summer.")
        with pytest.raises((Refused, NotFound)):
            comment_on_plan(session, house.as_(firm.erik), request_id, "Me too")
    assert firm.told(firm.anna) == ["plan_said"]
    assert firm.told(firm.ben) == ["plan_asked", "plan_said"]
    with house.writing() as session:
        accept_plan(session, house.as_(firm.ben), request_id)
    assert firm.told(firm.anna) == ["plan_said", "plan_said"]
    assert firm.told(firm.ben) == ["plan_asked", "plan_said"]


def test_a_decision_is_undone_by_who_made_it_until_somebody_goes_on(firm: Firm) -> None:
    house, request_id = firm.house, firm.ask()
    with house.writing() as session:
        step = accept_plan(session, house.as_(firm.ben), request_id).step_id
        with pytest.raises(NotFound):
            undo_plan_step(session, house.as_(firm.dina), step)
        undo_plan_step(session, house.as_(firm.ben), step)
        assert plan(session, firm.plan).state == PlanState.DRAFT
        assert request(session, request_id).state == RequestState.WAITING
        assert targets_of(session, [firm.anna])[firm.anna] == ()
        rejected = reject_plan(session, house.as_(firm.ben), request_id, "No").step_id
        request_approval(session, house.as_(firm.anna), firm.plan)
        with pytest.raises(Conflict, match="Can't undo"):
            undo_plan_step(session, house.as_(firm.ben), rejected)


def test_a_request_in_the_hands_of_somebody_deactivated_waits_for_the_next(firm: Firm) -> None:
    house, request_id = firm.house, firm.ask()
    with house.writing() as session:
        start_approval(session, house.as_(firm.ben), request_id)
    with house.writing() as session:
        set_state(session, house.operator, firm.ben, active=False)
    with house.reading() as session:
        found = request(session, request_id)
        assert (found.state, found.approver_id) == (RequestState.WAITING, firm.dina)
    assert firm.told(firm.dina) == ["plan_asked"]


@pytest.mark.rule("privacy/details")
def test_plans_are_seen_by_their_owner_who_supervises_them_plan_admins_and_admins_and_by_no_peer(firm: Firm) -> None:
    house = firm.house
    with house.reading() as session:
        seen = {
            name: sees_plan(session, house.as_(getattr(firm, name)), firm.anna)
            for name in ("anna", "ben", "dina", "petra", "ada", "erik")
        }
        assert seen == dict.fromkeys(seen, True) | {"erik": False}
        with pytest.raises(Refused, match="Plans are shown to their owner"):
            require_sight(session, house.as_(firm.erik), firm.anna)
        assert plans_of(session, [firm.erik]) == []

