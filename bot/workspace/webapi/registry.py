"""The table of Web API methods, filled by the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, Payload
from bot.workspace.webapi.arguments import Arguments

if TYPE_CHECKING:
    from bot.workspace.config import Person
    from bot.workspace.workspace import LocalWorkspace

Method = Callable[["LocalWorkspace", Arguments], dict[str, Any]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Enter a function into the table under Slack's name; it returns the answer without `ok`."""

    def enter(function: Method) -> Method:
        METHODS[name] = function
        return function

    return enter


def channel_of(ws: LocalWorkspace, arguments: Arguments, name: str = "channel") -> Conversation:
    """Return the conversation a call names; raises SlackError `channel_not_found`."""
    identifier = arguments.text(name).removeprefix("#")
    if identifier in ws.memory.conversations:
        return ws.memory.conversations[identifier]
    for conversation in ws.memory.conversations.values():
        if conversation.kind == "channel" and conversation.name == identifier:
            return conversation
    raise SlackError("channel_not_found")


def bot_is_in(ws: LocalWorkspace, conversation: Conversation) -> bool:
    """Tell whether the bot is a member."""
    return conversation.kind == "im" or ws.config.bot_user_id in conversation.members


def person_of(ws: LocalWorkspace, identifier: str) -> Person:
    """Return the person with this id; raises SlackError `user_not_found`."""
    person = ws.memory.people.get(identifier)
    if person is None:
        raise SlackError("user_not_found")
    return person


def own_message(ws: LocalWorkspace, conversation: Conversation, ts: str, refusal: str) -> Payload:
    """Return a message of the bot's own; raises SlackError `message_not_found` or `refusal`."""
    message = conversation.find(ts)
    if message is None:
        raise SlackError("message_not_found")
    if message.get("bot_id") != ws.config.bot_id:
        raise SlackError(refusal)
    return message
