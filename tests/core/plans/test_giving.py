"""Giving plans: one, several, a cohort kept in step; who has one gets no second."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Conflict, Invalid, Refused
from core.people import (
    ContextKind,
    GroupKind,
    RoleContext,
    add_category,
    create_group,
    give_role,
    join_group,
    leave_group,
    put_into_group,
    set_tier,
)
from core.plans import (
    PlanState,
    TemplateDetails,
    add_to_template,
    complete_plan,
    create_template,
    draft_from_template,
    edit_template,
    give_plans,
    plan_giving,
    plans_of,
    sync_group,
    take_back_plans,
    unlink_plan,
    wanted_items,
)
from core.targets import targets_of
from tests.builders import a_person, a_skill, a_template
from tests.conftest import House


def states(house: House, person_id: int) -> list[PlanState]:
    with house.reading() as session:
        return [each.state for each in plans_of(session, [person_id])]


@pytest.mark.rule("plans/from-template")
def test_who_has_the_plan_gets_no_second_whatever_became_of_it(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        people = [a_person(session, each) for each in ("Anna", "Omar", "Tuva", "Erik")]
        first = give_plans(session, house.operator, made, people[:3]).plan_ids
        complete_plan(session, house.operator, first[1])
        unlink_plan(session, house.operator, first[2])
        again = plan_giving(session, house.operator, made, [*people, people[3]])
        assert again.already == tuple(people[:3])
        assert again.new == (people[3],)
        assert len(give_plans(session, house.operator, made, people).plan_ids) == 1
        assert give_plans(session, house.operator, made, people).plan_ids == ()
    assert [states(house, each) for each in people] == [
        [PlanState.ACTIVE], [PlanState.COMPLETED], [PlanState.ACTIVE], [PlanState.ACTIVE],
    ]


@pytest.mark.rule("plans/from-template")
def test_only_those_whose_plans_one_manages_get_one(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        ben = a_person(session, "Ben Dahl")
        anna, erik = a_person(session, "Anna Berg", manager=ben), a_person(session, "Erik Moe")
        done = give_plans(session, house.as_(ben), made, [anna, erik, ben])
        assert done.giving.new == (anna,)
        assert done.giving.not_managed == (erik, ben)
        with pytest.raises(Refused, match="you don't supervise Erik"):
            give_plans(session, house.as_(ben), made, [erik])
        with pytest.raises(Invalid, match="nobody was named"):
            give_plans(session, house.as_(ben), made, [])
    assert states(house, erik) == states(house, ben) == []


def test_a_template_that_is_over_or_empty_gives_no_plans(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        dated = a_template(session, "Dated", a_skill(session), due_on=date(2026, 11, 24))
        empty = a_template(session, "Empty")
        with pytest.raises(Invalid, match="has no competencies yet"):
            give_plans(session, house.operator, empty, [anna])
        give_plans(session, house.operator, dated, [anna])
    house.clock.forward(days=1)
    with house.writing() as session:
        omar = a_person(session, "Omar Aziz")
        with pytest.raises(Conflict, match="was due on 24 November 2026"):
            give_plans(session, house.operator, dated, [omar])


def test_a_competency_above_somebodys_tier_is_left_out_of_their_plan_and_named(house: House) -> None:
    with house.writing() as session:
        open_one, secret = a_skill(session, "Fire safety"), a_skill(session, "Vault codes", access_tier=2)
        made = a_template(session, "Safety", open_one, secret)
        low, high = a_person(session, "Anna"), a_person(session, "Omar")
        set_tier(session, house.operator, high, 2)
        giving = plan_giving(session, house.operator, made, [low, high])
        assert giving.above_tier == ((secret, (low,)),)
        ids = give_plans(session, house.operator, made, [low, high]).plan_ids
        found = wanted_items(session, ids)
        assert [[each.competency_id for each in found[plan_id]] for plan_id in ids] == [
            [open_one], [open_one, secret],
        ]
    with house.writing() as session:
        set_tier(session, house.operator, low, 2)
    with house.reading() as session:
        assert sorted(each.competency_id for each in targets_of(session, [low])[low]) == [open_one, secret]


def test_plans_just_given_are_taken_back_with_their_targets_unless_one_was_changed(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        anna, omar = a_person(session), a_person(session, "Omar Aziz")
        ids = give_plans(session, house.operator, made, [anna, omar]).plan_ids
    with house.writing() as session:
        take_back_plans(session, house.operator, ids[:1])
    with house.reading() as session:
        assert plans_of(session, [anna]) == []
        assert targets_of(session, [anna, omar])[anna] == ()
        assert len(targets_of(session, [omar])[omar]) == 1
    with house.writing() as session:
        assert len(give_plans(session, house.operator, made, [anna]).plan_ids) == 1
        complete_plan(session, house.operator, ids[1])
    with house.writing() as session, pytest.raises(Conflict, match="changed since"):
        take_back_plans(session, house.operator, ids[1:])


@pytest.mark.rule("plans/sync")
def test_a_cohort_kept_in_step_gives_each_member_without_one_a_plan_and_an_unlinked_one_is_not_made_again(
    house: House,
) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        crew = create_group(session, house.operator, GroupKind.COHORT, "Crew")
        anna, omar, tuva = (a_person(session, each) for each in ("Anna", "Omar", "Tuva"))
        put_into_group(session, house.operator, crew, [anna, omar])
        [has] = give_plans(session, house.operator, made, [anna]).plan_ids
        unlink_plan(session, house.operator, has)
        done = sync_group(session, house.operator, made, crew)
        assert done.giving.already == (anna,)
        assert len(done.plan_ids) == 1
    with house.writing() as session:
        join_group(session, house.operator, crew, tuva)
        leave_group(session, house.operator, crew, anna)
    with house.writing() as session:
        join_group(session, house.operator, crew, anna)
    with house.reading() as session:
        assert len(plans_of(session, [anna])) == len(plans_of(session, [omar])) == len(plans_of(session, [tuva])) == 1
        assert not plans_of(session, [anna])[0].linked
        assert targets_of(session, [tuva])[tuva] != ()


def test_leaving_the_cohort_leaves_the_plan_and_syncing_again_adds_nothing(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        crew = create_group(session, house.operator, GroupKind.COHORT, "Crew")
        anna = a_person(session)
        join_group(session, house.operator, crew, anna)
        sync_group(session, house.operator, made, crew)
        assert sync_group(session, house.operator, made, crew).plan_ids == ()
    with house.writing() as session:
        leave_group(session, house.operator, crew, anna)
    assert states(house, anna) == [PlanState.ACTIVE]


def test_who_manages_templates_of_a_category_alone_keeps_no_cohort_in_step(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        petra = a_person(session, "Petra Lund")
        give_role(session, house.operator, petra, "plan_admin", RoleContext(ContextKind.CATEGORY, safety))
        details = TemplateDetails("Fire", None, safety)
        made = create_template(session, house.as_(petra), details, [a_skill(session)])
        crew = create_group(session, house.operator, GroupKind.COHORT, "Crew")
        join_group(session, house.operator, crew, a_person(session))
        with pytest.raises(Refused, match="you don't manage the plans of all in that group"):
            sync_group(session, house.as_(petra), made, crew)


def test_a_draft_from_a_template_follows_it_and_is_no_target_until_it_is_active(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire"), a_skill(session, "Aid")
        made = a_template(session, "Safety", fire)
        anna = a_person(session)
        draft = draft_from_template(session, house.as_(anna), made)
        add_to_template(session, house.operator, made, [aid])
        assert [each.competency_id for each in wanted_items(session, [draft])[draft]] == [fire, aid]
        with pytest.raises(Conflict, match="You have a plan from Safety already"):
            draft_from_template(session, house.as_(anna), made)
    with house.reading() as session:
        assert targets_of(session, [anna])[anna] == ()


def test_members_who_join_once_the_template_is_over_get_their_plan_when_it_has_a_new_date(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session), due_on=date(2026, 11, 24))
        crew = create_group(session, house.operator, GroupKind.COHORT, "Crew")
        sync_group(session, house.operator, made, crew)
    house.clock.forward(days=1)
    with house.writing() as session:
        anna = a_person(session)
        join_group(session, house.operator, crew, anna)
    assert states(house, anna) == []
    with house.writing() as session:
        edit_template(session, house.operator, made, TemplateDetails("Safety", date(2027, 3, 1)))
    assert states(house, anna) == [PlanState.ACTIVE]
