"""One snapshot of each workspace's catalogue, ready for the tagger: made anew only when the catalogue's revision moves.

Vectors are kept in the database by text and model, so that only texts never seen before are embedded (tagging/fresh).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.ai_use import ai_use
from core.embedding import Embedder
from core.frameworks import (
    CompetencyCategory,
    CompetencyText,
    catalogue_revision,
    competency_texts,
    keep_vectors,
    stored_vectors,
)
from core.transaction import Engine
from tagging.instructions import plain_skill
from tagging.leaving import texts_stay
from tagging.shortlist import SkillIndex, SkillText

BATCH = 512
"""Texts embedded before they are kept, so that a stop in the middle loses little."""

Texts = Mapping[int, CompetencyText]


@dataclass(frozen=True)
class CatalogueTexts:
    """The active competencies' words at one revision of the catalogue."""

    revision: int
    by_id: Texts


@dataclass(frozen=True)
class Snapshot:
    """A catalogue ready to be asked: skills apart from what is of another category (skills/category)."""

    texts: CatalogueTexts
    skills: SkillIndex
    others: SkillIndex


class SkillIndexes:
    """Snapshots by workspace. Safe to share between threads; one is built at a time."""

    def __init__(self, engine: Engine, embedder: Embedder) -> None:
        self._engine, self._embedder = engine, embedder
        self._texts: dict[int, CatalogueTexts] = {}
        self._held: dict[int, Snapshot] = {}
        self._building = threading.Lock()

    def texts(self, workspace_id: int) -> CatalogueTexts:
        """The catalogue's words as they are now; nothing is embedded."""
        held = self._texts.get(workspace_id)
        with self._engine.reading(workspace_id) as session:
            revision = catalogue_revision(session)
            if held is None or held.revision != revision:
                held = CatalogueTexts(revision, {text.id: text for text in competency_texts(session)})
                self._texts[workspace_id] = held
        return held

    def held(self, workspace_id: int) -> Snapshot | None:
        """The snapshot there is, perhaps of an earlier revision; None before the first was built. Never waits."""
        return self._held.get(workspace_id)

    def current(self, workspace_id: int) -> Snapshot:
        """The snapshot of the catalogue as it is now; builds what changed, which may take seconds the first time."""
        held, texts = self._held.get(workspace_id), self.texts(workspace_id)
        if held is not None and held.texts.revision == texts.revision:
            return held
        with self._building:
            return self._renewed(workspace_id)

    def _renewed(self, workspace_id: int) -> Snapshot:
        held, texts = self._held.get(workspace_id), self.texts(workspace_id)
        if held is not None and held.texts.revision == texts.revision:
            return held
        before = held.texts if held else None
        fresh = Snapshot(
            texts,
            self._index(workspace_id, held.skills if held else None, _skills(before), _skills(texts)),
            self._index(workspace_id, held.others if held else None, _others(before), _others(texts)),
        )
        self._held[workspace_id] = fresh
        return fresh

    def _index(self, workspace_id: int, index: SkillIndex | None, before: Texts, now: Texts) -> SkillIndex:
        """The index over `now`: the one there is where nothing changed, else with only what changed made anew."""

        def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
            return self._vectors(workspace_id, texts)

        if index is None:
            return SkillIndex.build([_skill_text(each) for each in now.values()], vectors)
        changed = [_skill_text(each) for key, each in now.items() if before.get(key) != each]
        removed = before.keys() - now.keys()
        return index.updated(changed, removed, vectors) if changed or removed else index

    def _vectors(self, workspace_id: int, texts: Sequence[str]) -> NDArray[np.float32]:
        """A vector per text: kept ones are read, others embedded and kept."""
        with self._engine.reading(workspace_id) as session:
            kept = stored_vectors(session, self._embedder.model, texts)
        known = {text: np.frombuffer(vector, dtype="<f4") for text, vector in kept.items()}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            fresh = dict(zip(batch, self._embedded(workspace_id, batch), strict=True))
            stored = {text: vector.astype("<f4").tobytes() for text, vector in fresh.items()}
            with self._engine.transaction(workspace_id) as session:
                keep_vectors(session, self._embedder.model, stored)
            known |= fresh
        return np.stack([known[text] for text in texts]).astype(np.float32)

    def _embedded(self, workspace_id: int, texts: Sequence[str]) -> NDArray[np.float32]:
        """Fresh vectors; where the workspace has the AI off, by this machine alone (privacy/ai)."""
        with self._engine.reading(workspace_id) as session:
            stay = not ai_use(session, None).on
        with texts_stay(stay):
            return self._embedder.embed(texts)


def _skills(texts: CatalogueTexts | None) -> Texts:
    found = texts.by_id if texts else {}
    return {key: each for key, each in found.items() if each.category == CompetencyCategory.SKILL}


def _others(texts: CatalogueTexts | None) -> Texts:
    found = texts.by_id if texts else {}
    return {key: each for key, each in found.items() if each.category != CompetencyCategory.SKILL}


def _skill_text(text: CompetencyText) -> SkillText:
    return plain_skill(SkillText(text.id, text.name, text.description, text.synonyms))
