"""Words matched with the catalogue by spelling and meaning: look-alikes of names, names for reading messages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.skill_indexes import Snapshot
from bot.skill_preparing import PreparedSkills
from core.embedding import Embedder
from core.frameworks import CompetencyCategory, visible_ids
from core.people import Actor
from core.transaction import Engine
from tagging.embedding import EmbeddingUnavailable
from tagging.matching import CatalogueName, NameBook
from tagging.tagger import Tagger

BOOKS_KEPT = 8
MOST_MEANT = 100


class SkillNames(PreparedSkills):
    """What the catalogue's names and synonyms are, and which of them words are like."""

    def __init__(self, engine: Engine, tagger: Tagger, embedder: Embedder) -> None:
        super().__init__(engine, tagger, embedder)
        self._books: dict[tuple[int, int, frozenset[int]], NameBook] = {}

    def catalogue_names(
        self, workspace_id: int, actor: Actor, category: CompetencyCategory | None = None
    ) -> list[CatalogueName]:
        """Names and synonyms of the active competencies the actor sees, as they are now. Quick: nothing is embedded."""
        texts = self._indexes.texts(workspace_id)
        with self._engine.reading(workspace_id) as session:
            seen = visible_ids(session, actor, category=category)
        return [
            CatalogueName(text.id, text.name, text.synonyms, text.category)
            for text in texts.by_id.values()
            if text.id in seen
        ]

    def name_book(self, workspace_id: int, actor: Actor) -> NameBook:
        """Names and synonyms of what the actor sees, ready for reading messages; made once for each revision."""
        names = self.catalogue_names(workspace_id, actor)
        return self._book(workspace_id, names, frozenset(name.id for name in names))

    def look_alikes(
        self,
        workspace_id: int,
        actor: Actor,
        text: str,
        category: CompetencyCategory | None = None,
        limit: int = 3,
        *,
        wait: bool = False,
    ) -> list[tuple[int, float]]:
        """Competencies the actor sees that are spelled or meant like the words, likeliest first, as (id, 0 to 1).

        Quick by default: meaning counts only once the model is warm and the catalogue prepared. With `wait` it is
        made so first, which may take seconds: in jobs and message readers only.
        """
        names = self.catalogue_names(workspace_id, actor, category)
        allowed = frozenset(name.id for name in names)
        snapshot = self._snapshot(workspace_id, wait=wait)

        def nearest(words: str, most: int) -> list[tuple[int, float]]:
            return self._nearest(snapshot, words, allowed, most) if snapshot else []

        alike = self._book(workspace_id, names, allowed).look_alikes(text, nearest, limit)
        return [(candidate.id, candidate.score) for candidate in alike]

    def meant_like(self, workspace_id: int, text: str, limit: int = 100) -> list[tuple[int, float]]:
        """Active competencies nearest in meaning, as (id, cosine -1 to 1), whoever may see them: the caller hides the
        rest. Quick: nothing before the model is warm and the catalogue prepared."""
        snapshot = self._snapshot(workspace_id, wait=False)
        if snapshot is None or not text.strip():
            return []
        try:
            vector = self._embedder.embed([text])[0]
        except EmbeddingUnavailable:
            return []
        found = [pair for index in (snapshot.skills, snapshot.others) for pair in index.nearest_to(vector, limit)]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def meanings(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Unit vectors by text, of the first hundred; none before the model is warm or where it doesn't answer.

        Quick for a few short texts.
        """
        wanted = list(dict.fromkeys(texts))[:MOST_MEANT]
        if not wanted or not self.ready:
            return {}
        try:
            return dict(zip(wanted, self._embedder.embed(wanted), strict=True))
        except EmbeddingUnavailable:
            return {}

    def near_in_meaning(
        self,
        workspace_id: int,
        actor: Actor,
        text: str,
        category: CompetencyCategory | None = None,
        limit: int = 3,
        *,
        wait: bool = True,
    ) -> list[tuple[int, float]]:
        """Competencies the actor sees, nearest in meaning first, as (id, cosine -1 to 1); spelling doesn't count."""
        snapshot = self._snapshot(workspace_id, wait=wait)
        if snapshot is None:
            return []
        with self._engine.reading(workspace_id) as session:
            allowed = frozenset(visible_ids(session, actor, category=category))
        return self._nearest(snapshot, text, allowed, limit)

    def _nearest(
        self, snapshot: Snapshot, text: str, allowed: frozenset[int], limit: int
    ) -> list[tuple[int, float]]:
        try:
            found = [
                pair
                for index in (snapshot.skills, snapshot.others)
                for pair in index.nearest(text, len(index), self._embedder)
                if pair[0] in allowed
            ]
        except EmbeddingUnavailable:
            return []
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def _book(self, workspace_id: int, names: Sequence[CatalogueName], allowed: frozenset[int]) -> NameBook:
        """The names ready for look-up, made once for each revision and each set of competencies seen."""
        key = (workspace_id, self._indexes.texts(workspace_id).revision, allowed)
        book = self._books.get(key)
        if book is None:
            book = NameBook.of(names)
            if len(self._books) >= BOOKS_KEPT:
                self._books.clear()
            self._books[key] = book
        return book
