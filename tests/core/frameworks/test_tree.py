"""The tree of a framework, and what is related in it."""

from __future__ import annotations

import pytest

from core.errors import Invalid
from core.frameworks import (
    CompetencyDetails,
    add_parent,
    create_competency,
    relate,
    related_to,
    set_status,
    tree_of,
    unrelate,
)
from tests.builders import a_branch, a_framework, a_person, a_skill
from tests.conftest import House


@pytest.mark.rule("frameworks/tree")
def test_the_tree_shows_each_under_every_parent_in_the_order_people_count(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        safety, fire, hoses = a_branch(session, framework, "Safety", "Unit 10", "Hoses")
        [care] = a_branch(session, framework, "Care")
        add_parent(session, house.operator, fire, care)
        second = create_competency(
            session, house.operator, CompetencyDetails("Unit 2", framework_id=framework, parent_ids=(safety,))
        )
        set_status(session, house.operator, second, "disabled")
    with house.reading() as session:
        rows = tree_of(session, house.operator, framework)
    assert [(row.name, row.depth, row.below, row.active) for row in rows] == [
        ("Care", 1, 1, True),
        ("Unit 10", 2, 1, True),
        ("Hoses", 3, 0, True),
        ("Safety", 1, 2, True),
        ("Unit 2", 2, 0, False),
        ("Unit 10", 2, 1, True),
        ("Hoses", 3, 0, True),
    ]
    assert [row.id for row in rows if row.name == "Hoses"] == [hoses, hoses]


def test_what_a_tier_hides_is_neither_shown_nor_counted_and_what_is_under_it_stays(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top = create_competency(session, house.operator, CompetencyDetails("Safety", framework_id=framework))
        hidden = create_competency(
            session,
            house.operator,
            CompetencyDetails("Reactor", framework_id=framework, access_tier=3, parent_ids=(top,)),
        )
        create_competency(
            session, house.operator, CompetencyDetails("Valves", framework_id=framework, parent_ids=(hidden,))
        )
        person = a_person(session)
    with house.reading() as session:
        rows = tree_of(session, house.as_(person), framework)
    assert [(row.name, row.depth, row.below) for row in rows] == [("Safety", 1, 0), ("Valves", 3, 0)]


@pytest.mark.rule("frameworks/related")
def test_related_competencies_are_listed_with_each_other_both_ways(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        [one], [other], [third] = (a_branch(session, framework, name) for name in ("Lifting", "Hoisting", "Belts"))
        assert relate(session, house.operator, other, one)
        assert not relate(session, house.operator, one, other)
        relate(session, house.operator, one, third)
        assert [name for _, name in related_to(session, house.operator, one)] == ["Belts", "Hoisting"]
        assert related_to(session, house.operator, other) == [(one, "Lifting")]
        assert tree_of(session, house.operator, framework)[0].below == 0
        assert unrelate(session, house.operator, other, one)
        assert related_to(session, house.operator, other) == []


@pytest.mark.rule("frameworks/related")
def test_a_competency_of_another_framework_or_itself_is_not_related(house: House) -> None:
    with house.writing() as session:
        [one], foreign = a_branch(session, a_framework(session), "Lifting"), a_skill(session, "Welding")
        with pytest.raises(Invalid, match="Welding is in another framework"):
            relate(session, house.operator, one, foreign)
        with pytest.raises(Invalid, match="Lifting can't be related to itself"):
            relate(session, house.operator, one, one)
        assert related_to(session, house.operator, one) == []
