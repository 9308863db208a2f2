"""Plans: a cohort gets them, a template changes, one of twenty items is completed, a template's statistics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from core.people import GroupKind, create_group, put_into_group
from core.plans import add_to_template, complete_plan, give_plans, statistics, sync_group
from tests.bench.ground import KINDS, Ground
from tests.bench.lines import Line, processor_ms_of
from tests.bench.workplace import Workplace
from tests.builders import a_skill, a_template

COHORT_GOAL, CHANGE_GOAL, COMPLETE_GOAL, STATISTICS_GOAL = 500.0, 1_000.0, 10.0, 10.0
COHORT = 1_000
ITEMS, LONG = 5, 20
TIMES, COMPLETED, WARMING = 5, 40, 10


def plans(ground: Ground) -> Iterator[Line]:
    """The four acts on each database, with the processor time of this process, as the figures compared with are."""
    for kind in KINDS:
        place = Workplace.new(ground, kind)
        people = place.people(COHORT)
        templates = [_template(place, f"Template {each}", ITEMS) for each in range(TIMES)]
        yield _cohort(place, people, templates)
        yield _change(place, templates)
        yield _statistics(place, templates[0])
        yield _completion(place, people)


def _template(place: Workplace, name: str, items: int) -> int:
    with place.writing() as session:
        return a_template(session, name, *(a_skill(session, f"{name}, skill {each}") for each in range(items)))


def _cohort(place: Workplace, people: list[int], templates: list[int]) -> Line:
    """Every member of a cohort gets a plan, with targets, messages and facts, in one transaction."""
    with place.writing() as session:
        group_id = create_group(session, place.operator, GroupKind.COHORT, "Cohort")
        put_into_group(session, place.operator, group_id, people)

    def sync(template_id: int) -> None:
        with place.writing() as session:
            done = sync_group(session, place.operator, template_id, group_id)
        if len(done.plan_ids) != COHORT:
            raise AssertionError("somebody got no plan")

    figure = processor_ms_of(partial(sync, each) for each in templates)
    what = f"a cohort of {COHORT:,} into plans of {ITEMS}, {place.kind}"
    return Line(what, figure, "ms", COHORT_GOAL, f"median of {TIMES}; targets, evidence and facts too")


def _change(place: Workplace, templates: list[int]) -> Line:
    """A competency is added to a template that a thousand active plans follow."""

    def change(template_id: int, skill: int) -> None:
        with place.writing() as session:
            done = add_to_template(session, place.operator, template_id, [skill])
        if len(done.plan_ids) != COHORT:
            raise AssertionError("the change did not reach all plans")

    with place.writing() as session:
        added = [a_skill(session, f"Added {each}") for each in range(TIMES)]
    pairs = zip(templates, added, strict=True)
    figure = processor_ms_of(partial(change, each, skill) for each, skill in pairs)
    return Line(
        f"a template change that reaches {COHORT:,} plans, {place.kind}", figure, "ms", CHANGE_GOAL,
        f"median of {TIMES}",
    )


def _statistics(place: Workplace, template_id: int) -> Line:
    """Active and completed plans, average completion."""

    def read() -> None:
        with place.reading() as session:
            found = statistics(session, place.operator, template_id)
        if found.active != COHORT:
            raise AssertionError("a plan is missing")

    read()
    figure = processor_ms_of([read] * 20)
    return Line(f"template statistics at {COHORT:,} plans, {place.kind}", figure, "ms", STATISTICS_GOAL, "median of 20")


def _completion(place: Workplace, people: list[int]) -> Line:
    """A plan of twenty items is completed by hand: frozen, unmet targets left, all told."""
    template_id = _template(place, "Long", LONG)
    with place.writing() as session:
        made = give_plans(session, place.operator, template_id, people[: WARMING + COMPLETED]).plan_ids

    def complete(plan_id: int) -> None:
        with place.writing() as session:
            complete_plan(session, place.operator, plan_id)

    for each in made[:WARMING]:
        complete(each)
    figure = processor_ms_of(partial(complete, each) for each in made[WARMING:])
    return Line(f"a plan of {LONG} completed, {place.kind}", figure, "ms", COMPLETE_GOAL, f"median of {COMPLETED}")
