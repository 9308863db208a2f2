"""Decisions about plans, at their boundaries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import Invalid
from core.plans.rules import (
    Colour,
    Cover,
    PlanOutcome,
    PlanStepKind,
    RequestState,
    average,
    checked_due,
    colour_of,
    cover_of,
    is_over,
    moved,
    outcome_of,
    share_of,
    tallied,
)

DUE = date(2027, 3, 1)


def test_a_due_day_itself_is_not_over_and_the_day_after_is() -> None:
    assert not is_over(DUE, date(2027, 2, 28))
    assert not is_over(DUE, DUE)
    assert is_over(DUE, date(2027, 3, 2))
    assert not is_over(None, date(2099, 1, 1))


def test_a_due_date_may_be_today_and_not_yesterday() -> None:
    assert checked_due(DUE, DUE) == DUE
    assert checked_due(None, DUE) is None
    with pytest.raises(Invalid, match=r"1 March 2027 is past\. Choose today or a later day"):
        checked_due(DUE, date(2027, 3, 2))


@pytest.mark.parametrize(
    ("met", "covered", "exempt", "colour"),
    [
        (False, False, False, Colour.OPEN),
        (False, True, False, Colour.COVERED),
        (True, False, False, Colour.MET),
        (True, True, False, Colour.MET),
        (True, True, True, Colour.NOT_REQUIRED),
        (False, False, True, Colour.NOT_REQUIRED),
    ],
)
def test_what_colour_an_item_has(met: bool, covered: bool, exempt: bool, colour: Colour) -> None:
    assert colour_of(met=met, covered=covered, exempt=exempt) == colour


@pytest.mark.rule("plans/states")
def test_a_request_moves_as_a_review_does_and_no_otherwise() -> None:
    allowed = {
        (RequestState.WAITING, PlanStepKind.STARTED): RequestState.IN_REVIEW,
        (RequestState.WAITING, PlanStepKind.ACCEPTED): RequestState.ACCEPTED,
        (RequestState.WAITING, PlanStepKind.REJECTED): RequestState.REJECTED,
        (RequestState.IN_REVIEW, PlanStepKind.HANDED_BACK): RequestState.WAITING,
        (RequestState.IN_REVIEW, PlanStepKind.ACCEPTED): RequestState.ACCEPTED,
        (RequestState.IN_REVIEW, PlanStepKind.REJECTED): RequestState.REJECTED,
    }
    for state in RequestState:
        for step in PlanStepKind:
            assert moved(state, step) == allowed.get((state, step))


def test_all_met_is_none_left_and_partly_met_is_one_left() -> None:
    assert [outcome_of(met, 3) for met in (2, 3)] == [PlanOutcome.PARTLY_MET, PlanOutcome.ALL_MET]
    assert outcome_of(0, 0) == PlanOutcome.ALL_MET
    assert not tallied([]).all_met
    assert not tallied([Colour.NOT_REQUIRED]).all_met
    assert tallied([Colour.MET, Colour.NOT_REQUIRED]).all_met
    assert not tallied([Colour.MET, Colour.COVERED]).all_met


@pytest.mark.parametrize(
    ("counts", "under", "over"),
    [
        ([0], 1, 0),
        ([1], 0, 0),
        ([0, 0], 2, 0),
        ([1, 1, 1], 0, 0),
        ([0, 1, 2], 1, 1),
        ([1, 2], 0, 0),
        ([1, 3], 0, 0),
        ([1, 4], 1, 1),
        ([2, 2, 5], 0, 1),
        ([3, 3, 6], 0, 0),
        ([1, 0, 0, 0], 3, 0),
    ],
)
def test_what_is_under_and_over_represented(counts: list[int], under: int, over: int) -> None:
    found = list(cover_of(dict(enumerate(counts))).values())
    assert (found.count(Cover.UNDER), found.count(Cover.OVER)) == (under, over)


def test_the_mean_of_shares_is_to_a_tenth_of_a_percent() -> None:
    assert average([share_of(1, 3), share_of(2, 3), share_of(0, 3)]) == Decimal("0.333")
    assert average([]) is None
    assert share_of(0, 0) == 1
