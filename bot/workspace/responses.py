"""Answers to response URLs: new messages, replacements and deletions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.workspace import posting
from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, Payload
from bot.workspace.triggers import ResponseAddress
from bot.workspace.webapi.arguments import Arguments

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


def respond(ws: LocalWorkspace, secret: str, arguments: Arguments) -> None:
    """Carry out one answer; raises SlackError when the URL is used up or the content is refused."""
    address = ws.addresses.use(secret)
    conversation = ws.memory.conversations[address.conversation]
    original = _original(conversation, address)
    if arguments.flag("delete_original"):
        if original is not None:
            posting.remove(ws, conversation, original)
        return
    content = posting.content_of(ws, arguments)
    if arguments.flag("replace_original"):
        if original is None:
            raise SlackError("message_not_found")
        posting.revise(ws, conversation, original, content)
        return
    if "thread_ts" in arguments:
        content["thread_ts"] = arguments.text("thread_ts")
    if arguments.text("response_type", "ephemeral") == "in_channel":
        posting.post(ws, conversation, posting.bot_message(ws, content))
    else:
        posting.whisper(ws, conversation, address.person, content)


def _original(conversation: Conversation, address: ResponseAddress) -> Payload | None:
    if address.message_ts is None:
        return None
    everybody = conversation.find(address.message_ts)
    return everybody or conversation.find_whisper(address.message_ts, address.person)
