"""All that the page shows to one person, in one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace.accounts import colour_of
from bot.workspace.state import Conversation, Payload, public
from bot.workspace.views import modals_for_page

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace

MESSAGES_SHOWN = 400


def page_state(ws: LocalWorkspace, person: str) -> dict[str, Any]:
    """Return people, conversations with their messages, Home, open forms, commands and the clock."""
    memory, config = ws.memory, ws.config
    joined = [each for each in memory.joined_by(person) if each.kind == "channel" or each.name == person]
    home = memory.homes.get(person)
    return {
        "me": person,
        "team": {"id": config.team_id, "name": config.team_name},
        "bot": {"id": config.bot_user_id, "name": config.bot_real_name},
        "people": _people(ws),
        "commands": _commands(ws),
        "shortcuts": [
            {"callback_id": each.callback_id, "name": each.name, "kind": each.kind} for each in config.shortcuts
        ],
        "conversations": [_conversation(ws, each, person) for each in joined],
        "unread": {each: memory.unread(each) for each in memory.people},
        "home": public(home) if home else None,
        "modals": modals_for_page(ws, person),
        "statuses": [
            {"conversation": where, "thread_ts": thread, **status}
            for (where, thread), status in memory.statuses.items()
            if where in {each.id for each in joined}
        ],
        "clock": {"offset_seconds": ws.clock.offset_seconds},
    }


def _people(ws: LocalWorkspace) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "name": each.name,
            "real_name": each.real_name,
            "title": each.title,
            "colour": colour_of(each),
            "stranger": each.stranger,
            "time_zone": each.time_zone,
        }
        for each in ws.memory.people.values()
        if not each.deleted
    ]


def _commands(ws: LocalWorkspace) -> list[dict[str, Any]]:
    return [
        {
            "command": each.command,
            "description": each.description,
            "usage_hint": each.usage_hint,
            "completions": list(each.completions),
        }
        for each in ws.config.commands
    ]


def _conversation(ws: LocalWorkspace, conversation: Conversation, person: str) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "purpose": conversation.purpose,
        "members": [each for each in conversation.members if each in ws.memory.people],
        "prompts": ws.memory.prompts.get(conversation.id, {"title": "", "prompts": []}),
        "messages": [_message(ws, conversation, each, person) for each in _latest(conversation, person)],
    }


def _latest(conversation: Conversation, person: str) -> list[Payload]:
    return conversation.seen_by(person)[-MESSAGES_SHOWN:]


def _message(ws: LocalWorkspace, conversation: Conversation, message: Payload, person: str) -> Payload:
    inputs = ws.memory.inputs.get((person, f"{conversation.id}:{message['ts']}"), {})
    return {
        **public(message),
        "shown_at": message["_shown_at"],
        "streaming": "_streaming" in message,
        "inputs": inputs,
    }
