"""chat.*: the bot posts, changes, deletes and whispers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.workspace import posting
from bot.workspace.refusals import SlackError
from bot.workspace.state import Conversation, public
from bot.workspace.webapi.arguments import Arguments
from bot.workspace.webapi.registry import bot_is_in, channel_of, method, own_message, person_of

if TYPE_CHECKING:
    from bot.workspace.workspace import LocalWorkspace


@method("chat.postMessage")
def post_message(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Post a message; a person's id as channel means the private chat with them."""
    conversation = _target(ws, arguments)
    content = posting.content_of(ws, arguments)
    thread_ts = _thread(conversation, arguments)
    if thread_ts:
        content["thread_ts"] = thread_ts
    message = posting.post(ws, conversation, posting.bot_message(ws, content))
    shown = public(message, with_metadata=True)
    return {"channel": conversation.id, "ts": message["ts"], "message": shown}


@method("chat.postEphemeral")
def post_ephemeral(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Post a message that only one member sees."""
    conversation = _target(ws, arguments)
    person = person_of(ws, arguments.required("user")).id
    if person not in conversation.members:
        raise SlackError("user_not_in_channel")
    content = posting.content_of(ws, arguments)
    if arguments.text("thread_ts"):
        content["thread_ts"] = arguments.text("thread_ts")
    return {"message_ts": posting.whisper(ws, conversation, person, content)["ts"]}


@method("chat.update")
def update_message(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Replace text and blocks of a message of the bot's own."""
    conversation = channel_of(ws, arguments)
    message = own_message(ws, conversation, arguments.required("ts"), "cant_update_message")
    content = posting.content_of(ws, arguments)
    posting.revise(ws, conversation, message, content)
    shown = public(message, with_metadata=True)
    return {
        "channel": conversation.id,
        "ts": message["ts"],
        "text": message.get("text", ""),
        "message": shown,
    }


@method("chat.delete")
def delete_message(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Delete a message of the bot's own."""
    conversation = channel_of(ws, arguments)
    message = own_message(ws, conversation, arguments.required("ts"), "cant_delete_message")
    posting.remove(ws, conversation, message)
    return {"channel": conversation.id, "ts": message["ts"]}


@method("chat.getPermalink")
def link_message(ws: LocalWorkspace, arguments: Arguments) -> dict[str, Any]:
    """Return an address that opens the page at a message."""
    conversation = channel_of(ws, arguments)
    ts = arguments.required("message_ts")
    if conversation.find(ts) is None:
        raise SlackError("message_not_found")
    link = f"{ws.base_url}/archives/{conversation.id}/p{ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


def _target(ws: LocalWorkspace, arguments: Arguments) -> Conversation:
    identifier = arguments.text("channel")
    person = ws.memory.people.get(identifier)
    if person is not None:
        if person.deleted:
            raise SlackError("channel_not_found")
        return ws.memory.private_chat(person.id)
    conversation = channel_of(ws, arguments)
    if not bot_is_in(ws, conversation):
        raise SlackError("not_in_channel")
    return conversation


def _thread(conversation: Conversation, arguments: Arguments) -> str:
    ts = arguments.text("thread_ts")
    if not ts:
        return ""
    root = conversation.find(ts)
    if root is None:
        raise SlackError("thread_not_found")
    return str(root.get("thread_ts", ts))
