"""A running workspace with four people, and a tiny Bolt app connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from slack_sdk import WebClient

from bot.workspace.config import Channel, Person, Shortcut, SlashCommand, WorkspaceConfig
from bot.workspace.driver import Driver
from bot.workspace.workspace import LocalWorkspace
from tests.bot.workspace.tiny_bot import TinyBot, serving

EVENTS = ("app_home_opened", "app_mention", "message.im", "message.channels", "team_join", "user_change")


def a_config(**changes: object) -> WorkspaceConfig:
    """Return a small workspace: Anna, Ben, Cleo, one who left, one channel, two commands."""
    settings: dict[str, object] = {
        "people": (
            Person("UANNA", "anna", "Anna Berg", "anna@nordlys.example", "Warehouse worker"),
            Person("UBEN", "ben", "Ben Olsen", "ben@nordlys.example", "Team lead"),
            Person("UCLEO", "cleo", "Cleo Marchand", "cleo@nordlys.example", "Content editor", "Europe/Paris", "fr-FR"),
            Person("UGONE", "gone", "Gone Person", "gone@nordlys.example", deleted=True),
        ),
        "channels": (
            Channel("CGENERAL", "general", ("UANNA", "UBEN", "UCLEO"), "For everybody"),
            Channel("CQUIET", "quiet", ("UBEN",), with_bot=False),
        ),
        "commands": (
            SlashCommand("/target", "Set target skills", "@person SKILL by DATE", ("from", "team")),
            SlashCommand("/form", "Open the form"),
        ),
        "shortcuts": (
            Shortcut("evidence", "Log as evidence", "message"),
            Shortcut("log", "Log a qualification", "global"),
        ),
        "bot_events": EVENTS,
        "event_retry_waits": (0.0, 0.02, 0.04),
        "answer_limit": 0.6,
        "trigger_lifetime": 0.3,
    }
    return WorkspaceConfig(**{**settings, **changes})  # type: ignore[arg-type]


@dataclass
class Office:
    """A workspace, the bot behind it, and a client with the bot's token."""

    workspace: Driver
    bot: TinyBot
    client: WebClient


@pytest.fixture
def workspace() -> Iterator[Driver]:
    """A workspace without a bot."""
    with LocalWorkspace.running(a_config()) as driver:
        yield driver


@pytest.fixture
def client(workspace: Driver) -> WebClient:
    """A client with the bot's token; it never resends."""
    return WebClient(token=workspace.ws.config.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=3)


@pytest.fixture
def office(workspace: Driver, client: WebClient) -> Iterator[Office]:
    """A workspace with the tiny bot connected."""
    bot = TinyBot(workspace.api_url)
    with serving(bot) as url:
        workspace.connect_bot(url)
        yield Office(workspace, bot, client)
