"""Fits that leave out what they are measured on: a fifth of the sentences, or a whole track of exercises.

Everything else is as in the fit that ships (`tagging.fitting`), measured once for all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.embedding import Embedder
from tagging.evals.judging import judge_texts
from tagging.fitting import WEIGHTS, Examples, examples, fit, supporting_parts
from tagging.fitting_sources import FIT_TRACK, Sources
from tagging.labelled import LabelledSet, LabelledText
from tagging.metrics import Judged
from tagging.shortlist import SkillIndex
from tagging.tagger import Tagger

FOLDS = 5


@dataclass(frozen=True)
class Folds:
    """What is fitted on, and what is measured: sentences that people labelled by set, and the tracks of exercises."""

    sources: Sources
    people: Sequence[LabelledSet]
    embedder: Embedder

    def sentences(self) -> dict[str, list[Judged]]:
        """Judge every sentence by coefficients fitted without its fifth."""
        judged: dict[str, list[Judged]] = {one.name: [] for one in self.people}
        for fold in range(FOLDS):
            seen = [text for one in self.people for at, text in enumerate(one.texts) if at % FOLDS != fold]
            tagger = self._fitted(seen, [FIT_TRACK], f"fold {fold}")
            for one in self.people:
                judged[one.name] += judge_texts(one.texts[fold::FOLDS], tagger, self.sources.index)
        return judged

    def track(self, name: str) -> list[Judged]:
        """Judge the exercises of a track that can be fitted on, as `exercises` does."""
        (track,) = (one for one in self.sources.tracks if one.name == name)
        return self.exercises(track)

    def exercises(self, track: LabelledSet) -> list[Judged]:
        """Judge exercises against their own concepts by coefficients fitted without their track."""
        others = [one.name for one in self.sources.tracks if one.name != track.name]
        tagger = self._fitted([text for one in self.people for text in one.texts], others, f"without {track.name}")
        return judge_texts(track.texts, tagger, SkillIndex.build(track.skills, self.embedder.embed))

    def _fitted(self, seen: Sequence[LabelledText], tracks: Sequence[str], name: str) -> Tagger:
        parts = [examples(seen, self.sources.index, self.embedder, WEIGHTS["people"]), *self._supporting]
        parts += [self._tracks[track] for track in tracks]
        return Tagger(self.embedder, coefficients=fit(parts, name))

    @cached_property
    def _supporting(self) -> list[Examples]:
        return supporting_parts(replace(self.sources, tracks=()), self.embedder)

    @cached_property
    def _tracks(self) -> dict[str, Examples]:
        return {track.name: self._measured(track) for track in self.sources.tracks}

    def _measured(self, track: LabelledSet) -> Examples:
        own = SkillIndex.build(track.skills, self.embedder.embed)
        return examples(track.texts, own, self.embedder, WEIGHTS["exercises"])
