"""Targets that follow a source: kept in step with it, apart from every other, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event

from core.db import WorkspaceSession
from core.frameworks import DISABLED, CompetencyCategory, scale_of, set_status
from core.people import PersonDetails, register_person, set_tier
from core.targets import (
    PLAN,
    PROFILE,
    EffectiveTarget,
    SourceTarget,
    TargetsAssigned,
    TargetsChanged,
    TargetsEnded,
    assign_targets,
    end_sources,
    follow_sources,
    targets_of,
)
from tests.builders import a_person, a_skill
from tests.conftest import House

ERIK = "erik@nordlys.example"
MARCH, MAY = date(2027, 3, 1), date(2027, 5, 1)


class Crew(NamedTuple):
    """Two people and two competencies."""

    anna: int
    erik: int
    fire: int
    english: int


@pytest.fixture
def crew(house: House) -> Crew:
    with house.writing() as session:
        anna, erik = a_person(session, "Anna Berg"), a_person(session, "Erik Strand", email=ERIK)
        fire = a_skill(session, "Fire safety")
        english = a_skill(session, "English", category=CompetencyCategory.LANGUAGE)
    return Crew(anna, erik, fire, english)


def values(targets: tuple[EffectiveTarget, ...]) -> list[tuple[int, str, date | None]]:
    return sorted((each.competency_id, each.value.name, each.due_on) for each in targets)


def test_a_source_gives_everybody_what_it_wants_and_doing_it_again_changes_nothing(house: House, crew: Crew) -> None:
    wanted = [SourceTarget(7, each, crew.fire, due_on=MARCH) for each in (crew.anna, crew.erik)]
    with house.writing() as session:
        first = follow_sources(session, house.operator, PROFILE, [7], wanted)
        again = follow_sources(session, house.operator, PROFILE, [7], wanted)
        facts = [fact for _, fact in session.facts if isinstance(fact, TargetsAssigned)]
    assert (first.added, first.changed, first.ended) == (2, 0, 0)
    assert (again.added, again.changed, again.ended) == (0, 0, 0)
    assert [(fact.person_ids, fact.source, set(fact.source_keys)) for fact in facts] == [
        ((crew.anna, crew.erik), PROFILE, {7})
    ]
    with house.reading() as session:
        found = targets_of(session, [crew.anna])[crew.anna]
    assert values(found) == [(crew.fire, "Acquired", MARCH)]
    assert [(each.kind, each.key) for each in found[0].sources] == [(PROFILE, 7)]


def test_a_source_that_changes_moves_the_value_and_the_day_and_ends_what_it_no_longer_wants(
    house: House, crew: Crew
) -> None:
    with house.writing() as session:
        b2 = scale_of(session, crew.english).named("B2").id
        before = [SourceTarget(7, crew.anna, each) for each in (crew.fire, crew.english)]
        follow_sources(session, house.operator, PLAN, [7], before)
    house.clock.forward(days=1)
    with house.writing() as session:
        after = [SourceTarget(7, crew.anna, crew.english, b2, MAY)]
        done = follow_sources(session, house.operator, PLAN, [7], after, told=False)
        kinds = [(type(fact), fact.changes[0].before, fact.changes[0].after) for _, fact in session.facts]
    assert (done.added, done.changed, done.ended) == (0, 1, 1)
    assert (TargetsEnded, "Acquired", None) in kinds
    assert (TargetsChanged, "B1", "B2, due 2027-05-01") in kinds
    with house.reading() as session:
        assert values(targets_of(session, [crew.anna])[crew.anna]) == [(crew.english, "B2", MAY)]


@pytest.mark.rule("targets/effective")
def test_of_several_sources_the_highest_value_and_earliest_day_count_until_one_of_them_ends(
    house: House, crew: Crew
) -> None:
    with house.writing() as session:
        scale = scale_of(session, crew.english)
        assign_targets(session, house.operator, [crew.anna], {crew.english: scale.named("A2").id}, MAY)
        wanted = [SourceTarget(1, crew.anna, crew.english, scale.named("C1").id)]
        follow_sources(session, house.operator, PROFILE, [1], wanted)
        plan = [SourceTarget(1, crew.anna, crew.english, scale.named("B1").id, MARCH)]
        follow_sources(session, house.operator, PLAN, [1], plan)
    with house.reading() as session:
        (target,) = targets_of(session, [crew.anna])[crew.anna]
    assert (target.value.name, target.due_on) == ("C1", MARCH)
    assert [each.kind for each in target.sources] == ["direct", PROFILE, PLAN]
    with house.writing() as session:
        assert end_sources(session, house.operator, PROFILE, [1]) == 1
    with house.reading() as session:
        (target,) = targets_of(session, [crew.anna])[crew.anna]
    assert (target.value.name, target.due_on) == ("B1", MARCH)
    assert [each.kind for each in target.sources] == ["direct", PLAN]


def test_only_the_people_looked_at_and_the_keys_named_are_touched(house: House, crew: Crew) -> None:
    with house.writing() as session:
        both = [SourceTarget(key, each, crew.fire) for key in (1, 2) for each in (crew.anna, crew.erik)]
        follow_sources(session, house.operator, PLAN, [1, 2], both)
        assert end_sources(session, house.operator, PLAN, [1], among=[crew.anna]) == 1
    with house.reading() as session:
        found = targets_of(session, [crew.anna, crew.erik])
    assert [[source.key for source in found[each][0].sources] for each in (crew.anna, crew.erik)] == [[2], [1, 2]]


def test_the_deactivated_and_those_below_the_tier_and_disabled_skills_wait_until_they_may_have_it(
    house: House, crew: Crew
) -> None:
    with house.writing() as session:
        secret = a_skill(session, "Crane control", access_tier=2)
        register_person(session, house.operator, PersonDetails("Erik Strand", ERIK, active=False))
        set_status(session, house.operator, crew.english, DISABLED)
    wanted = [SourceTarget(1, crew.anna, each) for each in (crew.fire, secret, crew.english)]
    wanted.append(SourceTarget(1, crew.erik, crew.fire))
    with house.writing() as session:
        done = follow_sources(session, house.operator, PROFILE, [1], wanted)
    assert done.added == 1
    assert [each.row for each in done.left_out] == [each.row for each in wanted[1:]]
    with house.writing() as session:
        set_tier(session, house.operator, crew.anna, 2)
        register_person(session, house.operator, PersonDetails("Erik Strand", ERIK, active=True))
        assert follow_sources(session, house.operator, PROFILE, [1], wanted).added == 2


def test_a_target_that_begins_later_counts_from_its_instant(house: House, crew: Crew) -> None:
    with house.writing() as session:
        since = session.now.replace(day=25)
        follow_sources(session, house.operator, PLAN, [1], [SourceTarget(1, crew.anna, crew.fire, since=since)])
        assert targets_of(session, [crew.anna])[crew.anna] == ()
    house.clock.forward(days=1)
    with house.reading() as session:
        assert len(targets_of(session, [crew.anna])[crew.anna]) == 1


def test_a_crowd_takes_as_many_statements_as_one_person(house: House, crew: Crew) -> None:
    with house.writing() as session:
        crowd = [a_person(session, f"Person {number}") for number in range(30)]

    def statements(key: int, people: list[int]) -> int:
        with house.writing() as session:
            return _counted(session, lambda: added_and_moved(session, key, people))

    def added_and_moved(session: WorkspaceSession, key: int, people: list[int]) -> None:
        for due_on in (None, MAY):
            wanted = [SourceTarget(key, each, crew.fire, due_on=due_on) for each in people]
            follow_sources(session, house.operator, PROFILE, [key], wanted)

    assert statements(1, crowd) == statements(2, crowd[:1])


def _counted(session: WorkspaceSession, act: Callable[[], None]) -> int:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    act()
    event.remove(connection, "before_cursor_execute", note)
    return len(seen)
