"""What handlers work with: the engine and what was opened beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bot.ai_budget import WorkspaceBudget
from bot.catalogue_search import CatalogueSearch
from bot.language_model import open_vision_model
from core.transaction import Engine

if TYPE_CHECKING:
    from bot.channels import SlackDirectory
    from bot.settings import Settings
    from tagging.llm import ChatModel


@dataclass(frozen=True)
class Product:
    """The engine, the tagger's parts, and settings; one per process.

    `skills` gives matching (indexes, suggestions, look-alikes); `fetch_file` downloads a shared file for a workspace;
    `directory` asks the chat workspace for people and channels (None without a chat, as in the console).
    """

    engine: Engine
    settings: Settings
    skills: Any
    chat_model: Any | None = None
    fetch_file: Callable[[int, Any], bytes] | None = None
    directory: SlackDirectory | None = None

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

    @cached_property
    def vision_model(self) -> ChatModel | None:
        """The model that reads pictures, where one is configured."""
        return open_vision_model(self.settings, WorkspaceBudget(self.engine))
