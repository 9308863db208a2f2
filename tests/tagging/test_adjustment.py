"""An organisation's own adjustment: few decisions move little, many move it as far as they say, and never unseen."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest

from tagging.adjustment import Adjustment, Decided, fit_adjustment
from tagging.verdicts import chance, log_odds

GRID = [at / 100 for at in range(1, 100)]


def decided_by(truth: float, count: int, *, seed: int = 1, low: float = 0.5, skills: int = 30) -> list[Decided]:
    """Decisions of an organisation whose log-odds lie `truth` from what is shipped, on suggestions from `low` up."""
    chances = random.Random(seed)
    found = []
    for at in range(count):
        confidence = chances.uniform(low, 0.97)
        accepted = chances.random() < chance(log_odds(confidence) + truth)
        found.append(Decided(at // 2, chances.randrange(skills) + 1_000 * at, confidence, accepted))
    return found


def test_without_an_adjustment_worth_its_name_nothing_moves() -> None:
    identity = Adjustment("toy", low=-1.0, high=1.0)
    assert [identity.confidence(each, 1) for each in GRID] == pytest.approx(GRID)
    assert (identity.confidence(0.0, 1), identity.confidence(1.0, 1)) == (0.0, 1.0)


def test_few_decisions_move_little_and_many_move_as_far_as_they_say() -> None:
    few = fit_adjustment([Decided(at, at, 0.7, False) for at in range(3)], "toy")
    many = fit_adjustment(decided_by(-1.5, 2_000), "toy")
    assert 0.4 < few.confidence(0.7, 99) < 0.7, "three rejections are no proof"
    assert many.confidence(0.7, 99) == pytest.approx(chance(log_odds(0.7) - 1.5), abs=0.05)


def test_a_surer_suggestion_stays_the_surer_one() -> None:
    for truth in (-2.0, 0.0, 2.0):
        fitted = fit_adjustment(decided_by(truth, 300), "toy")
        told = [fitted.confidence(each, 1) for each in GRID]
        assert all(lower < higher for lower, higher in pairwise(told))


def test_below_what_people_saw_it_may_become_less_sure_but_hardly_surer() -> None:
    keen = fit_adjustment(decided_by(1.5, 1_000), "toy")
    strict = fit_adjustment(decided_by(-1.5, 1_000), "toy")
    assert keen.confidence(0.6, 1) > 0.7
    assert keen.confidence(0.15, 1) == 0.15, "nobody saw one so low: it stays as shipped"
    assert strict.confidence(0.15, 1) < 0.15
    assert keen.confidence(0.999, 1) - 0.999 < 0.001, "and above, the correction is that of the surest seen"


def test_a_skill_decided_about_often_earns_its_own_correction_within_bounds() -> None:
    others = decided_by(0.0, 400)
    always = [Decided(5_000 + at, 7, 0.7, False) for at in range(60)]
    four = [Decided(6_000 + at, 8, 0.7, False) for at in range(4)]
    fitted = fit_adjustment([*others, *always, *four], "toy")
    assert set(fitted.skills) == {7}, "four activities are too few for a correction of its own"
    assert -1.0 <= fitted.skills[7] < -0.5
    assert fitted.confidence(0.7, 7) < fitted.confidence(0.7, 8)


def test_a_place_further_down_takes_away_where_decisions_say_so_and_never_adds() -> None:
    first = [Decided(at, 1_000 + at, 0.7, at % 10 < 7, rank=0) for at in range(300)]
    third = [Decided(at, 5_000 + at, 0.7, at % 10 < 2, rank=2) for at in range(300)]
    fitted = fit_adjustment([*first, *third], "toy")
    assert fitted.confidence(0.7, 1, 2) < fitted.confidence(0.7, 1, 1) < fitted.confidence(0.7, 1, 0)
    assert fitted.confidence(0.7, 1, 9) == fitted.confidence(0.7, 1, 2), "people see three"
    swapped = [Decided(each.activity, each.skill, 0.7, each.accepted, rank=2 - each.rank) for each in (*first, *third)]
    assert fit_adjustment(swapped, "toy").rank == 0.0, "a likelier candidate stays the likelier one"
    with pytest.raises(ValueError, match="no adjustment"):
        Adjustment("toy", rank=0.1)


def test_what_is_stored_reads_back_alike_and_nonsense_is_refused() -> None:
    fitted = fit_adjustment([*decided_by(-1.0, 300), *(Decided(900 + at, 7, 0.8, False) for at in range(9))], "toy 1")
    again = Adjustment.from_json(fitted.to_json())
    assert again.basis == "toy 1"
    assert [again.confidence(each, 7) for each in GRID] == pytest.approx(
        [fitted.confidence(each, 7) for each in GRID], abs=1e-3
    )
    assert again.rank == pytest.approx(fitted.rank, abs=1e-6)
    for nonsense in ({}, {**fitted.to_json(), "slope": -1}, {**fitted.to_json(), "shift": math.nan}):
        with pytest.raises(ValueError, match="no adjustment"):
            Adjustment.from_json(nonsense)


def test_without_a_decision_there_is_nothing_to_fit() -> None:
    with pytest.raises(ValueError, match="none"):
        fit_adjustment([], "toy")
