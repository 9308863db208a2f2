"""The manifest says what the app really does: its verbs, the methods its code calls, the events it listens to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.conversation import Answer, Conversations, Verb
from bot.manifest import EVENTS, SCOPES, manifest

CODE = [
    path
    for path in Path(str(bot.__file__)).parent.rglob("*.py")
    if "workspace" not in path.parts and path.name != "manifest.py"
]

NEEDED = {
    "auth_test": set(),
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "chat_delete": {"chat:write"},
    "chat_stream": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_replies": {"im:history"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "users_list": {"users:read", "users:read.email"},
    "users_conversations": {"channels:read", "groups:read"},
    "users_info": {"users:read", "users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_update": set(),
    "views_push": set(),
    "oauth_v2_access": set(),
    "apps_connections_open": set(),
    "api_test": set(),
    "assistant_threads_setStatus": {"assistant:write"},
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
}
"""The bot scopes that each method of the Web API asks for, as its reference lists them."""

WITHOUT_METHOD = {"app_mentions:read", "commands", "assistant:write"}
"""Scopes asked for by events, commands and the agent's surface."""

FAMILIES = r"(?:auth|chat|conversations|files|users|views|oauth|apps|api|assistant|reactions|team|bots|pins|usergroups)"
WORDS = re.compile(r"[a-z]+(?:_[a-z]+)*")
CALLED = re.compile(rf"\.({FAMILIES}_[A-Za-z0-9_]+)\(")


def called() -> set[str]:
    return {name for path in CODE for name in CALLED.findall(path.read_text())}


def a_table() -> Conversations:
    """The verbs of this example alone, so that each test says what it rests on."""
    conversations = Conversations()
    usages = {"help": "help [verb]", "log": "log SENTENCE", "target": "target @person SKILL", "tag": "tag"}
    for name, usage in usages.items():
        conversations.verb(Verb(name, f"What {name} does", usage, f"/prowess {usage}", lambda _call: Answer()))
    return conversations


def features(**changes: Any) -> dict[str, Any]:
    return dict(manifest(a_table(), **changes)["features"])


def test_every_scope_is_needed_by_a_method_that_the_code_calls_and_every_method_has_its_scopes() -> None:
    assert called() <= NEEDED.keys(), "a method without a line in the table above"
    needed = {scope for method in called() for scope in NEEDED[method]}
    assert needed | WITHOUT_METHOD == set(SCOPES)
    assert manifest(a_table())["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}


def test_the_events_are_those_the_app_listens_to() -> None:
    code = next(path for path in CODE if path.name == "app.py").read_text()
    bound = re.findall(r"@app\.event\((.+)\)\n", code)
    named = {name for argument in bound for quoted in re.findall(r'"(.+)"', argument) for name in WORDS.findall(quoted)}
    assert {name.partition(".")[0] for name in EVENTS} == named


def test_commands_come_from_the_verbs_with_their_usage() -> None:
    commands = {each["command"]: each for each in features()["slash_commands"]}
    assert set(commands) == {"/prowess", "/target", "/tag"}
    assert commands["/prowess"]["usage_hint"] == "help | log | tag | target"
    assert commands["/target"]["usage_hint"] == "@person SKILL"
    assert commands["/target"]["description"] == "What target does"


def test_people_in_commands_arrive_as_mentions() -> None:
    assert all(each["should_escape"] for each in features()["slash_commands"])


def test_a_verb_that_is_not_built_has_neither_command_nor_shortcut() -> None:
    conversations = Conversations()
    conversations.verb(Verb("help", "Help", "help", "/prowess help", lambda _call: Answer()))
    made = manifest(conversations)["features"]
    assert [each["command"] for each in made["slash_commands"]] == ["/prowess"]
    assert made["shortcuts"] == []


def test_shortcuts_run_verbs() -> None:
    assert {(each["name"], each["type"], each["callback_id"]) for each in features()["shortcuts"]} == {
        ("Log a qualification", "global", "log"),
        ("Suggest skills", "message", "tag"),
    }


def test_the_agent_view_replaces_the_legacy_assistant() -> None:
    made = features()
    assert "assistant_view" not in made
    assert made["agent_view"]["suggested_prompts"] == [{"title": "What help does", "message": "help"}]


@pytest.mark.parametrize("given", ["https://bot.example.org", "https://bot.example.org/slack/events"])
def test_with_an_address_slack_calls_it_for_everything(given: str) -> None:
    made = manifest(a_table(), given)
    address = "https://bot.example.org/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["settings"]["interactivity"]["message_menu_options_url"] == address
    assert {each["url"] for each in made["features"]["slash_commands"]} == {address}
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]
    assert made["settings"]["socket_mode_enabled"] is False


def test_without_an_address_it_is_socket_mode_and_names_none() -> None:
    made = manifest(a_table())
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(made) and "redirect_urls" not in str(made)


def test_the_texts_fit_slacks_limits() -> None:
    made = manifest(a_table())
    shown = made["display_information"]
    assert len(shown["name"]) <= 35 and len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in made["features"]["shortcuts"])
    assert all(len(each["command"]) <= 32 for each in made["features"]["slash_commands"])
