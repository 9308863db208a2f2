"""A refit is taken only where decisions it didn't see say it is better: never worse than before."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagging.adjustment import Adjustment, Decided
from tagging.refitting import (
    FRESH_DECISIONS,
    LEAST_ACTIVITIES,
    LEAST_DECISIONS,
    LEAST_OF_A_KIND,
    MARGIN,
    Outcome,
    honesty,
    refit,
)
from tagging.verdicts import chance, log_odds


def an_organisation(activities: int, *, shift: float, slope: float = 1.0, seed: int = 3) -> list[Decided]:
    """What editors of activities decided about three suggestions each, where the shipped confidence is off so far."""
    chances = random.Random(seed)
    found = []
    for activity in range(activities):
        for _ in range(3):
            confidence = chances.uniform(0.5, 0.98)
            accepted = chances.random() < chance(shift + slope * log_odds(confidence))
            found.append(Decided(activity, chances.randrange(40), confidence, accepted))
    return found


def test_240_activities_of_a_strict_organisation_bring_the_held_out_calibration_error_clearly_down() -> None:
    made = refit(an_organisation(240, shift=-1.2, slope=0.8), "toy", 0.5)
    assert made.before is not None and made.after is not None
    assert made.outcome == Outcome.TAKEN
    assert made.before.calibration_error > 0.2
    assert made.after.calibration_error < 0.05
    assert made.after.log_loss <= made.before.log_loss - MARGIN
    assert made.held_out == made.decisions == 720, "each decision is measured by a fit that didn't see its activity"


def test_an_honest_confidence_is_kept() -> None:
    made = refit(an_organisation(240, shift=0.0), "toy", 0.5)
    assert made.outcome == Outcome.NOT_BETTER
    assert made.adjustment is None
    assert made.before is not None and made.before.calibration_error < 0.06


@pytest.mark.parametrize(
    ("decisions", "activities", "enough"),
    [
        (LEAST_DECISIONS - 1, LEAST_ACTIVITIES, False),
        (LEAST_DECISIONS, LEAST_ACTIVITIES - 1, False),
        (LEAST_DECISIONS, LEAST_ACTIVITIES, True),
    ],
)
def test_a_refit_takes_enough_decisions_on_enough_activities(decisions: int, activities: int, enough: bool) -> None:
    told = [Decided(at % activities, at, 0.9, at % 3 == 0) for at in range(decisions)]
    assert (refit(told, "toy", 0.5).outcome != Outcome.TOO_FEW) == enough


@pytest.mark.parametrize(("accepted", "enough"), [(LEAST_OF_A_KIND - 1, False), (LEAST_OF_A_KIND, True)])
def test_a_refit_takes_accepts_and_rejects(accepted: int, enough: bool) -> None:
    for kind in (True, False):
        told = [Decided(at, at, 0.6, (at < accepted) == kind) for at in range(150)]
        assert (refit(told, "toy", 0.5).outcome != Outcome.ONE_KIND) == enough


@pytest.mark.parametrize(("fresh", "enough"), [(FRESH_DECISIONS - 1, False), (FRESH_DECISIONS, True)])
def test_an_adjustment_in_force_is_judged_by_decisions_it_never_saw(fresh: int, enough: bool) -> None:
    known = [Decided(at, at, 0.8, at % 2 == 0, learned=True) for at in range(200)]
    new = [Decided(1_000 + at, at, 0.8, at % 2 == 0) for at in range(fresh)]
    made = refit([*known, *new], "toy", 0.5, Adjustment("toy", shift=1.0, low=0.0, high=3.0))
    assert (made.outcome != Outcome.NOTHING_NEW) == enough
    assert made.held_out == (fresh if enough else 0)


def test_a_better_adjustment_takes_the_place_of_one_that_no_longer_fits() -> None:
    told = an_organisation(200, shift=-1.2)
    made = refit(told, "toy", 0.5, Adjustment("toy", shift=1.0, low=0.0, high=3.0))
    assert made.outcome == Outcome.TAKEN and made.adjustment is not None
    assert made.adjustment.confidence(0.8, 99) < 0.8
    again = refit(told, "toy", 0.5, made.adjustment)
    assert again.outcome == Outcome.NOT_BETTER, "it is not exchanged for itself"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 0.95), least=st.floats(0.05, 0.9))
def test_on_random_decisions_what_is_taken_is_never_worse_than_before(seed: int, share: float, least: float) -> None:
    chances = random.Random(seed)
    told = [
        Decided(at // 2, chances.randrange(9), chances.uniform(least, 0.99), chances.random() < share)
        for at in range(120)
    ]
    made = refit(told, "toy", 0.5)
    assert (made.adjustment is not None) == (made.outcome == Outcome.TAKEN)
    if made.outcome == Outcome.TAKEN:
        assert made.before is not None and made.after is not None
        assert made.after.log_loss <= made.before.log_loss - MARGIN + 1e-12
        assert made.after.calibration_error <= made.before.calibration_error


def test_honesty_counts_by_tenths_and_exactly_at_the_threshold_is_shown() -> None:
    told = [Decided(1, 1, 0.6, True), Decided(2, 1, 0.62, False), Decided(3, 1, 0.5999, True)]
    found = honesty([each.confidence for each in told], told, 0.6)
    assert (found.shown, found.precision) == (2, 0.5)
    assert [(each.low, each.decided, each.accepted) for each in found.bins] == [(0.5, 1, 1.0), (0.6, 2, 0.5)]
    assert found.calibration_error == pytest.approx((0.4001 + 2 * 0.11) / 3)
