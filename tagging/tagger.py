"""Suggests skills for an activity: short list, judge, confidence, threshold."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.embedding import Embedder
from tagging.adjustment import Adjustment
from tagging.basis import basis_of
from tagging.confidence import Coefficients, shipped, shipped_by_meaning
from tagging.degraded import Degraded, degraded_by
from tagging.features import Measured, measure
from tagging.foreign import confidences_in, told_by_meaning
from tagging.instructions import without_instructions
from tagging.judge import SHORTLIST, Judge, Pick, shown_to_judge
from tagging.languages import language_of
from tagging.llm import ChatFailed
from tagging.reading import Reading, joined, read_activity
from tagging.reasons import explain
from tagging.shortlist import SkillIndex
from tagging.silence import silenced
from tagging.suggestion import Suggestion, Suggestions
from tagging.verdicts import VerdictWeights, shipped_verdicts

MOST_SUGGESTIONS = 3
THRESHOLD = 0.5
CONSIDERED = 10
# Confidences are kept to four places, so that what is shown, stored and compared is one number.
PLACES = 4

__all__ = ["MOST_SUGGESTIONS", "THRESHOLD", "Degraded", "Suggestion", "Suggestions", "Tagger"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Verdicts:
    picks: dict[int, Pick]
    shown: frozenset[int]
    degraded: Degraded | None

    def on(self, index: SkillIndex, row: int) -> float | None:
        """Return the judge's confidence in a skill, 0 when it left it out, None when it wasn't asked about it."""
        skill_id = int(index.ids[row])
        if skill_id not in self.shown:
            return None
        pick = self.picks.get(skill_id)
        return pick.confidence if pick else 0.0


class Tagger:
    """Finds skills a text is about. Holds no catalogue: the index comes with each question."""

    def __init__(
        self,
        embedder: Embedder,
        judge: Judge | None = None,
        coefficients: Coefficients | None = None,
        verdicts: VerdictWeights | None = None,
        by_meaning: Coefficients | None = None,
    ) -> None:
        """Coefficients not given are the shipped ones; with given ones, texts in other languages are measured by
        them too unless `by_meaning` is given as well."""
        self._embedder = embedder
        self._judge = judge
        self._by_meaning = by_meaning or coefficients or shipped_by_meaning()
        self._coefficients = coefficients or shipped(embedder.model)
        self._weights = verdicts or shipped_verdicts()

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
        adjustment: Adjustment | None = None,
        reading: Reading | None = None,
    ) -> Suggestions:
        """Return at most `limit` (never over 3) skills with confidence at or above the threshold.

        `allowed` are the ids the editor may link (None: all in the index), `exclude` those linked or rejected;
        no other id comes back, whatever a model answers (rule tagging/never-new). Sentences that speak to the
        tagger are left out first (rule tagging/injection). An `adjustment` learned on this answer's basis is laid
        over the confidences; one learned on another is left out. `reading` is the text's where it was made with
        others. Raises EmbeddingUnavailable when the embedding model can't be loaded.
        """
        measured = self._measured(title, text, index, allowed, exclude, reading)
        if measured is None:
            return self._answer((), None, threshold, self._unasked(), self.basis(judged=False))
        reading, found = measured
        measured_first, verdicts = self._ranked(reading, found, index, limit)
        basis = self.basis(judged=bool(verdicts.shown), text=_whole(reading))
        known = adjustment if adjustment and adjustment.basis == basis else None
        ranked = _adjusted(measured_first, found, index, known)
        most = max(0, min(limit, MOST_SUGGESTIONS))
        passing = [(confidence, at) for confidence, at in ranked if confidence >= threshold][:most]
        told = [_told(reading, found, index, one, verdicts) for one in (passing or ranked[:1])]
        answer = self._answer(tuple(told) if passing else (), told[0], threshold, verdicts, basis)
        return replace(answer, considered=_named(measured_first[:CONSIDERED], found, index))

    def ranking(self, title: str, text: str, index: SkillIndex, k: int = 5) -> list[tuple[int, float]]:
        """Return the k most relevant skills with their confidence, whatever the threshold, for evaluation."""
        measured = self._measured(title, text, index, None, ())
        if measured is None:
            return []
        ranked, _ = self._ranked(*measured, index, MOST_SUGGESTIONS)
        return list(_named(ranked[:k], measured[1], index))

    def alone(self) -> "Tagger":
        """This tagger without its judge: retrieval answers, and no language model is asked."""
        return Tagger(self._embedder, None, self._coefficients, self._weights, self._by_meaning)

    def judged(self, title: str, text: str, index: SkillIndex) -> list[tuple[int, float, float]]:
        """What retrieval (0 to 1) and the judge (0: left out) say of each skill it was shown, to fit weights by.

        Empty where there is no judge, it gave no usable answer, or there was nothing to compare.
        """
        measured = self._measured(title, text, index, None, ())
        if measured is None:
            return []
        reading, found = measured
        retrieval, order = self._by_retrieval(reading, found, index)
        verdicts = self._verdicts(reading, found, order, index, MOST_SUGGESTIONS)
        said = [(found.rows[at], float(retrieval[at]), verdicts.on(index, found.rows[at])) for at in order]
        return [(int(index.ids[row]), sure, verdict) for row, sure, verdict in said if verdict is not None]

    def basis(self, *, judged: bool | None = None, text: str = "") -> str:
        """The name of what measures: with the judge, or by retrieval alone (None: as this tagger usually answers).

        Of an answer about a `text` that is told by meaning alone it is another one: what was learned from decisions
        about English texts says nothing of those confidences.
        """
        coefficients = self._coefficients_for(text)
        if self._judge is None or judged is False:
            return basis_of(self._embedder.model, coefficients)
        name = f"{self._embedder.model} + {self._judge.model} {self._judge.prompt_version}"
        return basis_of(name, coefficients, self._weights)

    def warm(self) -> None:
        """Load the models' libraries and the embedding model now, so that the first editor doesn't wait for them."""
        self._embedder.embed(["warm"])
        if self._judge is not None:
            self._judge.warm()

    def _measured(
        self,
        title: str,
        text: str,
        index: SkillIndex,
        allowed: Collection[int] | None,
        exclude: Collection[int],
        made: Reading | None = None,
    ) -> tuple[Reading, Measured] | None:
        """Read the text and measure its candidates; None when there is no word or no skill to compare."""
        rows = index.open_rows(allowed, exclude)
        if not rows:
            return None
        reading = made or read_activity(without_instructions(title), without_instructions(text), self._embedder)
        if reading is None:
            return None
        return reading, measure(reading, index, rows if len(rows) < len(index) else None)

    def _ranked(
        self, reading: Reading, measured: Measured, index: SkillIndex, limit: int
    ) -> tuple[list[tuple[float, int]], _Verdicts]:
        """Return (confidence, place in `measured`) of every candidate, most relevant first, and the verdicts."""
        retrieval, order = self._by_retrieval(reading, measured, index)
        verdicts = self._verdicts(reading, measured, order, index, limit)
        joint = [(self._joint(float(retrieval[at]), verdicts.on(index, measured.rows[at])), at) for at in order]
        return sorted(joint, key=lambda one: -one[0]), verdicts

    def _joint(self, retrieval: float, verdict: float | None) -> float:
        return round(self._weights.joint(retrieval, verdict), PLACES)

    def _by_retrieval(
        self, reading: Reading, measured: Measured, index: SkillIndex
    ) -> tuple[NDArray[np.float64], list[int]]:
        """Retrieval's confidences, and the places of the candidates by them, surest first."""
        text = _whole(reading)
        coefficients = self._coefficients_for(text)
        usual = coefficients.confidences(measured.features)
        if coefficients is not self._coefficients:
            usual = silenced(usual, str(language_of(text)), index, self._embedder, coefficients)
        retrieval = confidences_in(text, measured, usual)
        return retrieval, sorted(range(len(measured.rows)), key=lambda at: (-retrieval[at], measured.rows[at]))

    def _coefficients_for(self, text: str) -> Coefficients:
        return self._by_meaning if told_by_meaning(text, self._embedder) else self._coefficients

    def _verdicts(
        self, reading: Reading, measured: Measured, order: Sequence[int], index: SkillIndex, limit: int
    ) -> _Verdicts:
        if self._judge is None:
            return self._unasked()
        shortlist = shown_to_judge([index.skills[measured.rows[at]] for at in order[:SHORTLIST]])
        try:
            picks = self._judge.pick(reading.title, reading.text, shortlist, limit)
        except ChatFailed as failed:
            log.info("retrieval answered alone: %s", failed.kind)
            return _Verdicts({}, frozenset(), degraded_by(failed))
        return _Verdicts(picks, frozenset(skill.id for skill in shortlist), None)

    def _unasked(self) -> _Verdicts:
        """Without a judge, or with nothing to ask it about."""
        return _Verdicts({}, frozenset(), None if self._judge else "no_model")

    def _answer(
        self,
        suggestions: tuple[Suggestion, ...],
        best: Suggestion | None,
        threshold: float,
        verdicts: _Verdicts,
        basis: str,
    ) -> Suggestions:
        judged = self._judge if verdicts.shown else None
        model = f"{self._embedder.model} + {judged.model}" if judged else self._embedder.model
        version = judged.prompt_version if judged else None
        return Suggestions(suggestions, best, threshold, model, version, verdicts.degraded, basis)


