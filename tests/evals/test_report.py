"""What a report says: goals met and missed, cases by the harm they did, mistakes that teach."""

from dataclasses import fields, replace

import pytest

from tagging.allowance import Spent
from tagging.evals.cases import CaseResult, cost_of
from tagging.evals.goals import GOALS, Goal, reached
from tagging.evals.mistakes import instructive_mistakes
from tagging.evals.ranges import likely_ranges
from tagging.evals.report import FIGURE_NAMES, Judging, Report
from tagging.evals.sets import ABOUT, TOGETHER
from tagging.metrics import Figures
from tests.evals.conftest import a_report, judged
from tests.tagging.conftest import CATALOGUE


def test_a_goal_is_met_exactly_at_its_bound() -> None:
    least, most = Goal("tech", "recall", 0.20), Goal("tech", "calibration_error", 0.05, at_least=False)
    assert [least.met(value) for value in (0.1999, 0.20, 0.2001)] == [False, True, True]
    assert [most.met(value) for value in (0.0499, 0.05, 0.0501)] == [True, True, False]


def test_every_goal_is_about_a_figure_and_a_set_that_the_evaluation_measures() -> None:
    known = {field.name for field in fields(Figures)}
    assert {goal.figure for goal in GOALS} <= known & FIGURE_NAMES.keys()
    assert {goal.set for goal in GOALS} <= ABOUT.keys()
    assert len({(goal.set, goal.figure) for goal in GOALS}) == len(GOALS)


@pytest.mark.parametrize(
    ("name", "figure", "bound"),
    [
        ("house", "r_precision_at_5", 0.50),
        ("tech", "r_precision_at_5", 0.60),
        ("house_and_tech", "precision", 0.65),
        ("house_and_tech", "recall", 0.20),
        ("house_and_tech", "calibration_error", 0.05),
        ("python", "hit_at_3", 0.60),
        ("javascript", "hit_at_3", 0.60),
        ("no_skill_esco", "left_empty", 0.95),
        ("no_skill_sample", "left_empty", 0.95),
        ("no_skill_exercises", "left_empty", 0.95),
    ],
)
def test_the_goals_are_the_ones_the_tagger_was_built_for(name: str, figure: str, bound: float) -> None:
    (goal,) = [one for one in GOALS if (one.set, one.figure) == (name, figure)]
    assert goal.bound == bound
    assert goal.at_least is (figure != "calibration_error")


def test_only_sets_that_were_measured_are_held_against_goals_and_a_missing_value_misses() -> None:
    measured = {TOGETHER: a_report(name=TOGETHER, recall=None, precision=0.65).figures[TOGETHER]}
    by_figure = {one.goal.figure: one for one in reached(measured)}
    assert {one.goal.set for one in reached(measured)} == {TOGETHER}
    assert by_figure["precision"].met
    assert not by_figure["recall"].met


def test_a_missed_goal_is_named_with_its_figure_and_bound() -> None:
    told = a_report(name=TOGETHER, recall=0.191, precision=0.7, calibration_error=0.02).as_text()
    assert "goals: 2 of 3 met" in told
    assert "not met: house_and_tech: recall 0.191, goal at least 0.20" in told


def test_a_wrong_tag_costs_three_times_a_missed_one_and_comes_first() -> None:
    cases = {
        "a synonym isn't seen": CaseResult(False, "suggested nothing", "missed"),
        "a snake is tagged": CaseResult(False, "suggested Python", "wrong"),
        "all is well": CaseResult(True, "suggested nothing", "wrong"),
    }
    told = Report({}, cases).as_text()
    assert cost_of(cases) == 4
    assert "cases: 1 of 3 passed; harm of the others: 4 points" in told
    assert told.index("a snake is tagged") < told.index("a synonym isn't seen")
    assert "all is well" not in told


def test_what_a_language_model_cost_is_told_in_calls_tokens_and_money() -> None:
    judging = Judging("model-x", 10, {"deadline": 2, "budget": 1}, Spent(9, 2_000_000, 100_000), (0.5, 4.0))
    assert judging.cost == pytest.approx(1.4)
    assert judging.as_text() == (
        "model-x: 9 calls, 2,000,000 tokens read, 100,000 written, 1.4000 at the price given. "
        "3 of 10 texts were answered without it (2 deadline, 1 budget)."
    )
    assert replace(judging, price=None, unheard={}).as_text().endswith("100,000 written.")


def test_a_share_of_few_texts_may_be_further_off_than_one_of_many() -> None:
    half = [judged([(1, 0.9)], 1), judged([(1, 0.9)], 2)]
    few, many = (likely_ranges(half * count, 0.5)["precision"] for count in (10, 500))
    assert few[0] < 0.35 < 0.45 < many[0] < 0.5 < many[1] < 0.55 < 0.65 < few[1]


def test_a_share_nothing_can_tell_has_no_range_and_one_without_exception_has_a_narrow_one() -> None:
    silent = likely_ranges([judged([(1, 0.2)])] * 5, 0.5)
    assert silent == {"left_empty": (1.0, 1.0)}
    assert likely_ranges([judged([(1, 0.9)], 1)], 0.5)["r_precision_at_5"] == (1.0, 1.0)


def test_mistakes_show_the_surest_wrong_tag_first_then_what_was_missed_by_least() -> None:
    texts = [
        judged([(1, 0.6)], 2, text="wrong at 0.6"),
        judged([(1, 0.9)], text="wrong at 0.9"),
        judged([(2, 0.49)], 2, text="missed by a hundredth"),
        judged([(3, 0.9)], 3, text="right"),
        judged([(1, 0.2)], 4, text="not found at all"),
    ]
    found = instructive_mistakes(texts, CATALOGUE, 0.5)
    assert [(one.kind, one.text) for one in found] == [
        ("wrong", "wrong at 0.9"),
        ("wrong", "wrong at 0.6"),
        ("missed", "missed by a hundredth"),
        ("missed", "not found at all"),
    ]
    assert found[1].seen[0].name == "Fire safety"
    assert (found[3].wanted[0].name, found[3].wanted[0].confidence) == ("First aid", None)


def test_at_most_five_mistakes_are_shown_and_three_wrong_ones_leave_room_for_missed_ones() -> None:
    wrong = [judged([(1, 0.9)], 2, text=f"wrong {number}") for number in range(9)]
    missed = [judged([(1, 0.1)], 2, text=f"missed {number}") for number in range(9)]
    assert [one.kind for one in instructive_mistakes(wrong + missed, CATALOGUE, 0.5)] == ["wrong"] * 3 + ["missed"] * 2
    assert len(instructive_mistakes(wrong, CATALOGUE, 0.5)) == 5
    assert len(instructive_mistakes(missed, CATALOGUE, 0.5)) == 5


def test_a_judged_text_is_not_in_what_a_log_would_show_of_it() -> None:
    assert "secret plans" not in repr(judged([(1, 0.9)], 1, text="secret plans"))
