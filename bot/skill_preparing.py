"""The catalogue made ready for questions: the model loaded, each workspace's snapshot built (tagging/fresh)."""

from __future__ import annotations

import threading

from sqlalchemy.exc import SQLAlchemyError

from bot.logs import log
from bot.skill_indexes import SkillIndexes, Snapshot
from core.embedding import Embedder
from core.errors import ProwessError
from core.transaction import Engine
from tagging.embedding import EmbeddingUnavailable
from tagging.tagger import Tagger


class PreparedSkills:
    """Snapshots of the catalogues, and whether the model answers yet; safe to share between threads."""

    def __init__(self, engine: Engine, tagger: Tagger, embedder: Embedder) -> None:
        self._engine, self._tagger, self._embedder = engine, tagger, embedder
        self._indexes = SkillIndexes(engine, embedder)
        self._warm = threading.Event()

    def warm(self) -> threading.Thread:
        """Load the model and prepare every workspace's catalogue in the background; the thread that does it."""
        thread = threading.Thread(target=self._prepare, name="warm-skills", daemon=True)
        thread.start()
        return thread

    @property
    def ready(self) -> bool:
        """Whether the embedding model has answered once, so that asking it takes no loading."""
        return self._warm.is_set()

    def _snapshot(self, workspace_id: int, *, wait: bool) -> Snapshot | None:
        """The catalogue ready to be asked; without waiting the one there is, if any; None where no model answers."""
        if not wait:
            return self._indexes.held(workspace_id) if self.ready else None
        try:
            if not self.ready:
                self._tagger.warm()
                self._warm.set()
            return self._indexes.current(workspace_id)
        except EmbeddingUnavailable as unavailable:
            log.warning("catalogue not prepared", workspace=workspace_id, reason=str(unavailable))
            return None

    def _prepare(self) -> None:
        try:
            self._tagger.warm()
            self._warm.set()
            for workspace in self._engine.workspaces():
                self._indexes.current(workspace.id)
        except (EmbeddingUnavailable, ProwessError, SQLAlchemyError) as error:
            log.warning("skills not prepared yet", error=error)
