"""Which offers may be shown, whatever a model answered."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.activities import Choice, Offer
from core.activities.suggestion_rules import admissible

FREE = Choice(selectable=frozenset(range(1, 20)), linked=frozenset(), rejected=frozenset())


def an_offer(skill: int, confidence: float = 0.9) -> Offer:
    return Offer(skill, confidence, "retrieval", "Matches 'fire' in the text.", ("fire",))


def shown(offers: list[Offer], choice: Choice = FREE, threshold: float = 0.5) -> list[int]:
    return [offer.competency_id for offer in admissible(offers, choice, threshold)]


@pytest.mark.rule("tagging/threshold")
@pytest.mark.parametrize(("confidence", "passes"), [(0.4999, False), (0.5, True), (0.5001, True)])
def test_a_confidence_exactly_at_the_threshold_passes_and_one_just_below_does_not(
    confidence: float, passes: bool
) -> None:
    assert shown([an_offer(1, confidence)]) == ([1] if passes else [])


@pytest.mark.rule("tagging/at-most-three")
@pytest.mark.parametrize(("linked", "room"), [(0, 3), (1, 2), (2, 1), (3, 0)])
def test_at_most_three_minus_the_skills_already_linked_are_offered_surest_first(linked: int, room: int) -> None:
    choice = Choice(frozenset(range(1, 20)), frozenset(range(1, linked + 1)), frozenset())
    offers = [an_offer(skill, 0.5 + skill / 100) for skill in range(10, 16)]
    assert shown(offers, choice) == [15, 14, 13][:room]


@pytest.mark.rule("tagging/never-new")
def test_only_skills_that_may_be_selected_and_are_neither_linked_nor_rejected_come_through() -> None:
    choice = Choice(selectable=frozenset({1, 2, 3}), linked=frozenset({2}), rejected=frozenset({3}))
    assert shown([an_offer(skill) for skill in (1, 2, 3, 4, -1)], choice) == [1]


@pytest.mark.parametrize("confidence", [math.nan, math.inf, -math.inf, 1.0001, 1e12, -0.1])
def test_a_confidence_that_is_no_number_from_0_to_1_is_not_shown(confidence: float) -> None:
    assert shown([an_offer(1, confidence), an_offer(2, 1.0)], threshold=0.0) == [2]


def test_a_skill_offered_twice_is_shown_once_with_the_higher_confidence() -> None:
    kept = admissible([an_offer(1, 0.6), an_offer(1, 0.8)], FREE, 0.5)
    assert [(offer.competency_id, offer.confidence) for offer in kept] == [(1, 0.8)]


@given(
    offers=st.lists(st.builds(an_offer, st.integers(-2, 12), st.floats(allow_nan=True, allow_infinity=True))),
    selectable=st.frozensets(st.integers(0, 10)),
    linked=st.frozensets(st.integers(0, 10), max_size=3),
    rejected=st.frozensets(st.integers(0, 10)),
    threshold=st.floats(0, 1),
)
def test_whatever_is_offered_what_is_shown_keeps_every_bound(
    offers: list[Offer],
    selectable: frozenset[int],
    linked: frozenset[int],
    rejected: frozenset[int],
    threshold: float,
) -> None:
    kept = admissible(offers, Choice(selectable, linked, rejected), threshold)
    ids = [offer.competency_id for offer in kept]
    assert len(ids) == len(set(ids)) <= 3 - len(linked)
    assert set(ids) <= selectable - linked - rejected
    assert all(threshold <= offer.confidence <= 1 for offer in kept)
    assert [offer.confidence for offer in kept] == sorted((offer.confidence for offer in kept), reverse=True)
