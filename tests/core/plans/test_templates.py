"""Templates: made, changed, and reaching the plans that follow them."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import ContextKind, RoleContext, add_category, give_role
from core.plans import (
    PlanState,
    TemplateDetails,
    activate_plan,
    add_to_plan,
    add_to_template,
    competencies_of,
    complete_plan,
    create_template,
    draft_from_template,
    edit_template,
    give_plans,
    plan,
    plans_of,
    remove_template,
    restore_template,
    take_off_plan,
    take_off_template,
    template,
    templates,
    unlink_plan,
    wanted_items,
)
from core.targets import targets_of
from tests.builders import a_person, a_skill, a_template
from tests.conftest import House


def asks_for(house: House, plan_id: int) -> list[int]:
    with house.reading() as session:
        return [each.competency_id for each in wanted_items(session, [plan_id])[plan_id]]


def targeted(house: House, person_id: int) -> list[int]:
    with house.reading() as session:
        return sorted(each.competency_id for each in targets_of(session, [person_id])[person_id])


@pytest.mark.rule("plans/template")
def test_a_template_is_a_named_list_of_competencies_with_an_optional_due_date(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        admin = a_person(session, "Petra Lund", role="plan_admin")
        dated = create_template(session, house.as_(admin), TemplateDetails("Safety", date(2026, 11, 24)), [fire])
        bare = create_template(session, house.as_(admin), TemplateDetails("Basics"))
        add_to_template(session, house.as_(admin), dated, [aid, fire])
        take_off_template(session, house.as_(admin), dated, [fire])
    with house.reading() as session:
        assert template(session, dated).due_on == date(2026, 11, 24)
        assert template(session, bare).due_on is None
        assert [each.idnumber for each in templates(session)] == ["T-2", "T-1"]
        assert competencies_of(session, [dated, bare]) == {dated: [aid], bare: []}


def test_a_name_or_number_that_is_taken_and_a_past_date_are_refused(house: House) -> None:
    with house.writing() as session:
        a_template(session, "Safety", idnumber="S-1")
        operator = house.operator
        with pytest.raises(Conflict, match="There is a template Safety already"):
            create_template(session, operator, TemplateDetails("safety"))
        with pytest.raises(Conflict, match="The id number S-1 is that of Safety"):
            create_template(session, operator, TemplateDetails("Other", idnumber="S-1"))
        with pytest.raises(Invalid, match="23 November 2026 is past"):
            create_template(session, operator, TemplateDetails("Late", date(2026, 11, 23)))
        with pytest.raises(Invalid, match="It needs a name"):
            create_template(session, operator, TemplateDetails("  "))


@pytest.mark.rule("plans/template")
def test_a_template_of_a_category_is_edited_by_who_manages_templates_there_and_by_nobody_else(house: House) -> None:
    with house.writing() as session:
        operator = house.operator
        safety, office = add_category(session, operator, "Safety"), add_category(session, operator, "Office")
        petra, anna = a_person(session, "Petra Lund"), a_person(session, "Anna Berg")
        give_role(session, operator, petra, "plan_admin", RoleContext(ContextKind.CATEGORY, safety))
        here = create_template(session, house.as_(petra), TemplateDetails("Fire crew", None, safety))
        edit_template(session, house.as_(petra), here, TemplateDetails("Fire crew 2", None, safety))
        for refused in (
            lambda: create_template(session, house.as_(petra), TemplateDetails("Desk", None, office)),
            lambda: create_template(session, house.as_(petra), TemplateDetails("All")),
            lambda: edit_template(session, house.as_(petra), here, TemplateDetails("Fire crew", None, office)),
            lambda: remove_template(session, house.as_(anna), here),
        ):
            with pytest.raises(Refused):
                refused()
        assert template(session, here).name == "Fire crew 2"


def test_a_hidden_and_a_disabled_competency_go_onto_no_template(house: House) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Vault codes", access_tier=3)
        petra = a_person(session, "Petra Lund", role="plan_admin")
        made = create_template(session, house.as_(petra), TemplateDetails("Safety"))
        with pytest.raises(NotFound):
            add_to_template(session, house.as_(petra), made, [secret])


@pytest.mark.rule("plans/follow")
def test_a_change_reaches_linked_drafts_and_active_plans_and_no_unlinked_or_completed_one(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        made = a_template(session, "Safety", fire)
        people = [a_person(session, each) for each in ("Anna", "Omar", "Tuva", "Erik")]
        [active, unlinked, completed] = give_plans(session, house.operator, made, people[:3]).plan_ids
        draft = draft_from_template(session, house.as_(people[3]), made)
        unlink_plan(session, house.operator, unlinked)
        complete_plan(session, house.operator, completed)
    with house.writing() as session:
        change = add_to_template(session, house.operator, made, [aid])
        assert set(change.plan_ids) == {active, draft}
    assert asks_for(house, active) == [fire, aid]
    assert asks_for(house, draft) == [fire, aid]
    assert asks_for(house, unlinked) == [fire]
    assert targeted(house, people[0]) == [fire, aid]
    assert targeted(house, people[1]) == [fire]
    assert targeted(house, people[3]) == []
    with house.writing() as session:
        take_off_template(session, house.operator, made, [fire])
    assert asks_for(house, active) == [aid]
    assert targeted(house, people[0]) == [aid]
    assert targeted(house, people[2]) == [fire], "what completing left stays a gap"
    assert targeted(house, people[1]) == [fire]


@pytest.mark.rule("plans/follow")
def test_a_new_due_date_reaches_the_plans_and_their_targets(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session), due_on=date(2027, 3, 1))
        anna = a_person(session)
        [plan_id] = give_plans(session, house.operator, made, [anna]).plan_ids
    with house.writing() as session:
        edit_template(session, house.operator, made, TemplateDetails("Safety", date(2027, 4, 1)))
    with house.reading() as session:
        assert plan(session, plan_id).due_on == date(2027, 4, 1)
        assert targets_of(session, [anna])[anna][0].due_on == date(2027, 4, 1)


@pytest.mark.rule("plans/locked")
def test_a_linked_plan_gets_further_competencies_and_keeps_the_templates_until_it_is_unlinked(house: House) -> None:
    with house.writing() as session:
        fire, aid = a_skill(session, "Fire safety"), a_skill(session, "First aid")
        made = a_template(session, "Safety", fire)
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, "Anna Berg", manager=ben)
        [plan_id] = give_plans(session, house.as_(ben), made, [anna]).plan_ids
        add_to_plan(session, house.as_(ben), plan_id, [aid])
        with pytest.raises(Conflict, match=r"Fire safety comes from the template\. Exempt Anna"):
            take_off_plan(session, house.as_(ben), plan_id, [fire])
    assert asks_for(house, plan_id) == [fire, aid]
    assert targeted(house, anna) == [fire, aid]
    with house.writing() as session:
        assert take_off_plan(session, house.as_(ben), plan_id, [aid]) == (aid,)
        unlink_plan(session, house.as_(ben), plan_id)
        assert take_off_plan(session, house.as_(ben), plan_id, [fire]) == (fire,)
    assert asks_for(house, plan_id) == []
    assert targeted(house, anna) == []


def test_a_removed_template_gives_no_plans_and_those_made_stay(house: House) -> None:
    with house.writing() as session:
        made = a_template(session, "Safety", a_skill(session))
        anna, omar = a_person(session), a_person(session, "Omar Aziz")
        give_plans(session, house.operator, made, [anna])
        remove_template(session, house.operator, made)
        with pytest.raises(Conflict, match="was removed"):
            give_plans(session, house.operator, made, [omar])
    with house.reading() as session:
        assert templates(session) == []
        assert [each.state for each in plans_of(session, [anna])] == [PlanState.ACTIVE]
    with house.writing() as session:
        restore_template(session, house.operator, made)
        assert len(give_plans(session, house.operator, made, [omar]).plan_ids) == 1


def test_an_active_plan_takes_no_competency_twice(house: House) -> None:
    with house.writing() as session:
        fire = a_skill(session)
        made = a_template(session, "Safety", fire)
        draft = draft_from_template(session, house.as_(a_person(session)), made)
        activate_plan(session, house.operator, draft)
        assert add_to_template(session, house.operator, made, [fire]).competency_ids == ()
    assert asks_for(house, draft) == [fire]
