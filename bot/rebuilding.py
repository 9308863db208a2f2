"""Stored helpers made anew from the data, and what differed: the next looks at notices, streaks, vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.achievements import StreakDifference, rebuild_streaks
from core.embedding import Embedder
from core.frameworks import CompetencyCategory, VectorDifferences, competency_texts, rebuild_vectors
from core.notifications import ScheduleDifference, rebuild_rounds, rebuild_schedule
from core.transaction import Engine
from tagging.shortlist import SkillIndex, SkillText


@dataclass(frozen=True)
class Rebuilt:
    """What was wrong in a workspace's stored helpers, and is right now."""

    workspace_id: int
    schedule: Sequence[ScheduleDifference]
    streaks: Sequence[StreakDifference]
    vectors: VectorDifferences

    @property
    def differences(self) -> int:
        """How many stored values differed."""
        vectors = self.vectors.missing + self.vectors.wrong + self.vectors.left_over
        return len(self.schedule) + len(self.streaks) + vectors


def rebuild(engine: Engine, embedder: Embedder, workspace_id: int) -> Rebuilt:
    """Recompute every stored helper of a workspace. Repeatable: a second time nothing differs. Slow: it embeds all."""
    with engine.transaction(workspace_id) as session:
        schedule = rebuild_schedule(session)
        rebuild_rounds(session)
        streaks = rebuild_streaks(session)
    fresh = _vectors(engine, embedder, workspace_id)
    with engine.transaction(workspace_id) as session:
        vectors = rebuild_vectors(session, embedder.model, fresh)
    return Rebuilt(workspace_id, schedule, streaks, vectors)


def _vectors(engine: Engine, embedder: Embedder, workspace_id: int) -> dict[str, bytes]:
    """A fresh vector for each text that an index of the catalogue is made of; no transaction is open meanwhile."""
    with engine.reading(workspace_id) as session:
        texts = competency_texts(session)
    fresh: dict[str, bytes] = {}

    def embed(words: Sequence[str]) -> NDArray[np.float32]:
        found = embedder.embed(words)
        fresh.update({text: vector.astype("<f4").tobytes() for text, vector in zip(words, found, strict=True)})
        return found

    for skills in (True, False):
        chosen = [each for each in texts if (each.category == CompetencyCategory.SKILL) == skills]
        SkillIndex.build([SkillText(each.id, each.name, each.description, each.synonyms) for each in chosen], embed)
    return fresh