def _whole(reading: Reading) -> str:
    return joined(reading.title, reading.text)


def _told(
    reading: Reading, measured: Measured, index: SkillIndex, ranked: tuple[float, int], verdicts: _Verdicts
) -> Suggestion:
    confidence, at = ranked
    row = measured.rows[at]
    skill_id = int(index.ids[row])
    pick = verdicts.picks.get(skill_id)
    if pick and pick.reason:
        return Suggestion(skill_id, confidence, pick.reason, pick.words, "judge")
    reason, words = explain(_whole(reading), reading, index, row, measured.matched[at])
    return Suggestion(skill_id, confidence, reason, pick.words if pick else words, "judge" if pick else "retrieval")


def _named(
    ranked: Sequence[tuple[float, int]], measured: Measured, index: SkillIndex
) -> tuple[tuple[int, float], ...]:
    return tuple((int(index.ids[measured.rows[at]]), confidence) for confidence, at in ranked)


def _adjusted(
    ranked: list[tuple[float, int]], measured: Measured, index: SkillIndex, adjustment: Adjustment | None
) -> list[tuple[float, int]]:
    """The ranking by what the organisation's own decisions make of the confidences."""
    if adjustment is None:
        return ranked
    named = _named(ranked, measured, index)
    found = [
        (round(adjustment.confidence(confidence, skill_id, rank), PLACES), at)
        for rank, ((skill_id, confidence), (_, at)) in enumerate(zip(named, ranked, strict=True))
    ]
    return sorted(found, key=lambda one: -one[0])
