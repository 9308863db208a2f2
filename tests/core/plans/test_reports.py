"""A template's statistics equal what each plan's page says; coverage begins with all courses, of any day."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from core.activities import put_competencies, take_off_competencies
from core.errors import Refused
from core.find import as_of
from core.people import ContextKind, RoleContext, add_category, give_role, set_tier
from core.plans import (
    Cover,
    PlanState,
    Statistics,
    TemplateDetails,
    add_to_plan,
    add_to_template,
    complete_plan,
    coverage,
    create_template,
    draft_from_template,
    give_plans,
    plan,
    plans_from,
    plans_of,
    statistics,
    tallies_of,
    unlink_plan,
)
from core.plans.rules import average
from core.targets import grant_exemption
from tests.builders import a_certificate, a_course, a_person, a_rating, a_skill, a_template
from tests.conftest import House


def plainly(house: House, template_id: int) -> Decimal | None:
    """The mean of the shares, plan by plan."""
    with house.reading() as session:
        views = plans_from(session, template_id, PlanState.ACTIVE, PlanState.COMPLETED)
        live = tallies_of(session, [each.id for each in views if each.live])
        return average([(each.frozen or live[each.id]).share for each in views])


def asked(house: House, template_id: int) -> Statistics:
    with house.reading() as session:
        return statistics(session, house.operator, template_id)


@pytest.mark.rule("plans/statistics")
def test_statistics_count_active_and_completed_plans_and_their_average_completion(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire"), a_skill(session, "Aid")
        made = a_template(session, "Safety", fire, aid)
        people = [a_person(session, f"Person {each}") for each in range(5)]
    assert asked(house, made).completion is None
    with house.writing() as session:
        ids = give_plans(session, house.operator, made, people[:4]).plan_ids
        draft_from_template(session, house.as_(people[4]), made)
    with house.writing() as session:
        a_rating(session, people[0], fire)
        a_rating(session, people[1], fire)
        a_rating(session, people[1], aid)
        a_rating(session, people[3], fire)
    with house.writing() as session:
        complete_plan(session, house.operator, ids[1])
        unlink_plan(session, house.operator, ids[3])
    found = asked(house, made)
    assert (found.drafts, found.active, found.completed) == (1, 2, 1)
    assert found.completion == Decimal("0.500")


@pytest.mark.rule("plans/unlink")
def test_an_unlinked_plan_leaves_the_templates_reports(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        [one, two] = give_plans(session, house.operator, made, [a_person(session), a_person(session, "Omar")]).plan_ids
        unlink_plan(session, house.operator, one)
        assert statistics(session, house.operator, made).active == 1
        complete_plan(session, house.operator, one)
        complete_plan(session, house.operator, two)
        assert statistics(session, house.operator, made).completed == 1


def test_the_aggregate_equals_the_plain_computation_on_random_plans(house: House) -> None:
    chance = random.Random(7)
    with house.writing() as session:
        skills = [a_skill(session, f"Skill {each}") for each in range(4)]
        licence = a_skill(session, "Licence", category="certification")  # type: ignore[arg-type]
        made = a_template(session, "Safety", *skills, licence)
        boss = a_person(session, "Boss")
        people = [a_person(session, f"Person {each}", manager=boss) for each in range(12)]
        ids = give_plans(session, house.operator, made, people).plan_ids
    with house.writing() as session:
        for person_id, plan_id in zip(people, ids, strict=True):
            for each in chance.sample(skills, chance.randint(0, 4)):
                a_rating(session, person_id, each, chance.choice(["Acquired", "Not acquired"]))
            if chance.random() < 0.5:
                until = chance.choice([None, date(2026, 11, 25), date(2027, 5, 1)])
                a_certificate(session, person_id, until, of=licence)
            if chance.random() < 0.3:
                grant_exemption(
                    session, house.as_(boss), person_id, skills[:1], until=date(2027, 1, 1), reason="elsewhere"
                )
            if chance.random() < 0.3:
                add_to_plan(session, house.operator, plan_id, [a_skill(session, f"Own {plan_id}")])
    assert asked(house, made).completion == plainly(house, made)
    house.clock.forward(days=3)
    assert asked(house, made).completion == plainly(house, made)
    with house.writing() as session:
        for each in ids[::3]:
            complete_plan(session, house.operator, each)
    assert asked(house, made).completion == plainly(house, made)
    with house.writing() as session:
        secret = a_skill(session, "Secret", access_tier=1)
        tiered = a_template(session, "Tiered", skills[0], secret)
        set_tier(session, house.operator, people[0], 1)
        give_plans(session, house.operator, tiered, people[:3])
    assert asked(house, tiered).completion == plainly(house, tiered)


@pytest.mark.rule("plans/coverage")
def test_coverage_begins_with_all_courses_that_carry_one_of_the_competencies_and_leaves_out_what_is_said(
    house: House,
) -> None:
    with house.writing() as session:
        fire, aid, rescue = (a_skill(session, each) for each in ("Fire", "Aid", "Rescue"))
        made = a_template(session, "Safety", fire, aid, rescue)
        both = a_course(session, "Both", competencies={fire: "complete", aid: "evidence"})
        only = a_course(session, "Only", competencies={fire: "recommend"})
        a_course(session, "Listed", competencies={rescue: "none"})
        a_course(session, "Other", competencies={a_skill(session, "Else"): "complete"})
        found = coverage(session, house.operator, made)
        assert [(each.competency.name, len(each.courses), each.cover) for each in found.lines] == [
            ("Fire", 2, Cover.OVER), ("Aid", 1, Cover.EVEN), ("Rescue", 0, Cover.UNDER),
        ]
        assert {each.id for each in found.chosen} == {both, only}
        again = coverage(session, house.operator, made, [both])
        assert [len(each.courses) for each in again.lines] == [1, 0, 0]
        assert ([each.id for each in again.chosen], [each.id for each in again.left_out]) == ([only], [both])


def test_coverage_on_a_past_day_is_what_it_was_then(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session, "Fire")
        made = a_template(session, "Safety", fire)
        course_id = a_course(session, "Fire course", competencies={fire: "complete"})
    then = house.clock.now.date()
    house.clock.forward(days=2)
    with house.writing() as session:
        take_off_competencies(session, house.operator, course_id, [fire])
        put_competencies(session, house.operator, a_course(session, "New one"), {fire: "complete"})
        now = coverage(session, house.operator, made)
    with house.reading() as session, as_of(session, then, "UTC") as earlier:
        past = coverage(earlier, house.operator, made)
    assert [each.name for each in now.chosen] == ["New one"]
    assert [each.name for each in past.chosen] == ["Fire course"]


def test_reports_are_for_who_reads_them_at_the_templates_place(house: House) -> None:
    with house.writing() as session:
        safety = add_category(session, house.operator, "Safety")
        cleo = a_person(session, "Cleo")
        give_role(session, house.operator, cleo, "content_editor", RoleContext(ContextKind.CATEGORY, safety))
        here = create_template(session, house.operator, TemplateDetails("Here", None, safety), [a_skill(session)])
        site = a_template(session, "Site", a_skill(session, "Aid"))
        ben = a_person(session, "Ben")
        assert statistics(session, house.as_(cleo), here).active == 0
        assert coverage(session, house.as_(cleo), here).lines
        for report in (statistics, coverage):
            for actor, made in ((cleo, site), (ben, here), (ben, site)):
                with pytest.raises(Refused):
                    report(session, house.as_(actor), made)


def test_a_plan_reads_on_a_past_day_as_it_was_shown_then(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire"), a_skill(session, "Aid")
        made = a_template(session, "Safety", fire)
        anna = a_person(session)
        [plan_id] = give_plans(session, house.operator, made, [anna]).plan_ids
    day = house.clock.now.date()
    house.clock.forward(days=2)
    with house.writing() as session:
        add_to_template(session, house.operator, made, [aid])
        a_rating(session, anna, fire)
    with house.writing() as session:
        complete_plan(session, house.operator, plan_id)
    with house.reading() as session:
        assert plan(session, plan_id).state == PlanState.COMPLETED
        with as_of(session, day, "UTC") as then:
            assert plan(then, plan_id).state == PlanState.ACTIVE
            assert (tallies_of(then, [plan_id])[plan_id].met, tallies_of(then, [plan_id])[plan_id].items) == (0, 1)
            assert plans_of(then, [anna]) != []
        with as_of(session, date(2026, 11, 1), "UTC") as before:
            assert plans_of(before, [anna]) == []
