"""The judge's verdict joined with retrieval's confidence: rising in both, and true once fitted, whatever the judge."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.confidence import Coefficients
from tagging.features import FEATURES
from tagging.judge import Judge
from tagging.labelled import LabelledText
from tagging.llm import ChatModel
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger
from tagging.verdict_fitting import Judged, fit_verdict, judged_pairs
from tagging.verdicts import VerdictWeights, chance, log_odds, shipped_verdicts, verdicts_from_json, verdicts_to_json
from tests.tagging.conftest import ToyEmbedder
from tests.tagging.scripted_llm import ScriptedLLM

SHARES = st.floats(0, 1)


@pytest.mark.parametrize("retrieval", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("verdict", [None, 0.0, 0.5, 1.0, 1e12, -5.0, float("nan")])
def test_the_joint_confidence_stays_between_0_and_1(retrieval: float, verdict: float | None) -> None:
    assert 0 <= shipped_verdicts().joint(retrieval, verdict) <= 1


@given(SHARES, SHARES, SHARES)
def test_the_joint_confidence_never_falls_when_either_rises(one: float, two: float, at: float) -> None:
    joint = shipped_verdicts().joint
    assert joint(min(one, two), at) <= joint(max(one, two), at)
    assert joint(at, min(one, two)) <= joint(at, max(one, two))


def test_without_a_verdict_retrieval_stands() -> None:
    assert [shipped_verdicts().joint(share, None) for share in (0.0, 0.37, 1.0)] == [0.0, 0.37, 1.0]


@given(SHARES)
def test_a_skill_the_judge_left_out_stays_below_a_half_and_below_any_pick(retrieval: float) -> None:
    left_out = shipped_verdicts().joint(retrieval, 0.0)
    assert left_out < 0.5
    assert left_out <= shipped_verdicts().joint(retrieval, 0.0001)


def test_a_sure_pick_passes_with_little_else_for_it_and_a_doubtful_one_does_not() -> None:
    assert shipped_verdicts().joint(0.02, 0.95) >= 0.5
    assert shipped_verdicts().joint(0.02, 0.6) < 0.5
    assert shipped_verdicts().joint(0.8, 0.6) >= 0.5


@pytest.mark.parametrize("wrong", [{"retrieval": -0.1}, {"verdict": -0.1}, {"left_out": 0.0}])
def test_weights_that_turn_better_into_worse_are_refused(wrong: dict[str, float]) -> None:
    usual = {"retrieval": 0.5, "verdict": 1.0, "picked": -0.4, "left_out": -2.6}
    VerdictWeights("fine", **usual)
    with pytest.raises(ValueError, match="'turned'"):
        VerdictWeights("turned", **(usual | wrong))


def test_weights_are_kept_as_they_are() -> None:
    assert verdicts_from_json(verdicts_to_json(shipped_verdicts())) == shipped_verdicts()


# -- judges of known reliability ------------------------------------------------------------------------------------

JUDGES = {
    "careful": (0.85, 0.03, 0.9),
    "eager": (0.9, 0.35, 0.95),
    "timid": (0.35, 0.02, 0.7),
    "careless": (0.6, 0.4, 0.9),
    "by chance": (0.5, 0.5, 0.85),
}
"""How often each picks a right skill, how often a wrong one, and how sure it says it is, whatever the truth."""


def simulated(judge: str, count: int, seed: int) -> list[Judged]:
    """Short-listed skills that are right as often as retrieval says, and what a judge makes of them."""
    picks_right, picks_wrong, says = JUDGES[judge]
    chance_of = random.Random(seed)
    pairs = []
    for _ in range(count):
        retrieval = chance_of.betavariate(0.6, 1.6)
        right = chance_of.random() < retrieval
        picked = chance_of.random() < (picks_right if right else picks_wrong)
        said = min(1.0, max(0.05, chance_of.gauss(says + (0.04 if right else -0.04), 0.08)))
        pairs.append(Judged(retrieval, said if picked else 0.0, right))
    return pairs


def calibration_error(weights: VerdictWeights, pairs: list[Judged]) -> float:
    """Expected calibration error in ten bins."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for pair in pairs:
        joint = weights.joint(pair.retrieval, pair.verdict)
        bins[min(9, int(joint * 10))].append((joint, pair.right))
    gaps = (abs(sum(j for j, _ in one) - sum(right for _, right in one)) for one in bins)
    return sum(gaps) / len(pairs)


@pytest.mark.parametrize("judge", JUDGES)
def test_after_fitting_the_joint_confidence_means_what_it_says_whatever_the_judge_is_worth(judge: str) -> None:
    weights = fit_verdict(simulated(judge, 1_500, seed=1))
    held_out = simulated(judge, 6_000, seed=2)
    assert calibration_error(weights, held_out) <= 0.05
    for pair in held_out[:200]:
        assert weights.joint(pair.retrieval, 0.0) <= weights.joint(pair.retrieval, pair.verdict)


def test_a_good_judge_moves_confidences_apart_and_one_by_chance_leaves_them() -> None:
    good, chance_judge = (fit_verdict(simulated(judge, 1_500, seed=3)) for judge in ("careful", "by chance"))
    assert good.joint(0.3, 0.9) - good.joint(0.3, 0.0) > 0.5
    assert abs(chance_judge.joint(0.3, 0.85) - 0.3) < 0.1
    assert abs(chance_judge.joint(0.3, 0.0) - 0.3) < 0.1


def test_a_silence_that_means_little_lets_a_sure_skill_pass_only_by_fitted_weights() -> None:
    timid = fit_verdict(simulated("timid", 1_500, seed=4))
    assert timid.joint(0.95, 0.0) > 0.5 > shipped_verdicts().joint(0.95, 0.0)


def test_few_picks_are_not_fitted_on() -> None:
    pairs = [Judged(0.5, 0.9, True)] * 29 + [Judged(0.5, 0.0, False)] * 500
    with pytest.raises(ValueError, match="at least 30"):
        fit_verdict(pairs)
    assert fit_verdict([*pairs, Judged(0.5, 0.9, True)]).joint(0.5, 0.9) > 0.8


def test_odds_and_chances_are_each_others_other_side() -> None:
    assert [round(chance(log_odds(share)), 9) for share in (0.01, 0.5, 0.97)] == [0.01, 0.5, 0.97]
    assert chance(1e9) == pytest.approx(1)
    assert chance(-1e9) == pytest.approx(0)


def test_pairs_to_fit_by_are_what_the_judge_was_shown(toy: ToyEmbedder, index: SkillIndex) -> None:
    zeros = (0.0,) * len(FEATURES)
    even = Coefficients("even", zeros, (1.0,) * len(FEATURES), zeros, 0.0)
    texts = [LabelledText("Welding", "fire", frozenset({2})), LabelledText("", "...", frozenset())]
    pick = {"id": 2, "confidence": 0.9, "reason": "r", "words": ["Welding"]}
    with ScriptedLLM([{"picks": [pick]}]) as server:
        tagger = Tagger(toy, Judge(ChatModel(model="m", api_key=None, base_url=server.url)), even)
        pairs = judged_pairs(tagger, texts, index)
    assert [(pair.verdict, pair.right) for pair in pairs if pair.verdict > 0] == [(0.9, True)]
    assert len(pairs) == len(index)
    assert {pair.retrieval for pair in pairs} == {0.5}
