"""Parents: all sub-competencies, n of them, points; and the way of a change upward (paths/cascade)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import sqlalchemy as sa

from core.achievements import PathOutcome, Rater, RatingsChanged, give_rating, rules_of, set_rules
from core.achievements.models import Rating
from core.achievements.paths.dependents import ordered
from core.errors import Invalid
from core.evidence import evidence_of
from tests.builders import a_person, a_skill
from tests.conftest import House
from tests.core.achievements.paths.ways import (
    ALL_CHILDREN,
    cause,
    other,
    points,
    rated,
    rules,
    since,
    some_children,
    under,
    value_id,
    way,
)


def _give(house: House, person: int, *skills: int, value: str | None = "Acquired", kind: str = "manual") -> list[int]:
    given = []
    for skill in skills:
        with house.writing() as session:
            wanted = value_id(session, skill, value) if value else None
            done = give_rating(
                session, house.operator, person_id=person, competency_id=skill, scale_value_id=wanted, kind=kind
            )
            given.append(done.judgement_id)
    return given


def _family(house: House, count: int = 3) -> tuple[int, int, list[int]]:
    with house.writing() as session:
        anna, parent = a_person(session), a_skill(session, "Safety")
        children = [a_skill(session, f"Part {number}") for number in range(count)]
        under(house, session, parent, *children)
    return anna, parent, children


@pytest.mark.rule("paths/children")
@pytest.mark.rule("paths/defaults")
def test_the_default_completes_a_parent_when_all_its_sub_competencies_are_proficient(house: House) -> None:
    anna, parent, children = _family(house)
    _give(house, anna, *children[:2])
    assert rated(house, anna, parent) is None
    _give(house, anna, children[2], value="Not acquired")
    assert rated(house, anna, parent) is None, "rated, and not proficient"
    _give(house, anna, children[2])
    assert rated(house, anna, parent) == "Acquired"
    assert cause(house, anna, parent) == ("rule", "children")


@pytest.mark.rule("paths/children")
@pytest.mark.parametrize(("held", "expected"), [(1, None), (2, "Acquired"), (3, "Acquired")])
def test_n_of_them_are_enough_when_at_least_n_are_proficient(house: House, held: int, expected: str | None) -> None:
    anna, parent, children = _family(house)
    with house.writing() as session:
        rules(session, parent, way(some_children(2)))
    _give(house, anna, *children[:held])
    assert rated(house, anna, parent) == expected


@pytest.mark.rule("paths/points")
@pytest.mark.parametrize(
    ("held", "expected"), [((1, 2), None), ((0,), None), ((0, 1), None), ((0, 2), "Acquired"), ((0, 1, 2), "Acquired")]
)
def test_points_need_the_total_and_every_required_one(
    house: House, held: tuple[int, ...], expected: str | None
) -> None:
    anna, parent, children = _family(house)
    with house.writing() as session:
        rules(session, parent, way(points(5, (children[0], 1, True), (children[1], 3), (children[2], 4))))
    _give(house, anna, *(children[each] for each in held))
    assert rated(house, anna, parent) == expected


Refusal = Callable[[int, list[int]], object]


@pytest.mark.rule("paths/points-refused")
@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        (lambda parent, children: points(0, (children[0], 1)), "at least 1"),
        (lambda parent, children: points(1, (children[0], 2), (children[1], -1)), "0 or more"),
        (lambda parent, children: points(4, (children[0], 1), (children[1], 2)), "can't be reached"),
        (lambda parent, children: points(1, (children[0], 1), (children[0], 2)), "twice"),
        (lambda parent, children: points(1, (parent, 1)), "itself"),
        (lambda parent, children: points(1, (-1, 1)), "is none"),
    ],
)
def test_points_that_cannot_be_right_are_refused(house: House, criterion: Refusal, said: str) -> None:
    _anna, parent, children = _family(house)
    with pytest.raises(Invalid, match=said), house.writing() as session:
        rules(session, parent, way(criterion(parent, children)))  # type: ignore[arg-type]


@pytest.mark.rule("paths/points-refused")
def test_a_total_of_exactly_the_sum_and_points_of_nothing_are_taken(house: House) -> None:
    _anna, parent, children = _family(house)
    with house.writing() as session:
        rules(session, parent, way(points(3, (children[0], 1), (children[1], 2), (children[2], 0))))
    with house.reading() as session:
        [[kept]] = [path.criteria for path in rules_of(session, [parent])[parent].paths]
    assert (kept.count, len(kept.items)) == (3, 3)


@pytest.mark.parametrize("outcome", [PathOutcome.NONE, PathOutcome.EVIDENCE, PathOutcome.RECOMMEND])
def test_only_the_outcome_complete_rates_and_evidence_is_left_by_all_but_none(
    house: House, outcome: PathOutcome
) -> None:
    anna, parent, children = _family(house, 1)
    with house.writing() as session:
        rules(session, parent, way(ALL_CHILDREN, outcome=outcome))
    with house.writing() as session:
        got = value_id(session, children[0], "Acquired")
        give_rating(session, house.operator, person_id=anna, competency_id=children[0], scale_value_id=got)
        from core.reactions import react

        react(session)
        recommended = [fact for _, fact in session.facts if fact.kind == "review.recommended"]
    assert rated(house, anna, parent) is None
    with house.reading() as session:
        kept = [each.kind for each in evidence_of(session, anna, parent)]
    assert kept == ([] if outcome == PathOutcome.NONE else ["rule"])
    assert len(recommended) == (outcome == PathOutcome.RECOMMEND)


@pytest.mark.rule("paths/cascade")
def test_a_change_travels_to_all_ancestors_each_once_also_when_reached_by_two_ways(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        leaf, left, right, top = (a_skill(session, name) for name in ("Leaf", "Left", "Right", "Top"))
        under(house, session, left, leaf)
        under(house, session, right, leaf)
        under(house, session, top, left, right, leaf)
    with house.writing() as session:
        got = value_id(session, leaf, "Acquired")
        give_rating(session, house.operator, person_id=anna, competency_id=leaf, scale_value_id=got)
        from core.reactions import react

        react(session)
        changed = [fact for _, fact in session.facts if isinstance(fact, RatingsChanged)]
    assert [each for fact in changed for each in fact.competency_ids] == [leaf, left, right, top]
    assert all(rated(house, anna, each) == "Acquired" for each in (left, right, top))
    with house.reading() as session:
        versions = session.scalars(sa.select(Rating).where(Rating.competency_id == top)).all()
        assert len(versions) == 1


@pytest.mark.rule("paths/cascade")
def test_a_change_at_the_foot_reaches_the_top_of_a_chain_in_the_same_transaction(house: House) -> None:
    with house.writing() as session:
        anna, ben = a_person(session), a_person(session, "Ben Dahl")
        chain = [a_skill(session, name) for name in ("Foot", "Knee", "Hip", "Head")]
        for lower, upper in pairwise(chain):
            under(house, session, upper, lower)
    _give(house, anna, chain[0])
    assert [rated(house, anna, each) for each in chain] == ["Acquired"] * 4
    assert [rated(house, ben, each) for each in chain] == [None] * 4


@pytest.mark.rule("paths/cascade")
def test_an_undone_rating_takes_back_what_followed_from_it_and_nothing_else(house: House) -> None:
    from core.achievements import undo_rating

    anna, parent, children = _family(house, 2)
    _give(house, anna, children[0])
    given = _give(house, anna, children[1])[0]
    assert rated(house, anna, parent) == "Acquired"
    house.clock.forward(minutes=2)
    with house.writing() as session:
        undo_rating(session, house.operator, given)
    assert (rated(house, anna, parent), since(house, anna, parent)) == (None, None)
    assert rated(house, anna, children[0]) == "Acquired"


def test_competencies_that_ask_for_each_other_are_refused(house: House) -> None:
    with house.writing() as session:
        one, two = a_skill(session, "One"), a_skill(session, "Two")
        rules(session, one, way(other(two)))
    with pytest.raises(Invalid, match="can't ask for each other"), house.writing() as session:
        rules(session, two, way(other(one)))
    with pytest.raises(Invalid, match="can't ask for itself"), house.writing() as session:
        rules(session, one, way(other(one)))


def test_the_order_upward_ends_for_circles_and_puts_what_is_looked_at_first() -> None:
    assert ordered({3: {2}, 2: {1}, 4: {2, 3}}) == [2, 3, 4]
    assert sorted(ordered({1: {2}, 2: {1}})) == [1, 2]


def test_a_new_sub_competency_takes_nothing_from_who_has_the_parent(house: House) -> None:
    anna, parent, children = _family(house, 1)
    _give(house, anna, *children)
    first = since(house, anna, parent)
    with house.writing() as session:
        under(house, session, parent, a_skill(session, "New part"))
    assert (rated(house, anna, parent), since(house, anna, parent)) == ("Acquired", first)


@pytest.mark.parametrize("criterion", [ALL_CHILDREN, some_children(1)])
def test_sub_competencies_are_asked_for_only_where_there_are_any(house: House, criterion: object) -> None:
    with house.writing() as session:
        alone = a_skill(session)
    with pytest.raises(Invalid, match="no sub-competencies"), house.writing() as session:
        rules(session, alone, way(criterion))  # type: ignore[arg-type]


def test_a_path_without_criteria_and_raters_without_names_are_refused(house: House) -> None:
    from core.achievements import Criterion, CriterionKind

    with house.writing() as session:
        skill = a_skill(session)
    for criteria in ((), (Criterion(CriterionKind.MANUAL),)):
        with pytest.raises(Invalid), house.writing() as session:
            rules(session, skill, way(*criteria))
    assert Rater.SELF
    with house.writing() as session:
        assert not set_rules(session, house.operator, skill, None), "nothing to change"
