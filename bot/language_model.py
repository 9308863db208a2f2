"""The language model that the settings name, if any."""

from __future__ import annotations

from bot.settings import Settings, secret
from tagging.llm import ChatModel


def is_configured(settings: Settings) -> bool:
    """Whether a model is named and there is a server or a key to ask it with."""
    return bool(settings.llm_model and (settings.openai_api_key or settings.openai_base_url))


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The language model, None where none is configured; nothing is asked yet."""
    if settings.llm_model is None or not is_configured(settings):
        return None
    return ChatModel(
        model=settings.llm_model, api_key=secret(settings.openai_api_key), base_url=settings.openai_base_url
    )


def open_vision_model(settings: Settings) -> ChatModel | None:
    """The model that reads pictures, None where none is named; on the same server as the language model."""
    if settings.vision_model is None or not (settings.openai_api_key or settings.openai_base_url):
        return None
    return ChatModel(
        model=settings.vision_model, api_key=secret(settings.openai_api_key), base_url=settings.openai_base_url
    )
