"""The Slack app manifest, made from the table of verbs and from what the code really calls and listens to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.conversation import Conversations, Verb
from core.words import Reader

COMMAND = "prowess"
OWN_COMMANDS = ("target", "tag")
"""The commonest verbs have commands of their own (`/target` is `/prowess target`)."""

GLOBAL_SHORTCUTS = {"log": "Log a qualification"}
MESSAGE_SHORTCUTS = {"tag": "Suggest skills"}
"""Shortcuts by the verb they run; a message's text becomes its words."""

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"

EVENTS = (
    "app_home_opened", "app_mention", "channel_rename", "member_joined_channel", "member_left_channel", "message.im",
    "team_join", "user_change",
)

SCOPES: dict[str, str] = {
    "app_mentions:read": "hears a mention, and answers it privately",
    "assistant:write": "talks as an agent in the private chat",
    "channels:read": "lets a group follow the people of a channel the bot was invited to",
    "chat:write": "answers, and rewrites its own messages",
    "commands": "slash commands and shortcuts",
    "files:read": "fetches the certificates people drop into the private chat",
    "files:write": "shows charts in the private chat",
    "groups:read": "the same for a private channel it was invited to",
    "im:history": "hears private messages, and looks up its own before sending one again",
    "im:write": "opens the private chat",
    "users:read": "follows the directory: name, time zone, who left",
    "users:read.email": "knows people of the directory by their e-mail",
}
"""Bot scopes, each with what it is for."""

SHORT = "What people can do, what they need, and what expires"
LONG = (
    "Prowess keeps certifications, skills and targets where people already talk. Write that you passed a course and "
    "confirm the card; set target skills with a command; see what is missing before it is needed; be reminded before "
    "a certification expires. Ratings, targets and certifications are shown privately, to those who may see them."
)
SUGGESTED = ("me", "gap", "quiz", "help")
"""Verbs that need no further words: offered when the private chat is opened."""

COMMAND_HINT_LIMIT, DESCRIPTION_LIMIT, SHORTCUT_LIMIT = 1_000, 2_000, 150


def manifest(conversations: Conversations, url: str | None = None) -> dict[str, Any]:
    """The manifest for an app reached at `url` (its base, or its events URL); without one for Socket Mode."""
    base = url.rstrip("/").removesuffix(EVENTS_PATH) if url else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Prowess",
            "description": SHORT,
            "long_description": LONG,
            "background_color": "#1f3d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Prowess", "always_online": True},
            "agent_view": _agent_view(conversations.verbs),
            "shortcuts": [*_shortcuts(conversations.verbs)],
            "slash_commands": [*_commands(conversations.verbs, base)],
        },
        "oauth_config": {**_redirects(base), "scopes": {"bot": sorted(SCOPES)}},
        "settings": _settings(base),
    }


def _agent_view(verbs: Mapping[str, Verb]) -> dict[str, Any]:
    prompts = [{"title": _said(verbs[name]), "message": name} for name in SUGGESTED if name in verbs]
    return {"agent_description": SHORT, "suggested_prompts": prompts}


def _commands(verbs: Mapping[str, Verb], base: str | None) -> Iterable[dict[str, Any]]:
    listed = sorted(verbs.values(), key=lambda verb: (verb.menu, verb.name))
    hint = " | ".join(verb.name for verb in listed)
    yield _command(COMMAND, SHORT, hint, base)
    for name in OWN_COMMANDS:
        if verb := verbs.get(name):
            yield _command(name, _said(verb), verb.usage.removeprefix(name).strip(), base)


def _command(name: str, about: str, hint: str, base: str | None) -> dict[str, Any]:
    """Escaped, so that people arrive as mentions whose ids can be trusted, not as names."""
    command: dict[str, Any] = {
        "command": f"/{name}",
        "description": about[:DESCRIPTION_LIMIT],
        "usage_hint": hint[:COMMAND_HINT_LIMIT],
        "should_escape": True,
    }
    return command | ({"url": base + EVENTS_PATH} if base else {})


def _shortcuts(verbs: Mapping[str, Verb]) -> Iterable[dict[str, Any]]:
    for kind, table in (("global", GLOBAL_SHORTCUTS), ("message", MESSAGE_SHORTCUTS)):
        for name, label in table.items():
            if verb := verbs.get(name):
                about = _said(verb)[:SHORTCUT_LIMIT]
                yield {"name": label, "type": kind, "callback_id": name, "description": about}


def _redirects(base: str | None) -> dict[str, Any]:
    return {"redirect_urls": [base + REDIRECT_PATH]} if base else {}


def _settings(base: str | None) -> dict[str, Any]:
    address = {"request_url": base + EVENTS_PATH} if base else {}
    options = {"message_menu_options_url": base + EVENTS_PATH} if base else {}
    return {
        "event_subscriptions": {**address, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **address, **options},
        "org_deploy_enabled": False,
        "socket_mode_enabled": base is None,
        "token_rotation_enabled": False,
    }


def _said(verb: Verb) -> str:
    return Reader().render(verb.about)
