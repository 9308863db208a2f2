"""An organisation of exercises: editors who decide as the exercises are labelled make the confidence honest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagging.adjustment import Decided
from tagging.labelled import exercise_track
from tagging.refitting import MARGIN, Outcome, refit
from tagging.shortlist import SkillIndex
from tagging.tagger import MOST_SUGGESTIONS, Tagger
from tests.tagging.conftest import LocalEmbedder

EXERCISES = Path(__file__).resolve().parents[3] / "shared" / "data" / "tagging" / "exercises.json"
TRACK, THRESHOLD = "python", 0.2


def decided(embedder: LocalEmbedder) -> list[Decided]:
    """What editors would decide about the suggestions shown from the threshold up."""
    labelled = exercise_track(EXERCISES, TRACK)
    tagger, index = Tagger(embedder), SkillIndex.build(labelled.skills, embedder.embed)
    return [
        Decided(at, skill, confidence, skill in text.skills, rank)
        for at, text in enumerate(labelled.texts)
        for rank, (skill, confidence) in enumerate(tagger.ranking(text.title, text.text, index, k=MOST_SUGGESTIONS))
        if confidence >= THRESHOLD
    ]


@pytest.mark.slow
@pytest.mark.skipif(not EXERCISES.is_file(), reason="the labelled exercises are not here")
def test_decisions_on_exercises_bring_the_held_out_calibration_error_clearly_down(
    real_embedder: LocalEmbedder,
) -> None:
    made = refit(decided(real_embedder), "exercises", 0.5)
    assert made.before is not None and made.after is not None
    if made.before.calibration_error <= 0.05:
        assert made.outcome in (Outcome.TAKEN, Outcome.NOT_BETTER), "honest already: nothing may get worse"
        assert made.adjustment is None or made.after.log_loss <= made.before.log_loss - MARGIN
    else:
        assert made.outcome == Outcome.TAKEN
        assert made.after.calibration_error <= 0.1
        assert made.after.calibration_error < made.before.calibration_error / 2
