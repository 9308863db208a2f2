"""Templates in chat: made, changed, given to people and groups after a dry run, kept in step, reported on."""

from __future__ import annotations

import pytest

from bot.listeners import courses, exporting, plans, reports, templates
from bot.product import Product
from core.errors import Conflict, Invalid, NotFound, Refused
from core.people import GroupKind, create_group, join_group, person
from core.plans import plans_of, wanted_items
from tests.bot.asking import SpelledSkills
from tests.bot.spoken import Spoken, conversations_of, labels
from tests.builders import a_course, a_person, a_rating, a_skill, a_team
from tests.conftest import House


class Firm:
    """Petra, who administers plans; Ben, who manages Anna and Omar of Warehouse; Erik, a peer; three skills."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.conversations = conversations_of(
            plans.register, templates.register, courses.register, exporting.register, reports.register
        )
        with house.writing() as session:
            self.petra = a_person(session, "Petra Lund", role="plan_admin")
            self.ben = a_person(session, "Ben Dahl")
            self.anna, self.omar = (a_person(session, each, manager=self.ben) for each in ("Anna Berg", "Omar Aziz"))
            self.erik = a_person(session, "Erik Moe")
            self.team = a_team(session, "Warehouse", self.anna, self.omar, lead=self.ben)
            self.fire, self.aid, self.rescue = (
                a_skill(session, each) for each in ("Fire safety", "First aid at work", "Rescue")
            )

    def as_(self, person_id: int) -> Spoken:
        product = Product(self.house.engine, None, SpelledSkills(self.house))  # type: ignore[arg-type]
        return Spoken(self.house, product, self.conversations, person_id)

    def mention(self, person_id: int) -> str:
        with self.house.reading() as session:
            return f"<@{person(session, person_id).chat_user_id}>"

    def plans(self, *people: int) -> int:
        with self.house.reading() as session:
            return len(plans_of(session, people))

    def asked_of(self, person_id: int) -> list[int]:
        with self.house.reading() as session:
            [view] = plans_of(session, [person_id])
            return [each.competency_id for each in wanted_items(session, [view.id])[view.id]]


@pytest.fixture
def firm(house: House) -> Firm:
    return Firm(house)


@pytest.mark.rule("plans/template")
def test_one_command_makes_a_template_and_further_ones_change_it(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    said = petra.command("template", "new Safety basics: Fire safety, First aid at work by 1 March")
    assert "Safety basics (T-1), for the site, due 1 March 2027: 2 competencies, 0 plans follow it." in said
    assert "• Fire safety" in said
    assert "Added by you" in petra.command("template", "add Safety basics: Rescue")
    assert "Taken off by you" in petra.command("template", "remove Safety basics: Fire safety")
    assert "due 1 April 2027: 2 competencies" in petra.command("template", "due Safety basics 1 April")
    assert "Undone" in petra.press("Undo")
    assert "due 1 March 2027" in petra.command("template", "safety basics")
    assert "Safety (T-1)" in petra.command("template", "rename Safety basics to Safety")
    assert "Safety (T-1): 2 competencies, due 1 March 2027" in petra.command("template")
    with pytest.raises(Conflict, match="There is a template Safety already"):
        petra.command("template", "new safety: Rescue")
    with pytest.raises(Invalid, match="is past"):
        petra.command("template", "new Old: Rescue by 1 March 2020")
    with pytest.raises(NotFound, match="'Juggling' is not in the catalogue"):
        petra.command("template", "new Circus: Juggling")


def test_only_who_manages_templates_makes_them(firm: Firm) -> None:
    firm.as_(firm.petra).command("template", "new Safety basics: Fire safety")
    for person_id in (firm.ben, firm.erik):
        for words in ("new Mine: Rescue", "add Safety basics: Rescue", "due Safety basics 1 April",
                      "delete Safety basics", "sync Safety basics with team Warehouse", "export Safety basics"):
            with pytest.raises(Refused, match="editing plan templates"):
                firm.as_(person_id).command("template", words)


@pytest.mark.rule("plans/from-template")
def test_a_team_gets_the_plan_after_a_dry_run_and_who_has_it_gets_no_second(firm: Firm) -> None:
    firm.as_(firm.petra).command("template", "new Safety basics: Fire safety, Rescue")
    ben = firm.as_(firm.ben)
    words = f"give Safety basics to {firm.mention(firm.anna)}"
    assert "Anna has the plan Safety basics" in ben.command("template", words)
    again = ben.command("template", words)
    assert "Anna has a plan from Safety basics already. Nothing changed." in again
    dry = ben.command("template", f"give Safety basics to {firm.mention(firm.erik)} {firm.mention(firm.omar)}")
    assert "2 people: 1 new, 1 left out." in dry
    assert "Left out, as not supervised by you: Erik Moe." in dry
    said = ben.command("template", "give Safety basics to team Warehouse")
    assert "Not applied yet" in said
    assert "3 people: 1 new, 1 already there, 1 left out." in said
    assert firm.plans(firm.omar) == 0
    assert "1 given, 1 already there, 1 left out." in ben.press("Apply")
    assert firm.plans(firm.anna, firm.omar) == 2
    assert "Undone" in ben.press("Undo")
    assert firm.plans(firm.anna, firm.omar) == 1
    with pytest.raises(Refused, match="you don't supervise Erik"):
        ben.command("template", f"give Safety basics to {firm.mention(firm.erik)}")


@pytest.mark.rule("plans/sync")
def test_a_cohort_kept_in_step_gives_each_member_without_one_a_plan_later_ones_too(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new Safety basics: Fire safety")
    with firm.house.writing() as session:
        crew = create_group(session, firm.house.operator, GroupKind.COHORT, "Fire crew")
        join_group(session, firm.house.operator, crew, firm.anna)
    said = petra.command("template", "sync Safety basics with cohort Fire crew")
    assert "1 person: 1 new." in said
    assert "Kept in step with Fire crew: who joins later gets it, too." in said
    assert firm.plans(firm.anna) == 0
    assert "1 given. Kept in step with Fire crew." in petra.press("Apply")
    with firm.house.writing() as session:
        join_group(session, firm.house.operator, crew, firm.omar)
    assert firm.plans(firm.omar) == 1
    petra.command("template", "Safety basics")
    assert "In step with cohort Fire crew" in petra.says
    assert "No longer in step with Fire crew" in petra.press("Stop")
    with firm.house.writing() as session:
        join_group(session, firm.house.operator, crew, firm.erik)
    assert firm.plans(firm.erik) == 0


@pytest.mark.rule("plans/follow")
def test_a_change_by_chat_says_how_many_plans_it_reached(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new Safety basics: Fire safety")
    petra.command("template", "give Safety basics to team Warehouse")
    petra.press("Apply")
    said = petra.command("template", "add Safety basics: Rescue")
    assert "Rescue. It reached 3 plans." in said
    assert firm.asked_of(firm.anna) == [firm.fire, firm.rescue]
    assert "Undone" in petra.press("Undo")
    assert firm.asked_of(firm.anna) == [firm.fire]


@pytest.mark.rule("plans/coverage")
def test_coverage_counts_courses_marks_what_is_over_and_under_and_reruns_without_one(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new Safety basics: Fire safety, First aid at work, Rescue")
    with firm.house.writing() as session:
        for name in ("Fire one", "Fire two", "Fire three"):
            a_course(session, name, competencies={firm.fire: "complete"})
        a_course(session, "Aid", competencies={firm.aid: "evidence"})
        a_course(session, "Listed", competencies={firm.rescue: "none"})
    said = petra.command("report", "coverage Safety basics")
    assert "3 competencies, 4 courses; 1 under-represented, 1 over-represented." in said
    assert "Fire safety: 3 courses, △ over-represented. Fire one, Fire three and Fire two" in said
    assert "First aid at work: 1 course, ✓ even. Aid" in said
    assert "Rescue: 0 courses, ▽ under-represented" in said
    petra.choose("Fire one")
    said = petra.choose("Fire two")
    assert "Left out: Fire one and Fire two." in said
    assert "Fire safety: 1 course, ✓ even. Fire three" in said
    assert "Fire safety: 2 courses" in petra.choose("Fire two")
    assert "3 courses" in petra.command("template", "coverage Safety basics without Aid")
    with pytest.raises(Refused, match="coverage reports"):
        firm.as_(firm.ben).command("report", "coverage Safety basics")


@pytest.mark.rule("plans/statistics")
def test_statistics_open_from_the_templates_menu(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new Safety basics: Fire safety, Rescue")
    petra.command("template", "give Safety basics to team Warehouse")
    petra.press("Apply")
    with firm.house.writing() as session:
        a_rating(session, firm.anna, firm.fire)
    petra.command("plan", f"complete {firm.mention(firm.omar)} Safety basics")
    petra.press("Complete")
    petra.command("template", "Safety basics")
    said = petra.choose("Statistics")
    assert "Safety basics: 2 active, 1 completed." in said
    assert "Average completion: 16.7 %." in said
    with pytest.raises(Refused, match="template statistics"):
        firm.as_(firm.ben).command("template", "statistics Safety basics")


def test_a_template_is_removed_after_asking_and_comes_back(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new Safety basics: Fire safety")
    petra.command("template", "give Safety basics to team Warehouse")
    petra.press("Apply")
    asked = petra.command("template", "delete Safety basics")
    assert "It makes no plans any more; 3 plans stay as they are." in asked
    assert "was removed by you" in petra.press("Remove")
    assert firm.plans(firm.anna) == 1
    assert "No template yet" in firm.as_(firm.petra).command("template")
    assert "Undone" in petra.press("Undo")
    assert "Safety basics" in petra.command("template")


def test_forms_make_and_give_a_template_and_keep_it_in_step(firm: Firm) -> None:
    petra = firm.as_(firm.petra)
    petra.command("template", "new")
    petra.fill(name="Crew", skills=[str(firm.fire)])
    assert "Crew (T-1)" in petra.says
    petra.press("Give to people")
    assert petra.options("template.groups", "Ware") == ["Warehouse (team)"]
    assert "3 people: 3 new." in petra.fill(group=str(firm.team))
    petra.press("Apply")
    petra.command("template", "Crew")
    petra.choose("Keep in step with a cohort")
    assert "Kept in step with Warehouse" in petra.fill(group=str(firm.team))
    petra.command("template", "Crew")
    petra.choose("Name, due date, category")
    assert "Crew 2 (T-1)" in petra.fill(name="Crew 2")
    petra.choose("Add competencies")
    assert "It reached 3 plans." in petra.fill(skills=[str(firm.rescue)])
    petra.choose("Take competencies off")
    assert "Rescue. It reached 3 plans." in petra.fill(skills=[str(firm.rescue)])
    assert "Give to people" in labels(petra.card)
