"""What a threshold brings: counted where people decided or labelled, expected elsewhere, and '1 wrong in N' from it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tagging.curves import LEAST_COUNTED, Evaluated, Own, counted, from_json, shipped_curve

SURE = [[0.9, 0.8, 0.3], [0.7, 0.2], [0.4], []]


def test_own_askings_tell_how_many_activities_stay_empty_and_exactly_at_the_threshold_is_shown() -> None:
    own = Own(SURE, ())
    assert [own.point(at).empty for at in (0.0, 0.4, 0.41, 0.7, 0.71, 0.9, 0.91)] == [0, 0.25, 0.5, 0.5, 0.75, 0.75, 1]


def test_the_share_right_is_counted_where_people_decided_and_expected_below() -> None:
    decisions = [(0.6, True)] * 15 + [(0.8, False)] * 5
    own = Own(SURE, decisions)
    at, also, below, above = (own.point(each) for each in (0.6, 0.41, 0.4, 0.61))
    assert (at.right, at.expected) == (0.75, False)
    assert (also.right, also.expected) == (0.75, False), "nothing lies between: people saw all that it shows"
    assert below.expected and below.right == pytest.approx((0.9 + 0.8 + 0.7 + 0.4) / 4)
    assert above.expected, f"from {LEAST_COUNTED} decisions on"


@pytest.mark.parametrize("wrong_in", [2, 3, 5, 10, 20])
def test_the_lowest_threshold_at_which_the_expected_share_wrong_stays_within_1_in_n(wrong_in: int) -> None:
    askings = [[at / 200, at / 300] for at in range(200)]
    own = Own(askings, (), calibrated=True)
    found = own.threshold_for(wrong_in)

    def wrong(threshold: float) -> float:
        shown = [one for each in askings for one in each if one >= threshold]
        return 1 - sum(shown) / len(shown)

    assert wrong(found) <= 1 / wrong_in < wrong(found - 0.01)


def test_confidences_never_fitted_here_must_keep_to_it_by_the_decisions_too() -> None:
    askings = [[0.9]] * 50
    decisions = [(0.9, True)] * 20 + [(0.9, False)] * 20
    assert Own(askings, decisions, calibrated=True).threshold_for(10) == 0.0, "each is promised to be right 9 in 10"
    assert Own(askings, decisions).threshold_for(10) == 0.91, "half of them were rejected"
    assert Own(askings, decisions).threshold_for(2) == 0.0


def test_fewer_may_be_wrong_means_a_higher_threshold() -> None:
    for source in (Own([[at / 200] for at in range(200)], ()), shipped_curve()):
        found = [source.threshold_for(wrong_in) for wrong_in in range(2, 21)]
        assert all(lower <= higher for lower, higher in pairwise(found))
        assert 0 < found[0] < found[-1] <= 1


@pytest.mark.parametrize(("wrong_in", "least"), [(2, 0.5), (3, 0.67), (10, 0.9), (20, 0.95)])
def test_where_nothing_is_so_sure_each_single_suggestion_must_keep_to_it(wrong_in: int, least: float) -> None:
    assert Own([[0.3, 0.2]], ()).threshold_for(wrong_in) == least
    assert Own([], ()).threshold_for(wrong_in) == least


def test_an_evaluation_counts_labels_from_the_threshold_up() -> None:
    texts = [[(0.6, True), (0.55, False)]] * 10 + [[(0.59, False)]] * 10
    found = counted("toy", "toy", texts)
    assert (found.texts, found.point(0.6).empty, found.point(0.61).empty) == (20, 0.5, 1.0)
    assert found.point(0.55).right == pytest.approx(1 / 3)
    assert found.point(0.6).right is None, f"10 suggestions are too few, from {LEAST_COUNTED} on it tells"


def test_an_evaluations_threshold_is_the_lowest_from_which_on_it_held() -> None:
    shown, right = [0] * 100, [0] * 100
    shown[70], right[70] = 100, 99
    shown[50], right[50] = 100, 60
    shown[30], right[30] = 1_000, 999
    found = Evaluated("toy", "toy", tuple(shown), tuple(right), (0,) * 99 + (1,))
    assert found.threshold_for(10) == 0.51, "what is lower and better again doesn't hide what is worse above it"
    assert found.threshold_for(2) == 0.0


def test_the_shipped_evaluation_is_of_many_texts_and_names_its_source() -> None:
    found = shipped_curve()
    assert found.texts >= 200 and "ESCO" in found.source and found.model == "all-MiniLM-L6-v2"
    assert all(right <= shown for right, shown in zip(found.right, found.shown, strict=True))
    points = [found.point(at / 100) for at in range(30, 91, 5)]
    assert all(lower.empty <= higher.empty for lower, higher in pairwise(points))


def test_nonsense_is_no_evaluation() -> None:
    with pytest.raises(ValueError, match="hundredths"):
        from_json({"source": "toy", "model": "toy", "shown": [1], "right": [1], "best": [1]})
