"""Completing plans: by hand, by their due date where the person is, what freezes, what stays a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.activities import complete_course, enrol
from core.catalogue.grading import grade
from core.errors import Conflict, Invalid, Refused
from core.frameworks import scale_of
from core.plans import (
    Colour,
    PlanDetails,
    PlanOutcome,
    PlanState,
    PlanView,
    TemplateDetails,
    add_to_plan,
    add_to_template,
    complete_overdue,
    complete_plan,
    draft_plan,
    edit_plan,
    edit_template,
    give_plans,
    items_of,
    overdue_is_due,
    plan,
    ready_of,
    tallies_of,
    undo_completion,
)
from core.targets import DIRECT, grant_exemption, targets_of
from tests.builders import a_certificate, a_course, a_person, a_rating, a_skill, a_template
from tests.conftest import House


def view(house: House, plan_id: int) -> PlanView:
    with house.reading() as session:
        return plan(session, plan_id)


def colours(house: House, plan_id: int) -> dict[str, Colour]:
    with house.reading() as session:
        return {str(each.competency.name): each.colour for each in items_of(session, [plan(session, plan_id)])[plan_id]}


@pytest.mark.rule("plans/complete")
@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Europe/Oslo", datetime(2026, 12, 1, 22, 59, tzinfo=UTC), datetime(2026, 12, 1, 23, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 12, 1, 10, 59, tzinfo=UTC), datetime(2026, 12, 1, 11, 0, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 2, 7, 59, tzinfo=UTC), datetime(2026, 12, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_plan_completes_when_its_due_date_has_passed_where_its_person_is_also_with_unmet_items(
    house: House, zone: str, last: datetime, first: datetime
) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session), due_on=date(2026, 12, 1))
        anna = a_person(session, time_zone=zone)
        [plan_id] = give_plans(session, house.operator, made, [anna]).plan_ids
    house.clock.now = last
    with house.writing() as session:
        assert not overdue_is_due(session)
        assert complete_overdue(session) == 0
    assert view(house, plan_id).state == PlanState.ACTIVE
    house.clock.now = first
    with house.writing() as session:
        assert overdue_is_due(session)
        assert complete_overdue(session) == 1
    done = view(house, plan_id)
    assert (done.state, done.outcome, done.changed_by_id) == (PlanState.COMPLETED, PlanOutcome.PARTLY_MET, None)
    assert done.due_on == date(2026, 12, 1)
    with house.writing() as session:
        assert complete_overdue(session) == 0


@pytest.mark.rule("plans/complete")
def test_a_due_date_in_the_past_is_refused_by_the_persons_day_and_today_is_not(house: House) -> None:
    house.clock.now = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    with house.writing() as session:
        kiwi = a_person(session, "Kiri", time_zone="Pacific/Auckland")
        today = date(2026, 11, 25)
        made = draft_plan(session, house.as_(kiwi), kiwi, PlanDetails("Mine", today), [a_skill(session)])
        with pytest.raises(Invalid, match="24 November 2026 is past"):
            draft_plan(session, house.as_(kiwi), kiwi, PlanDetails("Other", date(2026, 11, 24)))
        with pytest.raises(Invalid, match="is past"):
            edit_plan(session, house.as_(kiwi), made, PlanDetails("Mine", date(2026, 11, 24)))


@pytest.mark.rule("plans/complete")
def test_by_hand_a_manager_completes_any_time_and_the_owner_once_all_is_met(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna, omar = (a_person(session, each, manager=ben) for each in ("Anna", "Omar"))
        fire = a_skill(session)
        made = a_template(session, "Safety", fire)
        first, second = give_plans(session, house.as_(ben), made, [anna, omar]).plan_ids
        with pytest.raises(Refused):
            complete_plan(session, house.as_(anna), first)
        with pytest.raises(Refused):
            complete_plan(session, house.as_(omar), first)
        complete_plan(session, house.as_(ben), first)
        with pytest.raises(Conflict, match="Safety is completed already"):
            complete_plan(session, house.as_(ben), first)
    with house.writing() as session:
        a_rating(session, omar, fire)
    with house.writing() as session:
        assert [each.manager_id for each in ready_of(session, [second])] == [ben]
        assert complete_plan(session, house.as_(omar), second).outcome == PlanOutcome.ALL_MET


@pytest.mark.rule("plans/snapshot")
def test_completing_freezes_what_is_shown_and_what_is_not_met_stays_a_gap(house: House) -> None:
    with house.writing() as session:
        fire, aid, rescue = (a_skill(session, each) for each in ("Fire", "Aid", "Rescue"))
        made = a_template(session, "Safety", fire, aid, rescue, due_on=date(2027, 3, 1))
        anna = a_person(session)
        [plan_id] = give_plans(session, house.operator, made, [anna]).plan_ids
        enrol(session, house.operator, a_course(session, competencies={aid: "complete"}), [anna])
    with house.writing() as session:
        a_rating(session, anna, fire)
    frozen = {"Fire": Colour.MET, "Aid": Colour.COVERED, "Rescue": Colour.OPEN}
    with house.writing() as session:
        done = complete_plan(session, house.operator, plan_id)
        assert done.outcome == PlanOutcome.PARTLY_MET
        assert (done.frozen.met, done.frozen.items) == (1, 3)  # type: ignore[union-attr]
    house.clock.forward(days=1)
    with house.writing() as session:
        a_rating(session, anna, rescue)
        a_rating(session, anna, fire, "Not acquired")
        add_to_template(session, house.operator, made, [a_skill(session, "Later")])
        edit_template(session, house.operator, made, TemplateDetails("Renamed", date(2027, 6, 1)))
    assert colours(house, plan_id) == frozen
    done = view(house, plan_id)
    assert (done.name, done.due_on) == ("Safety", date(2027, 3, 1))
    with house.reading() as session:
        left = targets_of(session, [anna])[anna]
        assert {each.competency_id for each in left} == {aid, rescue}
        assert {source.kind for each in left for source in each.sources} == {DIRECT}
        assert {each.due_on for each in left} == {date(2027, 3, 1)}


def test_a_completion_is_undone_with_all_that_it_did_by_who_did_it(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna", manager=ben)
        fire = a_skill(session)
        made = a_template(session, "Safety", fire)
        [plan_id] = give_plans(session, house.as_(ben), made, [anna]).plan_ids
    house.clock.forward(minutes=1)
    with house.writing() as session:
        complete_plan(session, house.as_(ben), plan_id)
    house.clock.forward(minutes=1)
    with house.writing() as session:
        with pytest.raises(Conflict, match="was changed since"):
            undo_completion(session, house.as_(anna), plan_id)
        undo_completion(session, house.as_(ben), plan_id)
    assert view(house, plan_id).state == PlanState.ACTIVE
    with house.reading() as session:
        [target] = targets_of(session, [anna])[anna]
        assert [each.kind for each in target.sources] == ["plan"]
    with house.writing() as session:
        added = a_skill(session, "Later")
        add_to_template(session, house.operator, made, [added])
    assert set(colours(house, plan_id)) == {"Fire safety", "Later"}


@pytest.mark.rule("plans/colours")
def test_a_certificate_that_runs_out_makes_an_item_brown_again_and_an_exemption_sets_it_aside(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna", manager=ben)
        licence = a_skill(session, "Forklift", category="certification")  # type: ignore[arg-type]
        plan_id = draft_plan(session, house.as_(ben), anna, PlanDetails("Driver"), [licence])
    assert colours(house, plan_id) == {"Forklift": Colour.OPEN}
    with house.writing() as session:
        a_certificate(session, anna, date(2026, 12, 1), of=licence)
    assert colours(house, plan_id) == {"Forklift": Colour.MET}
    house.clock.now = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
    assert colours(house, plan_id) == {"Forklift": Colour.MET}
    house.clock.now = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
    assert colours(house, plan_id) == {"Forklift": Colour.COVERED}, "its evidence is on file"
    with house.writing() as session:
        grant_exemption(
            session, house.as_(ben), anna, [licence], until=date(2026, 12, 31), reason="in the office now"
        )
    assert colours(house, plan_id) == {"Forklift": Colour.NOT_REQUIRED}
    with house.reading() as session:
        assert tallies_of(session, [plan_id])[plan_id].items == 0
        assert ready_of(session, [plan_id]) == [], "nothing required is nothing met"


@pytest.mark.rule("courses/completion-complete")
@pytest.mark.rule("plans/colours")
def test_a_course_that_runs_covers_items_and_completing_it_meets_them_in_every_active_plan_at_once(
    house: House,
) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna", manager=ben)
        fire = a_skill(session, "Fire")
        first = draft_plan(session, house.as_(ben), anna, PlanDetails("One"), [fire])
        second = draft_plan(session, house.as_(ben), anna, PlanDetails("Two"), [fire])
        course_id = a_course(session, competencies={fire: "complete"})
        enrol(session, house.operator, course_id, [anna])
    assert colours(house, first) == colours(house, second) == {"Fire": Colour.COVERED}
    with house.writing() as session:
        complete_course(session, house.operator, course_id, anna)
    assert colours(house, first) == colours(house, second) == {"Fire": Colour.MET}


@pytest.mark.rule("courses/grade")
def test_a_teachers_grade_shows_in_active_plans_at_once(house: House) -> None:
    with house.writing() as session:
        ben, ada = a_person(session, "Ben Dahl"), a_person(session, "Ada Vik", role="admin")
        anna = a_person(session, "Anna", manager=ben)
        fire = a_skill(session, "Fire")
        plan_id = draft_plan(session, house.as_(ben), anna, PlanDetails("One"), [fire])
        course_id = a_course(session, competencies={fire: "evidence"})
        enrol(session, house.operator, course_id, [anna])
    with house.writing() as session:
        value = scale_of(session, fire).named("Acquired").id
        grade(
            session, house.as_(ada), course_id=course_id, person_id=anna, competency_id=fire, scale_value_id=value
        )
    assert colours(house, plan_id) == {"Fire": Colour.MET}


def test_an_exemption_or_a_renewal_that_leaves_nothing_offers_the_plan(house: House) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna", manager=ben)
        fire, aid = a_skill(session, "Fire"), a_skill(session, "Aid")
        plan_id = draft_plan(session, house.as_(ben), anna, PlanDetails("One"), [fire, aid])
    with house.writing() as session:
        a_rating(session, anna, fire)
    assert _offers(house, anna) == 0
    with house.writing() as session:
        grant_exemption(session, house.as_(ben), anna, [aid], until=date(2026, 12, 31), reason="office")
    assert _offers(house, anna) == _offers(house, ben) == 1
    with house.writing() as session:
        add_to_plan(session, house.as_(ben), plan_id, [a_skill(session, "More")])
    with house.writing() as session:
        a_rating(session, anna, fire)
    assert _offers(house, anna) == 1


def _offers(house: House, person_id: int) -> int:
    from tests.bot.asking import messages_to

    told: list[Any] = [each for each in messages_to(house, person_id) if each.kind == "plans"]
    return len([each for each in told if each.refs["what"] == "ready"])
