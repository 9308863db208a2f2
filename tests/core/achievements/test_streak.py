"""The streak as a pure rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.achievements import counting
from core.achievements.rules import Attempt, passes, streak

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def attempts(*scores: tuple[str, float | str]) -> list[Attempt]:
    """Results in the order given, a minute apart: the activity's letter and the score in percent."""
    return [
        Attempt(number, ord(activity), Decimal(str(percent)) / 100, START + timedelta(minutes=number), START)
        for number, (activity, percent) in enumerate(scores, 1)
    ]


@pytest.mark.rule("acquisition/streak")
@pytest.mark.parametrize(("percent", "counts"), [("89.99", 0), ("90", 0), ("90.0001", 1), ("90.01", 1), ("100", 1)])
def test_an_activity_counts_strictly_above_90_percent(percent: str, counts: int) -> None:
    assert streak(attempts(("A", percent))).length == counts
    assert passes(Decimal(percent) / 100) is bool(counts)


@pytest.mark.rule("acquisition/streak")
def test_three_different_activities_in_a_row_complete_it_and_two_do_not() -> None:
    two = attempts(("A", 100), ("B", 91))
    three = attempts(("A", 100), ("B", 91), ("C", 95))
    assert not streak(two).completions
    assert [[each.result_id for each in row] for row in streak(three).completions] == [[1, 2, 3]]


@pytest.mark.rule("acquisition/broken")
def test_a_score_of_90_percent_or_less_sets_the_streak_to_zero() -> None:
    found = streak(attempts(("A", 100), ("B", 100), ("C", 90)))
    assert found.length == 0


@pytest.mark.rule("acquisition/broken")
def test_pass_pass_fail_pass_pass_gives_2_and_a_further_pass_acquires() -> None:
    history = [("A", 100), ("B", 100), ("C", 50), ("D", 100), ("E", 100)]
    assert streak(attempts(*history)).length == 2
    assert not streak(attempts(*history)).completions
    assert streak(attempts(*history, ("F", 100))).completions


@pytest.mark.rule("acquisition/once")
def test_one_activity_passed_three_times_counts_once() -> None:
    found = streak(attempts(("A", 100), ("A", 100), ("A", 100)))
    assert found.length == 1
    assert not found.completions


@pytest.mark.rule("acquisition/once")
def test_a_failed_first_try_may_be_passed_later_and_then_counts() -> None:
    assert streak(attempts(("A", 40), ("B", 100), ("A", 100), ("C", 100))).completions


@pytest.mark.rule("acquisition/once")
def test_a_later_failure_of_a_passed_activity_does_not_break() -> None:
    assert streak(attempts(("A", 100), ("A", 10), ("B", 100))).length == 2


@pytest.mark.rule("acquisition/once")
def test_repeated_failures_of_one_activity_break_once() -> None:
    assert streak(attempts(("A", 10), ("B", 100), ("A", 20), ("C", 100))).length == 2


@pytest.mark.rule("acquisition/order")
def test_the_order_is_by_time_of_the_result_then_arrival_then_entry() -> None:
    same = START + timedelta(hours=1)
    late = Attempt(9, 1, Decimal(1), same, arrived_at=same + timedelta(hours=3))
    early = Attempt(10, 2, Decimal("0.5"), same, arrived_at=same)
    twin = Attempt(11, 3, Decimal(1), same, arrived_at=same + timedelta(hours=3))
    assert streak([late, twin, early]).length == 2, "the failure arrived first"
    assert [each.result_id for each in streak([twin, late, early]).row] == [9, 11]


@pytest.mark.rule("activities/quiz")
@pytest.mark.parametrize(
    ("points", "least", "perfect"),
    [
        ([1] * 5, 5, True),
        ([1] * 8, 8, True),
        ([1] * 10, 10, True),
        ([1] * 11, 10, False),
        ([2] * 20, 19, False),
        ([3, 3, 4], 10, True),
        ([1, 10], 10, False),
    ],
)
def test_a_quiz_knows_how_many_right_answers_count(points: list[int], least: int, perfect: bool) -> None:
    found = counting(points)
    assert (found.least, found.only_perfect) == (least, perfect)
    share = Decimal(found.least) / found.total
    assert passes(share)
    assert not passes(Decimal(found.least - 1) / found.total)
