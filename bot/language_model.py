"""The language model that the settings name, if any."""

from __future__ import annotations

from bot.settings import Settings, secret
from tagging.allowance import TokenBudget
from tagging.llm import ChatModel


def is_configured(settings: Settings) -> bool:
    """Whether a model is named and there is a server or a key to ask it with."""
    return bool(settings.llm_model and (settings.openai_api_key or settings.openai_base_url))


def open_chat_model(settings: Settings, budget: TokenBudget | None = None) -> ChatModel | None:
    """The language model, None where none is configured; nothing is asked yet. Without a budget it has its own."""
    if settings.llm_model is None or not is_configured(settings):
        return None
    return _model(settings, settings.llm_model, budget)


def open_vision_model(settings: Settings, budget: TokenBudget | None = None) -> ChatModel | None:
    """The model that reads pictures, None where none is named; on the same server as the language model."""
    if settings.vision_model is None or not (settings.openai_api_key or settings.openai_base_url):
        return None
    return _model(settings, settings.vision_model, budget)


def _model(settings: Settings, name: str, budget: TokenBudget | None) -> ChatModel:
    return ChatModel(
        model=name, api_key=secret(settings.openai_api_key), base_url=settings.openai_base_url, budget=budget
    )
