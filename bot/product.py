"""What handlers work with: the engine and what was opened beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.catalogue_search import CatalogueSearch
from core.transaction import Engine

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True)
class Product:
    """The engine, the tagger's parts, and settings; one per process.

    `skills` gives matching (indexes, suggestions, look-alikes); `fetch_file` downloads a shared file for a workspace.
    """

    engine: Engine
    settings: Settings
    skills: Any
    chat_model: Any | None = None
    fetch_file: Callable[[int, Any], bytes] | None = None

    def writing(self, workspace_id: int) -> Any:
        """A transaction of the workspace."""
        return self.engine.transaction(workspace_id)

    def reading(self, workspace_id: int) -> Any:
        """A read of the workspace."""
        return self.engine.reading(workspace_id)

    @cached_property
    def catalogue(self) -> CatalogueSearch:
        """The catalogue's words, ready to be searched."""
        return CatalogueSearch(self.engine)
