"""Suggests skills for an activity: short list, judge, confidence, threshold."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from core.embedding import Embedder
from tagging.confidence import Coefficients, combined, shipped
from tagging.features import Measured, measure
from tagging.instructions import without_instructions
from tagging.judge import SHORTLIST, Judge, Pick
from tagging.leaving import SWITCHED_OFF
from tagging.llm import ChatFailed
from tagging.reading import Reading, joined, read_activity
from tagging.reasons import explain
from tagging.shortlist import SkillIndex

MOST_SUGGESTIONS = 3
THRESHOLD = 0.5
# Confidences are kept to four places, so that what is shown, stored and compared is one number.
PLACES = 4

Degraded = Literal["no_model", "failed", "switched_off"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Suggestion:
    """A proposed skill: confidence 0 to 1, one line why, the matched words as written, and who found it."""

    skill_id: int
    confidence: float
    reason: str
    words: tuple[str, ...]
    source: Literal["retrieval", "judge"]


@dataclass(frozen=True)
class Suggestions:
    """The answer for one activity. `suggestions` are at or above `threshold`, most relevant first.

    `best` is the best skill even when it doesn't pass, None when there was nothing to compare.
    `degraded` says that retrieval answered alone: no model is set, it failed (rule tagging/degrade), or the AI is
    switched off for whoever asked (privacy/ai).
    """

    suggestions: tuple[Suggestion, ...]
    best: Suggestion | None
    threshold: float
    model: str
    prompt_version: str | None
    degraded: Degraded | None


@dataclass(frozen=True)
class _Verdicts:
    picks: dict[int, Pick]
    heard: bool
    degraded: Degraded | None

    def on(self, index: SkillIndex, row: int) -> float | None:
        """Return the judge's confidence in a skill, 0 when it left it out, None when it wasn't heard."""
        pick = self.picks.get(int(index.ids[row]))
        return (pick.confidence if pick else 0.0) if self.heard else None


class Tagger:
    """Finds skills a text is about. Holds no catalogue: the index comes with each question."""

    def __init__(
        self, embedder: Embedder, judge: Judge | None = None, coefficients: Coefficients | None = None
    ) -> None:
        self._embedder = embedder
        self._judge = judge
        self._coefficients = coefficients or shipped()

    def suggest(
        self,
        title: str,
        text: str,
        index: SkillIndex,
        *,
        allowed: Collection[int] | None = None,
        exclude: Collection[int] = (),
        limit: int = MOST_SUGGESTIONS,
        threshold: float = THRESHOLD,
    ) -> Suggestions:
        """Return at most `limit` (never over 3) skills with confidence at or above the threshold.

        `allowed` are the ids the editor may link (None: all in the index), `exclude` those linked or rejected;
        no other id comes back, whatever a model answers (rule tagging/never-new). Sentences that speak to the
        tagger are left out first (rule tagging/injection). Raises EmbeddingUnavailable when the embedding
        model can't be loaded.
        """
        measured = self._measured(title, text, index, allowed, exclude)
        if measured is None:
            return self._answer((), None, threshold, _Verdicts({}, False, None if self._judge else "no_model"))
        reading, found = measured
        ranked, verdicts = self._ranked(reading, found, index, limit)
        most = max(0, min(limit, MOST_SUGGESTIONS))
        passing = [(confidence, at) for confidence, at in ranked if confidence >= threshold][:most]
        told = [_told(reading, found, index, one, verdicts) for one in (passing or ranked[:1])]
        return self._answer(tuple(told) if passing else (), told[0], threshold, verdicts)

    def ranking(self, title: str, text: str, index: SkillIndex, k: int = 5) -> list[tuple[int, float]]:
        """Return the k most relevant skills with their confidence, whatever the threshold, for evaluation."""
        measured = self._measured(title, text, index, None, ())
        if measured is None:
            return []
        ranked, _ = self._ranked(*measured, index, MOST_SUGGESTIONS)
        return [(int(index.ids[measured[1].rows[at]]), confidence) for confidence, at in ranked[:k]]

    def alone(self) -> "Tagger":
        """This tagger without its judge: retrieval answers, and no language model is asked."""
        return Tagger(self._embedder, None, self._coefficients)

    def warm(self) -> None:
        """Load the embedding model now, so that the first editor doesn't wait for it."""
        self._embedder.embed(["warm"])

    def _measured(
        self,
        title: str,
        text: str,
        index: SkillIndex,
        allowed: Collection[int] | None,
        exclude: Collection[int],
    ) -> tuple[Reading, Measured] | None:
        """Read the text and measure its candidates; None when there is no word or no skill to compare."""
        rows = _open_rows(index, allowed, exclude)
        if not rows:
            return None
        reading = read_activity(without_instructions(title), without_instructions(text), self._embedder)
        if reading is None:
            return None
        return reading, measure(reading, index, rows if len(rows) < len(index) else None)

    def _ranked(
        self, reading: Reading, measured: Measured, index: SkillIndex, limit: int
    ) -> tuple[list[tuple[float, int]], _Verdicts]:
        """Return (confidence, place in `measured`) of every candidate, most relevant first, and the verdicts."""
        retrieval = self._coefficients.confidences(measured.features)
        order = sorted(range(len(measured.rows)), key=lambda at: (-retrieval[at], measured.rows[at]))
        verdicts = self._verdicts(reading, [measured.rows[at] for at in order[:SHORTLIST]], index, limit)
        joint = [
            (round(combined(float(retrieval[at]), verdicts.on(index, measured.rows[at])), PLACES), at) for at in order
        ]
        return sorted(joint, key=lambda one: -one[0]), verdicts

    def _verdicts(self, reading: Reading, rows: Sequence[int], index: SkillIndex, limit: int) -> _Verdicts:
        if self._judge is None:
            return _Verdicts({}, False, "no_model")
        try:
            shortlist = [index.skills[row] for row in rows]
            return _Verdicts(self._judge.pick(reading.title, reading.text, shortlist, limit), True, None)
        except ChatFailed as failed:
            log.info("retrieval answered alone: %s", failed.kind)
            return _Verdicts({}, False, "switched_off" if failed.kind == SWITCHED_OFF else "failed")

    def _answer(
        self,
        suggestions: tuple[Suggestion, ...],
        best: Suggestion | None,
        threshold: float,
        verdicts: _Verdicts,
    ) -> Suggestions:
        judged = self._judge if verdicts.heard else None
        model = f"{self._embedder.model} + {judged.model}" if judged else self._embedder.model
        version = judged.prompt_version if judged else None
        return Suggestions(suggestions, best, threshold, model, version, verdicts.degraded)


def _told(
    reading: Reading, measured: Measured, index: SkillIndex, ranked: tuple[float, int], verdicts: _Verdicts
) -> Suggestion:
    confidence, at = ranked
    row = measured.rows[at]
    skill_id = int(index.ids[row])
    pick = verdicts.picks.get(skill_id)
    if pick:
        return Suggestion(skill_id, confidence, pick.reason, pick.words, "judge")
    whole = joined(reading.title, reading.text)
    reason, words = explain(whole, reading, index, row, measured.matched[at])
    return Suggestion(skill_id, confidence, reason, words, "retrieval")


def _open_rows(index: SkillIndex, allowed: Collection[int] | None, exclude: Collection[int]) -> list[int]:
    """Return rows of skills that may be suggested, in order."""
    barred = set(exclude)
    wanted = index.rows.keys() if allowed is None else set(allowed) & index.rows.keys()
    return sorted(index.rows[skill_id] for skill_id in wanted if skill_id not in barred)
