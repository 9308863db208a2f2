"""Who stands under whom: several parents, four deep at the most, never in a circle."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import latest_facts
from core.errors import Invalid, NotFound, ProwessError
from core.frameworks import (
    add_parent,
    branch_of,
    depth_of,
    height_of,
    parents_of,
    set_parents,
    sub_competencies_of,
)
from core.frameworks.models import ParentEdge
from tests.builders import a_branch, a_framework, a_person, a_skill
from tests.conftest import House


@pytest.mark.rule("frameworks/hierarchy")
def test_a_competency_may_stand_under_several_parents_of_its_framework(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        one, other, child = (a_branch(session, framework, name)[0] for name in ("Safety", "Care", "Lifting"))
        set_parents(session, house.operator, child, [one, other])
        assert sorted(parents_of(session, child)) == sorted([one, other])
        assert sub_competencies_of(session, one) == sub_competencies_of(session, other) == [child]


@pytest.mark.rule("frameworks/hierarchy")
def test_itself_a_circle_and_a_parent_of_another_framework_are_refused_by_name(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top, middle, low = a_branch(session, framework, "Safety", "Fire", "Extinguishers")
        foreign = a_skill(session, "Welding")
        with pytest.raises(Invalid, match="Fire can't be its own parent"):
            add_parent(session, house.operator, middle, middle)
        with pytest.raises(Invalid, match="Safety can't stand under Extinguishers: Extinguishers stands under Safety"):
            add_parent(session, house.operator, top, low)
        with pytest.raises(Invalid, match="Welding is in Company skills; a parent comes from the same framework"):
            add_parent(session, house.operator, low, foreign)
        assert parents_of(session, top) == []
        assert parents_of(session, low) == [middle]


@pytest.mark.rule("frameworks/depth")
def test_four_stand_under_each_other_and_a_fifth_is_refused(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        chain = a_branch(session, framework, "One", "Two", "Three", "Four")
        assert [depth_of(session, each) for each in chain] == [1, 2, 3, 4]
        [fifth] = a_branch(session, framework, "Five")
        with pytest.raises(Invalid, match="Five can't stand under Four: its branch would be 5 deep, and 4 is the most"):
            add_parent(session, house.operator, fifth, chain[-1])
        with pytest.raises(Invalid, match="5 deep"):
            a_branch(session, framework, "A", "B", "C", "D", "E")


@pytest.mark.rule("frameworks/depth")
def test_a_second_parent_counts_with_the_longest_path(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        shallow, child, low = a_branch(session, framework, "Shallow", "Child", "Low")
        deep = a_branch(session, framework, "A", "B", "C")
        add_parent(session, house.operator, child, deep[1])
        assert depth_of(session, child) == 3
        assert depth_of(session, low) == 4
        with pytest.raises(Invalid, match="5 deep"):
            add_parent(session, house.operator, child, deep[2])
        assert sorted(parents_of(session, child)) == sorted([shallow, deep[1]])


@pytest.mark.rule("frameworks/depth")
def test_a_branch_moves_whole_and_only_where_it_fits(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top, moving, low = a_branch(session, framework, "Safety", "Fire", "Extinguishers")
        a, b, c = a_branch(session, framework, "A", "B", "C")
        with pytest.raises(Invalid, match="5 deep"):
            set_parents(session, house.operator, moving, [c])
        assert parents_of(session, moving) == [top]
        assert set_parents(session, house.operator, moving, [b]) == (top,)
        assert branch_of(session, a) == {a, b, c, moving, low}
        assert height_of(session, a) == 4
        set_parents(session, house.operator, moving, [])
        assert (depth_of(session, moving), depth_of(session, low)) == (1, 2)


def test_a_move_keeps_what_was_so_before(house: House) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        top, child = a_branch(session, framework, "Safety", "Fire")
        [other] = a_branch(session, framework, "Care")
    before = house.clock.now
    house.clock.forward(days=1)
    with house.writing() as session:
        set_parents(session, house.operator, child, [other])
    with house.reading() as session:
        was = session.query(ParentEdge).filter(ParentEdge.as_of(before, before)).all()
        assert [(edge.parent_id, edge.child_id) for edge in was] == [(top, child)]
        assert parents_of(session, child) == [other]
        assert latest_facts(session, "competency.moved", 1)[0].actor_kind == "operator"


def test_the_same_parents_again_change_nothing(house: House) -> None:
    with house.writing() as session:
        top, child = a_branch(session, a_framework(session), "Safety", "Fire")
    with house.writing() as session:
        add_parent(session, house.operator, child, top)
        assert session.facts == []


def test_a_competency_above_ones_tier_reads_as_missing(house: House) -> None:
    with house.writing() as session:
        admin = a_person(session, role="framework_admin", access_tier=1)
        hidden, child = a_skill(session, "Reactor control", access_tier=2), a_skill(session, "Welding")
    with house.writing() as session, pytest.raises(NotFound, match="I don't find that competency"):
        set_parents(session, house.as_(admin), hidden, [child])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edges=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_whatever_is_tried_the_tree_stays_without_circles_and_four_deep(
    house: House, edges: list[tuple[int, int]]
) -> None:
    with house.writing() as session:
        framework = a_framework(session)
        nodes = [a_branch(session, framework, f"N{n}")[0] for n in range(7)]
        kept: set[tuple[int, int]] = set()
        for child, parent in edges:
            try:
                add_parent(session, house.operator, nodes[child], nodes[parent])
            except ProwessError:
                assert _breaks({*kept, (child, parent)})
            else:
                kept.add((child, parent))
                assert not _breaks(kept)
        for child in range(7):
            assert set(parents_of(session, nodes[child])) == {nodes[p] for c, p in kept if c == child}


def _breaks(edges: set[tuple[int, int]]) -> bool:
    """The plain oracle: some way up is longer than four, or comes round."""
    ways = [[node] for node in range(7)]
    while ways:
        way = ways.pop()
        if len(way) > 4 or len(set(way)) < len(way):
            return True
        ways += [[*way, parent] for child, parent in edges if child == way[-1]]
    return False
