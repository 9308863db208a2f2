"""The tagger's peers are asked fairly: with their own threshold, and with the best one that other texts could tell."""

from pathlib import Path

import pytest

from tagging.labelled import LabelledText
from tagging.metrics import Judged, figures
from tagging.shortlist import SkillIndex
from tests.bench import tagging_peers
from tests.bench.lines import Line
from tests.bench.table import row
from tests.bench.tagging_peers import cosine, extractor, in_hindsight
from tests.tagging.conftest import CATALOGUE, ToyEmbedder


def two_alike(right: float, wrong: float) -> list[Judged]:
    """Texts of which a threshold between the two confidences shows the right skill and hides the wrong one."""
    return [Judged(((1, right), (2, wrong)), frozenset({1}))] * 2


def test_the_threshold_of_each_half_is_the_best_on_the_other_half() -> None:
    assert in_hindsight([*two_alike(0.8, 0.3), *two_alike(0.8, 0.3)]).precision == 1
    # Odd texts tell a threshold of at most 0.2 for the even ones, which shows the wrong skill there.
    uneven = [Judged(((1, 0.8), (2, 0.5)), frozenset({1})), Judged(((1, 0.3),), frozenset({1}))]
    found = in_hindsight(uneven)
    assert (found.precision, found.recall) == (0.5, 0.5)


def test_texts_without_a_skill_take_the_threshold_that_other_texts_tell() -> None:
    silent = [Judged(((1, 0.5),), frozenset()), Judged(((1, 0.79),), frozenset())]
    assert in_hindsight(silent, two_alike(0.9, 0.6)).left_empty == 0.5
    assert in_hindsight(silent, two_alike(0.9, 0.8)).left_empty == 1


def test_plain_nearness_ranks_the_names_and_has_no_threshold_of_its_own() -> None:
    toy = ToyEmbedder()
    peer = cosine(SkillIndex.build(CATALOGUE, toy.embed), toy, toy)
    texts = [LabelledText("", "crane control", frozenset({8}))]
    (found,) = peer.rank(texts)
    assert found.ranking[0][0] == 8
    assert len(found.ranking) == 5
    assert figures([found], 0.5).hit_at_3 == 1
    assert peer.threshold is None
    assert peer.milliseconds(texts) > 0


def test_a_peer_that_is_not_installed_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging_peers, "FOLDER", tmp_path)
    assert extractor(CATALOGUE, {}, tmp_path) is None


@pytest.mark.parametrize(
    ("unit", "figure", "verdict"),
    [("share", 0.5, "met"), ("share", 0.499, "not met"), ("error", 0.5, "met"), ("error", 0.501, "not met")],
)
def test_a_share_should_be_at_least_its_goal_and_an_error_at_most(unit: str, figure: float, verdict: str) -> None:
    line = Line("what", figure, unit, 0.5)  # type: ignore[arg-type]
    assert line.verdict == verdict
    assert f"{figure:.3f}" in row(line)
