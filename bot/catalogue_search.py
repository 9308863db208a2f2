"""The catalogue of each workspace ready to be searched, made anew when its revision moves; one per process."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from core.db import WorkspaceSession
from core.frameworks import SearchEntry, SearchIndex, catalogue_revision, search_entries, sight_of
from core.people import Actor
from core.transaction import Engine

MEANT = 0.45
"""How near a competency's meaning must come to be found by it, as cosine."""
MOST_MEANT = 10


class CatalogueSearch:
    """Search within what somebody sees (frameworks/search, people/tier-see). Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: dict[int, tuple[int, SearchIndex]] = {}
        self._building = threading.Lock()

    def all_for(
        self,
        workspace_id: int,
        actor: Actor,
        *,
        category: str | None = None,
        active_only: bool = False,
        locale: str = "",
    ) -> list[SearchEntry]:
        """All that the actor sees, by name in their language; disabled ones too unless `active_only`."""
        with self._engine.reading(workspace_id) as session:
            index, sight = self._index(session), sight_of(session, actor)
        return index.all_for(sight, category=category, active_only=active_only, locale=locale)

    def find(
        self,
        workspace_id: int,
        actor: Actor,
        words: str,
        *,
        category: str | None = None,
        active_only: bool = False,
        locale: str = "",
        meant: Sequence[tuple[int, float]] = (),
    ) -> list[SearchEntry]:
        """What fits the words by name, translation, synonym, tag or id number, the best first; then what is `meant`
        like them, as (id, cosine)."""
        with self._engine.reading(workspace_id) as session:
            index, sight = self._index(session), sight_of(session, actor)
        named = index.find(words, sight, category=category, active_only=active_only, locale=locale)
        known = {each.id for each in named}
        near = [index.by_id[each] for each, cosine in meant if cosine >= MEANT and each in index.by_id]
        fitting = [
            each
            for each in near
            if each.id not in known
            and sight.covers(each)
            and (category is None or each.category == category)
            and (each.active or not active_only)
        ]
        return [*named, *fitting[:MOST_MEANT]]

    def _index(self, session: WorkspaceSession) -> SearchIndex:
        revision, held = catalogue_revision(session), self._held.get(session.workspace_id)
        if held is not None and held[0] == revision:
            return held[1]
        with self._building:
            held = self._held.get(session.workspace_id)
            if held is None or held[0] != revision:
                held = (revision, SearchIndex(search_entries(session)))
                self._held[session.workspace_id] = held
        return held[1]
